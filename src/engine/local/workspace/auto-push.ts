import { CUSTOM } from '../../../core/agui/custom-events.ts';
import type { AguiEvent } from '../../../core/agui/events.ts';
import { messageOf } from '../../../core/errors.ts';
import type { Session } from '../../../core/session/session.ts';
import { custom, warning } from '../host/run-events.ts';
import type { SessionPaths } from '../state/paths.ts';
import { cloneDirs, reposOf } from './clone.ts';
import { type GitContext, git, withoutCredentials } from './git.ts';
import { branchOf, pushesWorktree } from './workspace.ts';
import { pushRemote } from './worktree.ts';

/** Longest time for the push of one repository, in ms. */
const PATIENCE = 120_000;

/** One place of the session's work, and where that is pushed to. */
interface Push {
  readonly dir: string;
  /** A URL, or the name of a remote. */
  readonly to: string;
  readonly url: string;
  /** Arguments of `git rev-list`: what is no work of this session. */
  readonly known: readonly string[];
}

/**
 * Commits all that a finished run left in the session's clones and in its worktree, and pushes it to branch
 * `ambient/<session>` of those repositories that it is asked for. No other branch is ever named, so the default one
 * stays as it is. Returns an event for each push and each failure; a failure does not fail the run, whose work is still
 * in the directory.
 */
export async function autoPush(session: Session, paths: SessionPaths, context: GitContext): Promise<AguiEvent[]> {
  const events: AguiEvent[] = [];
  const branch = branchOf(session);
  for (const push of await pushesOf(session, paths, context)) {
    const url = withoutCredentials(push.url);
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE)]);
    try {
      if (await carryOut(push, session, { ...context, signal })) events.push(custom(CUSTOM.pushed, { url, branch }));
    } catch (error) {
      const why = signal.aborted ? 'it took too long, or the session was stopped' : messageOf(error);
      events.push(warning('PUSH_FAILED', `${url} was not pushed to ${branch}: ${why}; the work is in ${push.dir}`));
    }
  }
  return events;
}

async function pushesOf(session: Session, paths: SessionPaths, context: GitContext): Promise<Push[]> {
  const dirs = cloneDirs(session, paths);
  // The URL, not "origin": what the agent has made of its clone's configuration does not decide where this goes.
  const clones = reposOf(session).flatMap(({ url, autoPush }, i) =>
    autoPush === true ? [{ dir: dirs[i] ?? '', to: url, url, known: ['--remotes'] }] : [],
  );
  if (!pushesWorktree(session)) return clones;
  const dir = paths.worktree;
  const remote = await pushRemote(dir, context).catch(() => ({ name: 'origin', url: 'origin' }));
  // The user's own commits count as known, pushed or not: they are on some branch, and no work of this session.
  const known = [`--exclude=refs/heads/${branchOf(session)}`, '--glob=refs/*'];
  return [...clones, { dir, to: remote.name, url: remote.url, known }];
}

async function carryOut({ dir, to, url, known }: Push, session: Session, context: GitContext): Promise<boolean> {
  const run = (...args: string[]): Promise<string> => git(args, dir, context);
  await run('add', '--all');
  if ((await run('status', '--porcelain')) !== '')
    await run(...(await identity(dir, context)), 'commit', '--quiet', '--message', titleOf(session));
  if ((await run('rev-list', '--count', 'HEAD', '--not', ...known)) === '0') return false;
  await run('push', '--quiet', '--', to, `HEAD:refs/heads/${branchOf(session)}`);
  // A push to a URL leaves no trace in the clone; without one the commits would count as nowhere else.
  if (to === url) await run('update-ref', `refs/remotes/origin/${branchOf(session)}`, 'HEAD');
  return true;
}

/** There is no person to sign, and a machine without a configured identity must be able to commit. */
async function identity(dir: string, context: GitContext): Promise<string[]> {
  const unsigned = ['-c', 'commit.gpgSign=false'];
  const known = await git(['var', 'GIT_AUTHOR_IDENT'], dir, context).then(
    () => true,
    () => false,
  );
  return known ? unsigned : [...unsigned, '-c', 'user.name=Amber', '-c', 'user.email=amber@localhost'];
}

const titleOf = (session: Session): string =>
  (session.spec.displayName ?? '').replace(/\s+/g, ' ').trim().slice(0, 72) || `Work of ${session.metadata.name}`;
