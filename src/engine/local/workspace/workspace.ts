import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AmberError, isAmberError, messageOf } from '../../../core/errors.ts';
import { ANNOTATION, type Repo, refOf, type Session } from '../../../core/session/session.ts';
import { makeDir, stateError } from '../state/files.ts';
import type { SessionPaths } from '../state/paths.ts';
import { type GitContext, git } from './git.ts';

/** The branch that an agent works on in a worktree or in a clone. */
export const branchOf = (session: Session): string => `ambient/${session.metadata.name}`;

/** True if the session works on a branch of its own. */
export const hasBranch = (session: Session): boolean => wantsWorktree(session) || reposOf(session).length > 0;

const wantsWorktree = (session: Session): boolean => session.metadata.annotations?.[ANNOTATION.worktree] === 'true';

/** True if the worktree's branch is to be pushed after a finished run. */
export const pushesWorktree = (session: Session): boolean =>
  wantsWorktree(session) && session.metadata.annotations?.[ANNOTATION.autoPush] === 'true';

/** The directory that the session was created in. */
export const homeOf = (session: Session, cwd: string): string =>
  session.metadata.annotations?.[ANNOTATION.workspace] ?? cwd;

/** Called for what is not as the agent would expect it, though it can begin. */
export type Warn = (code: string, message: string) => void;

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
      hint: `leave --auto-push out, or: git remote add ${name} URL`,
      cause,
    });
  }
}

async function worktree(home: string, dir: string, branch: string, context: GitContext, warn: Warn): Promise<string> {
  // In a subdirectory of the repository the agent starts in the same one.
  const inside = await git(['rev-parse', '--show-prefix'], home, context);
  if (!existsSync(dir)) {
    await git(['worktree', 'add', '--quiet', '-b', branch, dir, 'HEAD'], home, context);
    await fetchSubmodules(dir, dir, context, warn);
  }
  const same = join(dir, inside);
  return existsSync(same) ? same : dir;
}

async function clone({ url, branch }: Repo, dir: string, work: string, context: GitContext, warn: Warn): Promise<void> {
  if (existsSync(dir)) return;
  refuseOption(url, branch);
  // Half a clone is never taken for a whole one.
  const part = `${dir}.part`;
  rmSync(part, { recursive: true, force: true });
  await git(['clone', '--quiet', ...(branch === undefined ? [] : ['--branch', branch]), '--', url, part], '/', context);
  await git(['checkout', '--quiet', '-b', work], part, context);
  await fetchSubmodules(part, dir, context, warn);
  try {
    renameSync(part, dir);
  } catch (error) {
    throw stateError('move', part, error);
  }
}

/** Longest time for all submodules of one repository, in ms: they may have submodules of their own, without end. */
const SUBMODULE_PATIENCE = 300_000;

/**
 * Fetches what the repository in `dir` has as submodules. Their addresses come with its content, so only transports that
 * reach other machines are allowed, never this one's files. None of their code is run. One that can't be had is no
 * reason not to begin: `warn` is called, with the place `later` where the repository will be.
 */
async function fetchSubmodules(dir: string, later: string, context: GitContext, warn: Warn): Promise<void> {
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

/** Validation refuses these too; a session's file can have been written by someone else. */
function refuseOption(url: string, branch: string | undefined): void {
  if (url.startsWith('-') || /^[a-z0-9+.-]+::/i.test(url) || branch?.startsWith('-'))
    throw new AmberError('INVALID', `git is not given ${JSON.stringify(branch?.startsWith('-') ? branch : url)}`);
}

export const reposOf = (session: Session): readonly Repo[] => session.spec.repos ?? [];

/** Where each repository of the session is cloned to, in their order. */
export function cloneDirs(session: Session, paths: SessionPaths): string[] {
  const taken = new Set<string>();
  return reposOf(session).map(({ url }) => {
    const plain = basename(url.replace(/[/\\]+$/, '').replace(/^.*:(?!\/\/)/, '')).replace(/\.git$/, '');
    const name = /^[\w-][\w.-]*$/.test(plain) && !plain.startsWith('-') ? plain : 'repository';
    let unique = name;
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${name}-${n}`;
    taken.add(unique.toLowerCase());
    return join(paths.workspace, unique);
  });
}
