import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../../core/errors.ts';
import { type GitContext, git } from './git.ts';

/** Called for what is not as the agent would expect it, though it can begin. */
export type Warn = (code: string, message: string) => void;

/** Longest time for all submodules of one repository, in ms: they may have submodules of their own, without end. */
const SUBMODULE_PATIENCE = 300_000;

/**
 * Fetches what the repository in `dir` has as submodules. Their addresses come with its content, so only transports that
 * reach other machines are allowed, never this one's files. None of their code is run. One that can't be had is no
 * reason not to begin: `warn` is called, with the place `later` where the repository will be.
 */
export async function fetchSubmodules(dir: string, later: string, context: GitContext, warn: Warn): Promise<void> {
  if (!existsSync(join(dir, '.gitmodules'))) return;
  const limit = AbortSignal.timeout(SUBMODULE_PATIENCE);
  try {
    const signal = AbortSignal.any([context.signal, limit]);
    const how = { ...context, signal, protocols: 'git:http:https:ssh' };
    await git(['submodule', 'update', '--init', '--recursive', '--quiet'], dir, how);
  } catch (error) {
    context.signal.throwIfAborted();
    const why = limit.aborted ? `not within ${SUBMODULE_PATIENCE / 60_000} minutes` : messageOf(error);
    warn(
      'SUBMODULES_MISSING',
      `submodules of ${later} could not be fetched, their directories may be empty: ${why}; this tries again: git -C ${later} submodule update --init --recursive`,
    );
  }
}
