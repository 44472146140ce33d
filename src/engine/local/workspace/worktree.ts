import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AmberError, isAmberError, messageOf } from '../../../core/errors.ts';
import { type GitContext, git } from './git.ts';
import { fetchSubmodules, type Warn } from './submodules.ts';

/**
 * Returns the directory in a git worktree of `home` at `dir`, made on its own branch if it has to be; on that with what was
 * committed to it where the worktree was taken away. @throws AmberError with what git said
 */
export async function worktree(
  home: string,
  dir: string,
  branch: string,
  context: GitContext,
  warn: Warn,
): Promise<string> {
  // In a subdirectory of the repository the agent starts in the same one.
  const inside = await git(['rev-parse', '--show-prefix'], home, context);
  if (!existsSync(dir)) {
    const isThere = await hasBranch(home, branch, context);
    // What git still knows of one that was deleted would be in the way.
    if (isThere) await git(['worktree', 'remove', '--force', dir], home, context).catch(() => '');
    const start = isThere ? [dir, branch] : ['-b', branch, dir, 'HEAD'];
    await git(['worktree', 'add', '--quiet', ...start], home, context);
    await fetchSubmodules(dir, dir, context, warn);
  }
  const same = join(dir, inside);
  return existsSync(same) ? same : dir;
}

async function hasBranch(home: string, branch: string, context: GitContext): Promise<boolean> {
  try {
    await git(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`], home, context);
    return true;
  } catch {
    context.signal.throwIfAborted();
    return false;
  }
}

/**
 * Fails early where a worktree can't be made, or could not be pushed anywhere with `push`.
 * @throws AmberError INVALID
 */
export async function checkWorktree(home: string, push: boolean, context: GitContext): Promise<void> {
  try {
    // Two commands: the second one is silent where there is no commit.
    await git(['rev-parse', '--git-dir'], home, context);
    await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], home, context);
  } catch (cause) {
    const said = messageOf(cause).replace(/^git rev-parse failed: /, '');
    const why = /^exit code/.test(said) ? 'it is a git repository without a commit' : said;
    throw new AmberError('INVALID', `no worktree can be made of ${home}: ${why}`, {
      hint: (isAmberError(cause) ? cause.hint : undefined) ?? 'leave --worktree out, or make a first commit',
      cause,
    });
  }
  if (push) await pushRemote(home, context);
}

/**
 * Where a repository of the user's is pushed to: `remote.pushDefault`, else "origin".
 * @throws AmberError INVALID if there is no such remote
 */
export async function pushRemote(dir: string, context: GitContext): Promise<{ name: string; url: string }> {
  const name = await git(['config', '--get', 'remote.pushDefault'], dir, context).catch(() => 'origin');
  try {
    return { name, url: await git(['remote', 'get-url', '--push', name], dir, context) };
  } catch (cause) {
    if (!/No such remote/.test(messageOf(cause))) throw cause;
    throw new AmberError('INVALID', `${dir} can't be pushed: it has no remote "${name}"`, {
      hint: `git remote add ${name} URL`,
      cause,
    });
  }
}
