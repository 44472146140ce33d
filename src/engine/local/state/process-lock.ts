import { closeSync, ftruncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../../core/clock.ts';
import { AmberError, systemCodeOf } from '../../../core/errors.ts';
import { isAlive, ownIdentity, type ProcessIdentity } from '../process-identity.ts';
import { createFile, makeDir, openFile, readNames, readText, removeFile, stateError } from './files.ts';

/**
 * An exclusive lock between processes that survives the death of its holder.
 *
 * The lock is a directory of generations `1, 2, 3 …`. The highest one counts: a file with a process in it is held, an
 * empty one is free, and one whose process is dead is free too. Taking the lock is creating the next generation, which
 * the file system grants to one process only; so of two that find the same dead holder one gets the lock, and the
 * other sees a live holder. (With a single lock file the slower breaker would remove the quicker one's new lock.)
 * The highest generation is never removed, so numbers never repeat.
 */

/** Longest wait for a live holder, in ms. Critical sections take less than one. */
const PATIENCE = 10_000;

/**
 * Runs `section` while holding the lock. It has to be synchronous: then a process never waits for itself.
 * @throws AmberError STATE if the lock can't be had
 */
export async function withLock<T>(dir: string, clock: Clock, section: () => T): Promise<T> {
  makeDir(dir);
  const deadline = clock.now() + PATIENCE;
  for (;;) {
    const taken = tryLock(dir);
    if (typeof taken === 'string') {
      try {
        return section();
      } finally {
        release(taken);
      }
    }
    if (clock.now() > deadline)
      throw new AmberError('STATE', `cannot lock ${dir}: process ${taken.pid} holds it`, {
        hint: `see what process ${taken.pid} does; once it has ended, the lock counts no more`,
      });
    await clock.sleep(1 + Math.random() * 4);
  }
}

/** The path of the generation that is ours now, or the live process that holds the lock. */
export function tryLock(dir: string, self: ProcessIdentity = ownIdentity()): string | ProcessIdentity {
  for (;;) {
    const last = highest(dir);
    if (last > 0) {
      const text = readText(join(dir, String(last)));
      // Removed since we looked: there is a higher one.
      if (text === undefined) continue;
      const holder = parse(text);
      if (holder !== undefined && isAlive(holder)) return holder;
    }
    const mine = join(dir, String(last + 1));
    if (!createFile(mine, JSON.stringify(self))) continue;
    // Slow between looking and creating: others have passed us, and ours was a number long cleaned away.
    if (highest(dir) !== last + 1) {
      removeFile(mine);
      continue;
    }
    for (let old = last; old > 0 && removeFile(join(dir, String(old))); old--);
    return mine;
  }
}

/** Gives up a generation that `tryLock` took. Emptying a file works on a full disk too. */
export function release(path: string): void {
  let file: number | undefined;
  try {
    file = openFile(path, 'change');
    ftruncateSync(file);
  } catch (error) {
    // The session was removed within the section.
    if (systemCodeOf(error) !== 'ENOENT') throw stateError('release', path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const generation = (name: string): number => (/^\d+$/.test(name) ? Number(name) : 0);

const highest = (dir: string): number => readNames(dir).reduce((max, name) => Math.max(max, generation(name)), 0);

function parse(text: string): ProcessIdentity | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
