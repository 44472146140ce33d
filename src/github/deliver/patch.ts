import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../core/errors.ts';
import type { Job } from '../open-job.ts';
import { isName } from '../thread/record.ts';
import type { Git } from './git/safe-git.ts';

/** A patch that is this long at most stands in the comment as well, in characters. */
const SMALL = 8_000;
const MAX_PATCH = 256 * 1024 * 1024;

/**
 * Writes the difference of two commits where later steps find it; secrets are blanked in it. Returns its place, and the
 * patch itself if it is small. @throws AmberError GIT
 */
export async function leavePatch(
  run: Git,
  from: string,
  to: string,
  session: string | null,
  { context, redactor, runner, say }: Pick<Job, 'context' | 'redactor' | 'runner' | 'say'>,
): Promise<{ readonly patchPath?: string; readonly patch?: string }> {
  const whole = await run(
    ['diff', '--binary', '--full-index', '--no-color', '--no-ext-diff', '--no-textconv', from, to],
    { keep: MAX_PATCH },
  );
  if (whole === '') return {};
  const patch = `${redactor.all(whole)}\n`;
  const small = patch.length <= SMALL ? { patch } : {};
  const path = join(runner.env.RUNNER_TEMP || context.clones, `amber-${isName(session) ? session : 'work'}.patch`);
  try {
    await writeFile(path, patch, { mode: 0o600 });
    return { patchPath: path, ...small };
  } catch (error) {
    say(`warning: ${path} could not be written: ${messageOf(error)}`);
    return small;
  }
}
