import type { GitHubThread } from '../api/github-api.ts';
import { mayPush } from '../event/who-may-start.ts';
import { hasLabel, NEEDS_HUMAN } from '../labels.ts';
import type { Recorded, RepositoryRole } from '../plan/plan-facts.ts';
import { readFrontmatter } from '../thread/frontmatter.ts';
import { MARKER } from '../thread/thread-record.ts';
import type { Need } from './needs-work.ts';

/** In the comment that says what was tried. */
export const TRIPPED = '<!-- amber:needs-human -->';

/** A pull request that needs work, and what has been done about it before. */
export interface Standing {
  readonly needs: readonly Need[];
  readonly thread: GitHubThread;
  readonly record: Recorded | undefined;
  /** Of those who did something since, by login in lower case. */
  readonly access: { readonly [login: string]: RepositoryRole };
  readonly managedLabel: string;
  readonly maxAttempts: number;
}

/** What to do about it. */
export type Verdict =
  /** `attempts`: those before. `resumes`: it had been given up on, and a person has changed that. */
  | { readonly kind: 'run'; readonly attempts: number; readonly resumes: boolean; readonly needs: readonly Need[] }
  | { readonly kind: 'give-up'; readonly attempts: number }
  | { readonly kind: 'skip'; readonly because: string };

const skip = (because: string): Verdict => ({ kind: 'skip', because });

/** Decides about a pull request that needs work. Pure. */
export function verdictOf(standing: Standing): Verdict {
  const { managedLabel, maxAttempts, needs, record, thread } = standing;
  const { labels, pull, state } = thread;
  const isGivenUp = hasLabel(labels, NEEDS_HUMAN.name);
  if (state !== 'open' || pull === undefined) return skip(`it is ${state} by now`);
  const trippedAt = trippedOf(thread);
  const last = record?.record;
  const wasTripped = trippedAt !== undefined && !isAfter(last?.startedAt, trippedAt);
  if (!isGivenUp && !wasTripped && !hasLabel(labels, managedLabel))
    return skip(`it has lost the label ${managedLabel}`);
  if (needs.length === 0) return skip('nothing is wrong with it any more');
  const isTouched = peopleSince(standing).some((login) => mayPush(standing.access[login]));
  const before = last?.attempts ?? hintedAttempts(thread, maxAttempts);
  // The comment comes after the label: where it stands without the label, a person has taken that off.
  const attempts = isTouched || (wasTripped && !isGivenUp) ? 0 : before;
  if (isGivenUp && trippedAt === undefined && before < maxAttempts) return skip(`it has the label ${NEEDS_HUMAN.name}`);
  if (isGivenUp && wasTripped && !isTouched)
    // With both labels the pass before was cut off in the middle.
    return hasLabel(labels, managedLabel) ? { kind: 'give-up', attempts: before } : skip('it waits for a person');
  if (last?.outcome === 'needs-input' && !isTouched) return skip('Amber’s question is not answered yet');
  const left = needs.filter((need) => !isAnswered(need, standing));
  if (left.length === 0) return skip('it waits for its reviewers');
  return attempts >= maxAttempts
    ? { kind: 'give-up', attempts }
    : { kind: 'run', attempts, resumes: isGivenUp || !hasLabel(labels, managedLabel), needs: left };
}

/**
 * What the body says of attempts before, where Amber has no record of its own. Everybody with write access can edit a body: it
 * can shorten what Amber tries, but one attempt is always Amber's own before it gives up.
 */
function hintedAttempts({ body }: GitHubThread, maxAttempts: number): number {
  return Math.min(readFrontmatter(body).retryCount ?? 0, maxAttempts - 1);
}

/** A review stands until its author looks again: one that a finished run has worked on is not worked on once more. */
function isAnswered(need: Need, { record }: Standing): boolean {
  const last = record?.record;
  if (need.kind !== 'review' || last?.outcome !== 'finished') return false;
  return !isAfter(need.at, last.startedAt);
}

/** Logins, in lower case, of everyone who commented, reviewed or pushed since Amber last worked on it. Their access decides. */
export function peopleSince({ record, thread }: Pick<Standing, 'record' | 'thread'>): readonly string[] {
  const { comments, pull } = thread;
  const last = record?.record;
  const tripped = trippedOf(thread);
  const since = isAfter(tripped, last?.updatedAt) ? tripped : last?.updatedAt;
  if (since === undefined) return [];
  const wrote = comments
    .filter(({ body, createdAt, isOurs }) => !isOurs && !body.includes(MARKER) && isAfter(createdAt, since))
    .map(({ author }) => author);
  const reviewed = (pull?.reviews ?? []).filter(({ at }) => isAfter(at ?? '', since)).map(({ author }) => author);
  const isNewHead = pull !== undefined && pull.headSha !== last?.headSha && pull.headSha !== last?.pushedSha;
  const pushed = isNewHead && isAfter(pull.headCommittedAt ?? '', since) ? [pull.headAuthor] : [];
  const logins = [...wrote, ...reviewed, ...pushed].flatMap((login) => (login === null ? [] : [login.toLowerCase()]));
  return [...new Set(logins)].filter((login) => !login.endsWith('[bot]'));
}

/** When Amber gave up last, RFC 3339; undefined if it never did. */
const trippedOf = ({ comments }: GitHubThread): string | undefined =>
  comments.findLast(({ body, isOurs }) => isOurs && body.includes(TRIPPED))?.createdAt;

const isAfter = (time: string | undefined, other: string | undefined): boolean =>
  time !== undefined && (other === undefined || Date.parse(time) > Date.parse(other));
