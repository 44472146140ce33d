import { existsSync } from 'node:fs';
import { AmberError } from '../../../core/errors.ts';
import { ANNOTATION, refOf, type Session } from '../../../core/session/session.ts';
import { makeDir } from '../state/files.ts';
import type { SessionPaths } from '../state/paths.ts';
import { clone, cloneDirs, reposOf } from './clone.ts';
import type { GitContext } from './git.ts';
import type { Warn } from './submodules.ts';
import { worktree } from './worktree.ts';

/** The branch that an agent works on in a worktree or in a clone. */
export const branchOf = (session: Session): string => `ambient/${session.metadata.name}`;

/** True if the session works on a branch of its own. */
export const hasBranch = (session: Session): boolean => wantsWorktree(session) || reposOf(session).length > 0;

/** True if the agent works in a worktree of the user's repository. */
export const wantsWorktree = (session: Session): boolean =>
  session.metadata.annotations?.[ANNOTATION.worktree] === 'true';

/** True if the worktree's branch is to be pushed after a finished run. */
export const pushesWorktree = (session: Session): boolean =>
  wantsWorktree(session) && session.metadata.annotations?.[ANNOTATION.autoPush] === 'true';

/** The directory that the session was created in. */
export const homeOf = (session: Session, cwd: string): string =>
  session.metadata.annotations?.[ANNOTATION.workspace] ?? cwd;

/**
 * Returns the agent's working directory, made if it has to be: clones of the session's repositories (one: inside of it;
 * several: beside each other), else a git worktree, else the directory that the session was created in. What an
 * earlier start made is used again.
 * @throws AmberError with what git said
 */
export async function prepareWorkspace(
  session: Session,
  paths: SessionPaths,
  cwd: string,
  context: GitContext,
  warn: Warn,
): Promise<string> {
  const repos = reposOf(session);
  if (repos.length > 0) {
    makeDir(paths.workspace);
    const clones = cloneDirs(session, paths);
    for (const [i, repo] of repos.entries()) await clone(repo, clones[i] ?? '', branchOf(session), context, warn);
    return repos.length === 1 ? (clones[0] ?? paths.workspace) : paths.workspace;
  }
  const home = homeOf(session, cwd);
  if (!existsSync(home))
    throw new AmberError('CONFLICT', `the session's directory is gone: ${home}`, {
      hint: `make it again, or delete the session: amber delete ${refOf(session).name}`,
    });
  return wantsWorktree(session) ? worktree(home, paths.worktree, branchOf(session), context, warn) : home;
}
