import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AmberError } from '../../../core/errors.ts';
import type { Session } from '../../../core/session/session.ts';
import type { SessionPaths } from '../state/paths.ts';
import { cloneDirs } from './clone.ts';
import { type GitContext, git } from './git.ts';

/** @throws AmberError CONFLICT if removing the session would lose work that exists nowhere else */
export async function refuseLostWork(session: Session, paths: SessionPaths, context: GitContext): Promise<void> {
  for (const dir of cloneDirs(session, paths)) if (existsSync(dir)) await refuseUnpushed(dir, context);
  if (existsSync(paths.worktree)) await refuseChanged(paths.worktree, context);
}

async function refuseUnpushed(dir: string, context: GitContext): Promise<void> {
  await refuseChanged(dir, context);
  if ((await git(['log', '--oneline', '--branches', '--not', '--remotes'], dir, context)) !== '')
    throw keep(dir, 'commits that are not pushed');
}

/** What is not committed, and in submodules what is nowhere else: a submodule's commits go with it. */
async function refuseChanged(dir: string, context: GitContext): Promise<void> {
  if ((await git(['status', '--porcelain'], dir, context)) !== '') throw keep(dir, 'changes that are not committed');
  if (!existsSync(join(dir, '.gitmodules'))) return;
  const unpushed = 'git log --oneline HEAD --branches --not --remotes --tags';
  if ((await git(['submodule', 'foreach', '--quiet', '--recursive', unpushed], dir, context)) !== '')
    throw keep(dir, 'commits in submodules that are not pushed');
}

const keep = (dir: string, what: string): AmberError =>
  new AmberError('CONFLICT', `${dir} holds ${what}: the session is not removed`, {
    hint: `git -C ${dir} status; what is not needed goes with: rm -r ${dir}`,
  });
