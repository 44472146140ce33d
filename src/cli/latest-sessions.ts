import { appendFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, text } from '../core/agui/events.ts';
import type { SessionRef } from '../core/session/session.ts';
import { replaceFile } from '../engine/local/state/files.ts';

/** A session that this user made on this machine, and where it lives. */
export interface Latest extends SessionRef {
  readonly engine: string;
  /** The directory that it was made in; not known of those of older versions. */
  readonly cwd?: string;
}

/** What is kept when the file has grown beyond `bytes`: so many of the newest. */
const KEPT = { bytes: 64 * 1024, records: 100 };

const fileOf = (stateDir: string): string => join(stateDir, 'latest');

/**
 * Remembers the session as `@latest`: at once, before anything of it is shown, so that a reader can name it so.
 * Appended, so that two who make sessions at once lose nothing. Losing it harms nothing, so nothing is thrown.
 */
export function writeLatest(stateDir: string, { engine, project, name, cwd }: Latest): void {
  const file = fileOf(stateDir);
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    appendFileSync(file, `${JSON.stringify({ engine, project, name, cwd })}\n`, { mode: 0o600 });
    if (statSync(file).size > KEPT.bytes) shorten(file);
  } catch {
    // @latest is then an older one.
  }
}

/** The sessions that were made here, the newest first; of damaged lines nothing. */
export function readLatest(stateDir: string): readonly Latest[] {
  return linesOf(fileOf(stateDir)).flatMap(latestIn).reverse();
}

function shorten(file: string): void {
  replaceFile(file, `${linesOf(file).slice(-KEPT.records).join('\n')}\n`);
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

function latestIn(line: string): readonly Latest[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [];
  }
  if (!isObject(value)) return [];
  const [engine, project, name, cwd] = ['engine', 'project', 'name', 'cwd'].map((key) => text(value, key));
  if (engine === undefined || project === undefined || name === undefined) return [];
  return [{ engine, project, name, ...(cwd === undefined ? {} : { cwd }) }];
}
