import type { GitHubThread, ThreadPull } from '../api/github-api.ts';
import { GHOST } from '../event/github-event.ts';
import type { PullFacts, ThreadFacts } from '../plan/plan-facts.ts';
import { isOwnCheck } from '../show/check-run.ts';
import { MARKER } from './thread-record.ts';

/** The newest comments are for the agent to read. */
const MAX_DISCUSSION = 30;
const FAILED: ReadonlySet<string | null> = new Set([
  'failure',
  'timed_out',
  'startup_failure',
  'action_required',
  'cancelled',
  'error',
]);

/**
 * What a plan has to know of a thread. `asking`: the comment that asks, which is no discussion. `workflow`: the file of
 * this very workflow, whose checks are no reason to fix anything.
 */
export function threadFacts(
  answer: GitHubThread,
  { asking, workflow }: { readonly asking?: number | undefined; readonly workflow: string | undefined },
  records: Pick<ThreadFacts, 'record' | 'queued'>,
): ThreadFacts {
  const { author, comments, pull, state, labels, title, body } = answer;
  const discussion = comments
    .filter(({ id, isOurs, body }) => !isOurs && id !== asking && !body.includes(MARKER))
    .slice(-MAX_DISCUSSION)
    .map(({ author, body, createdAt }) => ({ author: author ?? GHOST, body, createdAt }));
  return {
    ...(pull === undefined
      ? { issue: { state: state === 'open' ? 'open' : 'closed', author, labels, title, body } }
      : { pull: pullFacts(answer, pull, workflow) }),
    discussion,
    ...records,
  };
}

function pullFacts(
  { state, author, labels, title, body }: GitHubThread,
  pull: ThreadPull,
  workflow: string | undefined,
): PullFacts {
  const { checks, reviews, headRepoPushedAt, headCommittedAt } = pull;
  const { headSha, headRef, headRepo, baseSha, baseRef, mergeable } = pull;
  return {
    ...{ headSha, headRef, headRepo, baseSha, baseRef, mergeable },
    ...{ state, author, labels, title, body },
    ...(headRepoPushedAt === null ? {} : { headRepoPushedAt }),
    ...(headCommittedAt === null ? {} : { headCommittedAt }),
    failingChecks: checks
      .filter((check) => !isOwnCheck(check, workflow))
      .flatMap(({ name, conclusion, url }) =>
        FAILED.has(conclusion) && conclusion !== null ? [{ name, conclusion, url }] : [],
      ),
    reviews: reviews
      .filter(({ state, body }) => state !== 'PENDING' && (state === 'CHANGES_REQUESTED' || body.trim() !== ''))
      .map(({ author, state, body, canPush }) => ({
        author: author ?? GHOST,
        state,
        body,
        ...(canPush === null ? {} : { canPush }),
      })),
  };
}
