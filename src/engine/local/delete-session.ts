import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AmberError } from '../../core/errors.ts';
import { isTerminal } from '../../core/session/phase.ts';
import { ANNOTATION, type SessionRef } from '../../core/session/session.ts';
import { isNoRoom, stateError } from './state/files.ts';
import { isHosted, removeHost } from './state/host-record.ts';
import { projectDir } from './state/paths.ts';
import { releaseName } from './state/request-ids.ts';
import type { SessionStore } from './state/session-store.ts';
import { refuseLostWork } from './unsaved-work/refuse-lost-work.ts';
import type { GitContext } from './workspace/git.ts';
import { keptBranchText, removeWorktree } from './workspace/remove-worktree.ts';
import { branchOf, homeOf, wantsWorktree } from './workspace/workspace.ts';

/**
 * Removes all that a session has left, but never work that exists nowhere else. `notice` is told of a branch that stays.
 * @throws AmberError CONFLICT if its worktree or a clone holds such work, or if it has been started again; STATE
 */
export async function removeSession(
  store: SessionStore,
  ref: SessionRef,
  cwd: string,
  context: GitContext,
  notice: (message: string) => void,
): Promise<void> {
  const session = store.read(ref);
  const paths = store.paths(ref);
  await refuseLostWork(session, paths, context);
  if (wantsWorktree(session)) {
    const branch = branchOf(session);
    const kept = await removeWorktree(paths.worktree, homeOf(session, cwd), branch, context);
    if (kept !== undefined) notice(keptBranchText(branch, kept));
  }
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
