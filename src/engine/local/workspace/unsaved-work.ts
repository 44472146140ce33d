import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AmberError } from '../../../core/errors.ts';
import type { Session } from '../../../core/session/session.ts';
import { shellWord } from '../../../core/text.ts';
import type { SessionPaths } from '../state/paths.ts';
import { cloneDirs } from './clone.ts';
import { type GitContext, git } from './git.ts';

/** @throws AmberError CONFLICT if removing the session would lose work that exists nowhere else */
export async function refuseLostWork(session: Session, paths: SessionPaths, context: GitContext): Promise<void> {
  for (const dir of cloneDirs(session, paths)) if (existsSync(dir)) await refuseUnpushed(dir, context);
  if (existsSync(paths.worktree)) await refuseWorktree(paths.worktree, context);
}

async function refuseWorktree(dir: string, context: GitContext): Promise<void> {
  await refuseChanged(dir, context);
  if (existsSync(resolve(dir, await git(['rev-parse', '--git-path', 'locked'], dir, context))))
    throw new AmberError('CONFLICT', `${dir} is locked by git worktree lock: the session is not removed`, {
      hint: `git worktree unlock ${shellWord(dir)}`,
    });
}

async function refuseUnpushed(dir: string, context: GitContext): Promise<void> {
  await refuseChanged(dir, context);
  if ((await git(['log', '--oneline', '--branches', '--not', '--remotes'], dir, context)) !== '')
    throw keep(dir, 'commits that are not pushed');
  // A worktree's are in the user's repository, and stay.
  if ((await git(['stash', 'list'], dir, context)) !== '') throw keep(dir, 'stashed changes');
}

/**
 * What is not committed, commits that no branch holds, and in submodules what is nowhere else: a submodule's commits go
 * with it.
 */
async function refuseChanged(dir: string, context: GitContext): Promise<void> {
  if ((await git(['status', '--porcelain'], dir, context)) !== '') throw keep(dir, 'changes that are not committed');
  // Before the first commit there is no HEAD.
  const loose = ['log', '--oneline', '--ignore-missing', 'HEAD', '--not', '--branches', '--remotes', '--tags'];
  if ((await git(loose, dir, context)) !== '') throw keep(dir, 'commits that no branch holds');
  if (!existsSync(join(dir, '.gitmodules'))) return;
  const unpushed = 'git log --oneline HEAD --branches --not --remotes --tags; git stash list';
  if ((await git(['submodule', 'foreach', '--quiet', '--recursive', unpushed], dir, context)) !== '')
    throw keep(dir, 'work in submodules that is not pushed');
}

const keep = (dir: string, what: string): AmberError =>
  new AmberError('CONFLICT', `${dir} holds ${what}: the session is not removed`, {
    hint: `git -C ${dir} status; what is not needed goes with: rm -r ${dir}`,
  });
