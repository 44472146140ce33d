import type { Session } from '../../core/session/session.ts';
import type { ThreadRecord } from '../thread/thread-record.ts';
import type { Data } from './prompts/fenced-data.ts';

/** A person's role in the repository. `unknown`: it could not be found out, which counts as none. */
export type RepositoryRole = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none' | 'unknown';

export interface PullFacts {
  readonly headSha: string;
  readonly headRef: string;
  /** `owner/name`; null once it was deleted. */
  readonly headRepo: string | null;
  /** When anything was pushed to the head's repository last, by the server's clock: a fork's owner can't fake it. */
  readonly headRepoPushedAt?: string;
  /** When the head was committed, as its author says. */
  readonly headCommittedAt?: string;
  readonly baseSha: string;
  readonly baseRef: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly author: string | null;
  readonly labels: readonly string[];
  readonly title: string;
  readonly body: string;
  readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN';
  readonly failingChecks: readonly { readonly name: string; readonly conclusion: string; readonly url: string }[];
  readonly reviews: readonly Review[];
}

/** A review. `canPush`: whether its author has write access; absent where GitHub does not say it. */
export interface Review {
  readonly author: string;
  readonly state: string;
  readonly body: string;
  readonly canPush?: boolean;
}

export interface IssueFacts {
  readonly author: string | null;
  readonly state: 'open' | 'closed';
  readonly labels: readonly string[];
  readonly title: string;
  readonly body: string;
}

/** What a person wrote in the thread. */
export interface Remark {
  readonly author: string;
  readonly body: string;
  readonly createdAt: string;
}

/** The thread as GitHub shows it now: one query. */
export interface ThreadFacts {
  readonly pull?: PullFacts;
  readonly issue?: IssueFacts;
  /** The newest comments that are not Amber's, oldest first. */
  readonly discussion: readonly Remark[];
  /** The newest record in a comment of Amber's own. */
  readonly record?: Recorded;
  /** The newest run that waits for its turn: the next one comes after it. */
  readonly queued?: Recorded;
}

/** A record and the comment that it is in. */
export interface Recorded {
  readonly commentId: number;
  readonly record: ThreadRecord;
}

/** All that a plan depends on beside the event and the inputs. What was not asked is absent. */
export interface PlanFacts {
  /** By login, in lower case. */
  readonly access: { readonly [login: string]: RepositoryRole };
  readonly thread?: ThreadFacts;
  /** Numbers of open managed pull requests that were made for this issue. */
  readonly managedPulls?: readonly number[];
  /** The session that the thread names, as its engine shows it; null if there is none of that name. */
  readonly session?: Session | null;
  /** What an agent may read of the thread, the most useful first. */
  readonly data?: Data;
  /** The files of the prompts folder on the default branch, by name. */
  readonly templates: { readonly [name: string]: string };
}
