import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '../../../src/core/session/session.ts';
import { HANG_MS } from '../../fakes/patience.ts';
import type { Place } from './place.ts';
import type { Finished } from './run.ts';

/** Why the stories of the local engine can't run here; undefined where they can. */
export const NO_LOCAL: string | undefined =
  process.platform === 'win32' ? 'the local engine needs POSIX process groups' : undefined;

/** The session object as it is on the disk. */
export function stored(place: Place, name: string): Session {
  return JSON.parse(readFileSync(join(place.stateDir, 'projects/default', name, 'session.json'), 'utf8'));
}

/** The phase of a session; undefined as long as it is not there. */
export function phaseOf(place: Place, name: string | undefined): string | undefined {
  try {
    return name === undefined ? undefined : stored(place, name).status?.phase;
  } catch {
    return undefined;
  }
}

/** The objects of `-o jsonl`; every line has to be one. */
export function lines(text: string): readonly { readonly [field: string]: unknown }[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The result of `-o json`. */
export function result({ stdout }: Finished): { readonly [field: string]: unknown } {
  return JSON.parse(stdout);
}

/** The name of the session that some output speaks of first. */
export function sessionIn(text: string): string {
  const [name] = /session-[0-9a-f-]{36}/.exec(text) ?? [];
  if (name === undefined) throw new Error(`no session in:\n${text}`);
  return name;
}

/** True if a process of that id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Looks until it is so, for twenty seconds at most. */
export async function eventually(look: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const until = performance.now() + HANG_MS;
  while (!(await look())) {
    if (performance.now() > until) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
