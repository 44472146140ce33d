import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AmberError } from '../../core/errors.ts';
import { isTerminal } from '../../core/session/phase.ts';
import { ANNOTATION, type Session, type SessionRef } from '../../core/session/session.ts';
import { isNoRoom, stateError } from './state/files.ts';
import { isHosted, removeHost } from './state/host-record.ts';
import { projectDir, type SessionPaths } from './state/paths.ts';
import { releaseName } from './state/request-ids.ts';
import type { SessionStore } from './state/session-store.ts';
import { cloneDirs } from './workspace/clone.ts';
import { type GitContext, git } from './workspace/git.ts';
import { homeOf } from './workspace/workspace.ts';

/**
 * Removes all that a session has left, but never work that exists nowhere else.
 * @throws AmberError CONFLICT if its worktree or a clone holds such work, or if it has been started again; STATE
 */
export async function removeSession(
  store: SessionStore,
  ref: SessionRef,
  cwd: string,
  context: GitContext,
): Promise<void> {
  const session = store.read(ref);
  const paths = store.paths(ref);
  await refuseLostWork(session, paths, context);
  if (existsSync(paths.worktree)) await removeWorktree(session, paths, cwd, context);
  // Out of the way in one step: others see all of it, or nothing.
  const trash = join(projectDir(store.stateDir, ref.project), `.removed-${ref.name}-${randomBytes(4).toString('hex')}`);
  const move = (): void => {
    // Without a host its end just could not be written: the disk was full.
    if (!isTerminal(store.read(ref).status?.phase) && isHosted(store.stateDir, ref))
      throw new AmberError('CONFLICT', `session ${ref.name} has been started again`, {
        hint: `amber stop ${ref.name}`,
      });
    try {
      renameSync(paths.dir, trash);
    } catch (error) {
      throw stateError('remove', paths.dir, error);
    }
    removeHost(store.stateDir, ref);
    const requestId = session.metadata.annotations?.[ANNOTATION.requestId];
    if (requestId !== undefined) releaseName(store.stateDir, ref.project, requestId);
  };
  try {
    await store.locked(ref, move);
  } catch (error) {
    // On a full disk no process can take a lock, neither we nor one that would start the session: and removing is what makes room.
    if (!isNoRoom(error)) throw error;
    move();
  }
  try {
    rmSync(trash, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    throw stateError('remove', trash, error);
  }
}

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

/** git itself refuses while there are changes; the commits are in the user's repository, on the session's branch. */
async function removeWorktree(session: Session, paths: SessionPaths, cwd: string, context: GitContext): Promise<void> {
  const { worktree } = paths;
  const home = homeOf(session, cwd);
  // Without force git removes none with submodules; that there is nothing to lose was seen just now.
  const force = existsSync(join(worktree, '.gitmodules')) ? ['--force'] : [];
  if (existsSync(home)) await git(['worktree', 'remove', ...force, worktree], home, context);
}

const keep = (dir: string, what: string): AmberError =>
  new AmberError('CONFLICT', `${dir} holds ${what}: the session is not removed`, {
    hint: `git -C ${dir} status; what is not needed goes with: rm -r ${dir}`,
  });
