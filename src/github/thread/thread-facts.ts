import type { GitHubThread, ThreadPull } from '../api/api.ts';
import { GHOST } from '../event/event.ts';
import type { PullFacts, ThreadFacts } from '../plan/facts.ts';
import { CHECK_NAME } from '../show/check-run.ts';
import { MARKER } from './record.ts';

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

/** What a plan has to know of a thread. `asking`: the comment that asks, which is no discussion. */
export function threadFacts(
  answer: GitHubThread,
  asking: number | undefined,
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
      : { pull: pullFacts(answer, pull) }),
    discussion,
    ...records,
  };
}

function pullFacts({ state, author, labels, title, body }: GitHubThread, pull: ThreadPull): PullFacts {
  const { checks, reviews, headRepoPushedAt, headCommittedAt, ...same } = pull;
  return {
    ...same,
    ...{ state, author, labels, title, body },
    ...(headRepoPushedAt === null ? {} : { headRepoPushedAt }),
    ...(headCommittedAt === null ? {} : { headCommittedAt }),
    failingChecks: checks.flatMap(({ name, conclusion, url }) =>
      FAILED.has(conclusion) && conclusion !== null && name !== CHECK_NAME ? [{ name, conclusion, url }] : [],
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
