import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AmberError } from '../core/errors.ts';
import { makeDir, readText } from '../engine/local/state/files.ts';
import { tryLock } from '../engine/local/state/process-lock.ts';

/**
 * The right to serve a state directory, of which there is one; a dead holder's counts no more. `announce` says where we
 * are to be found; `release` ends the right.
 * @throws AmberError CONFLICT if another serve has it
 */
export function acquireServeLock(stateDir: string): { announce(url: string): void; release(): void } {
  const dir = join(stateDir, 'serve', 'lock');
  const where = join(stateDir, 'serve', 'url');
  makeDir(dir);
  const lock = tryLock(dir);
  if (typeof lock !== 'string') {
    const url = readText(where)?.trim() ?? '';
    throw new AmberError(
      'CONFLICT',
      `another amber serve (process ${lock.pid}${url === '' ? '' : `, ${url}`}) serves ${stateDir}`,
      { hint: 'use that one, end it first, or give this one a state directory of its own: AMBER_STATE_DIR' },
    );
  }
  return {
    announce: (url) => writeFileSync(where, url, { mode: 0o600 }),
    release: () => {
      try {
        truncateSync(lock);
      } catch {
        // The state directory is gone, and the lock with it.
      }
    },
  };
}
