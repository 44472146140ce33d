import { rm, writeFile } from 'node:fs/promises';
import { isAmberError, messageOf } from '../../core/errors.ts';
import type { Redactor } from '../../core/secrets/redact.ts';
import type { Collected } from './git/collect-work.ts';
import { withContent } from './git/lfs.ts';

/** A patch that is this long at most stands in the comment as well, in characters. */
const SMALL = 8_000;
const MAX_PATCH = 256 * 1024 * 1024;

export interface LeftPatch {
  readonly patchPath?: string;
  /** The patch itself, if it is small. */
  readonly patch?: string;
}

/** Writes what a commit changes to a file, the content of LFS too. @throws the signal's reason */
export type LeavePatch = (collected: Pick<Collected, 'run' | 'lfs'>, from: string, to: string) => Promise<LeftPatch>;

/** To that file; secrets are blanked in it. One that can't be made or written is warned of. */
export function patchTo(path: string, redactor: Redactor, warn: (message: string) => void): LeavePatch {
  return async ({ lfs, run }, from, to) => {
    const how = ['--binary', '--full-index', '--no-color', '--no-ext-diff', '--no-textconv'];
    let whole: string;
    try {
      whole = await run(['diff', ...how, from, await withContent(run, from, to, lfs)], { atMost: MAX_PATCH });
    } catch (error) {
      if (!isAmberError(error, 'GIT')) throw error;
      warn(`there is no patch: ${error.message}`);
      return {};
    }
    if (whole === '') return {};
    const patch = `${redactor.all(whole)}\n`;
    const small = patch.length <= SMALL ? { patch } : {};
    try {
      // What an agent may have put here: a pipe would be waited for, and a link followed.
      await rm(path, { force: true });
      await writeFile(path, patch, { mode: 0o600, flag: 'wx' });
      return { patchPath: path, ...small };
    } catch (error) {
      warn(`${path} could not be written: ${messageOf(error)}`);
      return small;
    }
  };
}
