import type { Session } from '../../core/session/session.ts';
import { refOf } from '../../core/session/session.ts';
import type { Engine } from '../../engine/engine.ts';
import type { GitHubApi } from '../api/github-api.ts';
import { isRepo, type Thread } from '../event/github-event.ts';
import type { Frontmatter } from './frontmatter.ts';
import { THREADS, withThread } from './threads-annotation.ts';
import { keepFrontmatter } from './update-frontmatter.ts';

export interface ManageDeps {
  readonly api: Pick<GitHubApi, 'pullsOfBranch' | 'labelPull' | 'pullBody' | 'updatePullBody'>;
  readonly engine: Pick<Engine, 'annotate'>;
  readonly owner: string;
  readonly repo: string;
  /** Of GitHub's own pages: `github.com`. */
  readonly host: string;
  /** The label of the pull requests that Amber looks after. */
  readonly label: string;
  readonly signal?: AbortSignal;
}

/**
 * Looks for the open pull request that came of a session: of this repository, from the session's own branch. Labels it,
 * writes the frontmatter, and notes in the session that it belongs to it as well. Returns its number, undefined if there is
 * none. @throws AmberError
 */
export async function managePull(session: Session, hints: Frontmatter, deps: ManageDeps): Promise<number | undefined> {
  const { api, engine, owner, repo, host, label, signal } = deps;
  const { autoBranch } = session;
  if (autoBranch === undefined || autoBranch === '') return undefined;
  const pulls = await api.pullsOfBranch(autoBranch, signal);
  // A fork can have a branch of that name.
  const pull = pulls.find(({ headRepo }) => isRepo(headRepo, deps));
  if (pull === undefined) return undefined;
  const thread: Thread = { owner, repo, number: pull.number, kind: 'pull-request' };
  // First: without the annotation the session would not be taken for the pull request's.
  const known = session.metadata.annotations?.[THREADS];
  const threads = withThread(known, host, thread);
  if (threads !== known) await engine.annotate(refOf(session), { [THREADS]: threads });
  await keepFrontmatter(pull, hints, api, signal);
  const isLabelled = pull.labels.some((name) => name.toLowerCase() === label.toLowerCase());
  if (!isLabelled) await api.labelPull(pull.number, label, signal);
  return pull.number;
}
