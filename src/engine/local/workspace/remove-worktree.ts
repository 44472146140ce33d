import { existsSync } from 'node:fs';
import { shellWord } from '../../../core/text.ts';
import { findRepository, repositoryAt } from '../changes/find-repository.ts';
import type { GitContext } from './git.ts';
import { isolatedGit } from './isolated-git.ts';

/** A branch that stays when its worktree has been removed. */
export interface KeptBranch {
  /** The folder of its repository. */
  readonly repository: string;
  /** How many commits no other branch and no tag has. */
  readonly commits: number;
}

/**
 * Removes a worktree with all that its repository knows of it, also where its folder is gone already, and its branch if
 * nothing is on it that is on no other one. Whether work would be lost the caller has looked at. `home`: a folder in the
 * repository, for a worktree that can't say it.
 * @returns the branch, if it stays
 * @throws AmberError GIT
 */
export async function removeWorktree(
  dir: string,
  home: string,
  branch: string,
  context: GitContext,
): Promise<KeptBranch | undefined> {
  const repository = repositoryAt(dir) ?? (existsSync(home) ? findRepository(home) : undefined);
  if (repository === undefined) return undefined;
  const run = isolatedGit(repository.commonDir, context);
  const isThere = existsSync(dir);
  try {
    // By force: what git ignores by the user's own patterns, and submodules, would be in the way.
    await run(['worktree', 'remove', '--force', dir]);
  } catch (error) {
    // Of one that is gone the repository may know nothing.
    if (isThere) throw error;
  }
  const ref = `refs/heads/${branch}`;
  const own = ['rev-list', '--count', ref, '--not', `--exclude=${branch}`, '--branches', '--tags'];
  const count = await run(own).catch(() => undefined);
  context.signal.throwIfAborted();
  if (count === undefined) return undefined;
  const isGone = count === '0' && (await run(['branch', '--quiet', '-D', branch]).then(yes, no));
  return isGone ? undefined : { repository: repository.commonDir.replace(/\/\.git$/, ''), commits: Number(count) };
}

const yes = (): boolean => true;
/** It is checked out somewhere else. */
const no = (): boolean => false;

/** Says what stays, and how it goes. */
export function keptBranchText(branch: string, { commits, repository }: KeptBranch): string {
  const what = commits === 0 ? '' : commits === 1 ? ' with its commit' : ` with its ${commits} commits`;
  return `note: branch ${branch} stays${what}; to delete it: git -C ${shellWord(repository)} branch -D ${branch}`;
}
