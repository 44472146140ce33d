import { messageOf } from '../../core/errors.ts';
import type { AguiEvent } from '../../core/events.ts';
import type { Repo, Session } from '../../core/session.ts';
import { type GitContext, git, withoutCredentials } from './git.ts';
import type { SessionPaths } from './paths.ts';
import { custom, warning } from './run-events.ts';
import { branchOf, cloneDirs, reposOf } from './workspace.ts';

/** Longest time for the push of one repository, in ms. */
const PATIENCE = 120_000;

/**
 * Commits all that a finished run left in the session's clones, and pushes it to branch `ambient/<session>` of those
 * repositories that ask for it. No other branch is ever named, so the default one stays as it is. Gives an event for
 * each push and each failure; a failure does not fail the run, whose work is still in the clone.
 */
export async function autoPush(session: Session, paths: SessionPaths, context: GitContext): Promise<AguiEvent[]> {
  const dirs = cloneDirs(session, paths);
  const events: AguiEvent[] = [];
  for (const [i, repo] of reposOf(session).entries()) {
    if (repo.autoPush !== true) continue;
    const url = withoutCredentials(repo.url);
    const branch = branchOf(session);
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE)]);
    try {
      const pushed = await push(repo, dirs[i] ?? '', session, { ...context, signal });
      if (pushed) events.push(custom('amber:pushed', { url, branch }));
    } catch (error) {
      const why = signal.aborted ? 'it took too long, or the session was stopped' : messageOf(error);
      events.push(warning('PUSH_FAILED', `${url} was not pushed to ${branch}: ${why}; the work is in ${dirs[i]}`));
    }
  }
  return events;
}

async function push(repo: Repo, dir: string, session: Session, context: GitContext): Promise<boolean> {
  const run = (...args: string[]): Promise<string> => git(args, dir, context);
  await run('add', '--all');
  if ((await run('status', '--porcelain')) !== '')
    await run(...(await identity(dir, context)), 'commit', '--quiet', '--message', titleOf(session));
  if ((await run('rev-list', '--count', 'HEAD', '--not', '--remotes')) === '0') return false;
  // The URL, not "origin": what the agent has made of its clone's configuration does not decide where this goes.
  await run('push', '--quiet', '--', repo.url, `HEAD:refs/heads/${branchOf(session)}`);
  // A push to a URL leaves no trace in the clone; without one the commits would count as nowhere else.
  await run('update-ref', `refs/remotes/origin/${branchOf(session)}`, 'HEAD');
  return true;
}

/** Nobody is there to sign, and a machine without a configured identity must be able to commit. */
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
