import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AmberError } from '../core/errors.ts';
import { isObject, text } from '../core/events.ts';
import type { SessionRef } from '../core/session.ts';

/** The last session that this user made on this machine, and where it lives. */
export interface Latest extends SessionRef {
  readonly engine: string;
}

const fileOf = (stateDir: string): string => join(stateDir, 'latest');

/**
 * Remembers the session as `@latest`: at once, before anything of it is told, so that who hears of the session can name it so. Losing it
 * harms nothing, so nothing is thrown.
 */
export function writeLatest(stateDir: string, latest: Latest): void {
  const fresh = `${fileOf(stateDir)}.${randomUUID()}`;
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    writeFileSync(fresh, `${JSON.stringify(latest)}\n`, { mode: 0o600 });
    renameSync(fresh, fileOf(stateDir));
  } catch {
    remove(fresh);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It was never there.
  }
}

/** @throws AmberError NOT_FOUND if there is none yet */
export function readLatest(stateDir: string): Latest {
  const none = new AmberError('NOT_FOUND', 'there is no @latest session: none was made here yet', {
    hint: 'amber run "…" makes one; amber list shows those that exist',
  });
  const value = parsed(fileOf(stateDir));
  const [engine, project, name] = [text(value, 'engine'), text(value, 'project'), text(value, 'name')];
  if (engine === undefined || project === undefined || name === undefined) throw none;
  return { engine, project, name };
}

function parsed(path: string): { readonly [field: string]: unknown } {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
