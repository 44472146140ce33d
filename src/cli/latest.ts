import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AmberError } from '../core/errors.ts';
import { isObject, text } from '../core/events.ts';
import type { SessionRef } from '../core/session.ts';

/** The last session that this user made on this machine, and where it lives. */
export interface Latest extends SessionRef {
  readonly engine: string;
}

const fileOf = (stateDir: string): string => join(stateDir, 'latest');

/** Remembers the session as `@latest`. Losing it harms nothing, so nothing is thrown. */
export async function writeLatest(stateDir: string, latest: Latest): Promise<void> {
  const fresh = `${fileOf(stateDir)}.${randomUUID()}`;
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await writeFile(fresh, `${JSON.stringify(latest)}\n`, { mode: 0o600 });
    await rename(fresh, fileOf(stateDir));
  } catch {
    await rm(fresh, { force: true }).catch(() => {});
  }
}

/** @throws AmberError NOT_FOUND if there is none yet */
export async function readLatest(stateDir: string): Promise<Latest> {
  const none = new AmberError('NOT_FOUND', 'there is no @latest session: none was made here yet', {
    hint: 'amber run "…" makes one; amber list shows those that exist',
  });
  const content = await readFile(fileOf(stateDir), 'utf8').catch(() => {
    throw none;
  });
  const value = parsed(content);
  const [engine, project, name] = [text(value, 'engine'), text(value, 'project'), text(value, 'name')];
  if (engine === undefined || project === undefined || name === undefined) throw none;
  return { engine, project, name };
}

function parsed(content: string): { readonly [field: string]: unknown } {
  try {
    const value: unknown = JSON.parse(content);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
