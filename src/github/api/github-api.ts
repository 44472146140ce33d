import type { Thread } from '../event/github-event.ts';
import type { RepositoryRole } from '../plan/plan-facts.ts';

/** What a reaction is put on. A review has no REST route for it, only its GraphQL id. */
export type ReactionTarget =
  | { readonly kind: 'issue_comment' | 'review_comment'; readonly commentId: number }
  | { readonly kind: 'review'; readonly nodeId: string }
  | { readonly kind: 'issue'; readonly number: number };

/** 👀 🚀 😕 👍, as GitHub's REST API names them. */
export type Reaction = 'eyes' | 'rocket' | 'confused' | '+1';

export interface Comment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
}

/** A comment as a thread's query returns it. */
export interface ThreadComment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
  /** Login; null if the account was deleted. */
  readonly author: string | null;
  /** True if the token's own account wrote it: what makes a record trustworthy. */
  readonly isOurs: boolean;
  /** RFC 3339. */
  readonly createdAt: string;
}

export interface ThreadCheck {
  readonly name: string;
  /** In lower case: `failure`, `timed_out`, `error` …; null while it runs. */
  readonly conclusion: string | null;
  readonly url: string;
  /** The file of the workflow that it is of, as `ci.yml`; null for one that is of none. */
  readonly workflow: string | null;
}

/** The last approval, refusal or dismissal of one person. */
export interface Opinion {
  /** null if the account was deleted, or is a program's. */
  readonly author: string | null;
  readonly state: string;
  /** RFC 3339; null for one that is not submitted. */
  readonly at: string | null;
  /** Whether its author may push to the repository; null where GitHub does not say. */
  readonly canPush: boolean | null;
}

/** What decides whether a pull request needs work. */
export interface PullHealth {
  readonly headSha: string;
  /** `owner/name`; null once it was deleted. */
  readonly headRepo: string | null;
  readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN';
  /** Of the head commit, the newest 100. */
  readonly checks: readonly ThreadCheck[];
  readonly opinions: readonly Opinion[];
}

/** An open pull request as a list of them shows it. */
export interface ListedPull extends PullHealth {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

/** A label of the repository. */
export interface NewLabel {
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  readonly description: string;
}

/** A pull request's body, and what it was before. */
export interface EditedBody {
  readonly body: string;
  /** The newest first; without those that were deleted. */
  readonly edits: readonly { readonly id: string; readonly text: string }[];
}

export interface ThreadReview {
  readonly author: string | null;
  /** As GraphQL says it: `APPROVED`, `CHANGES_REQUESTED`, `COMMENTED` … */
  readonly state: string;
  readonly body: string;
  /** Whether its author may push to the repository; null where GitHub does not say. */
  readonly canPush: boolean | null;
  /** RFC 3339; null for one that is not submitted. */
  readonly at: string | null;
}

export interface ThreadPull extends PullHealth {
  readonly headRef: string;
  /** When the head's repository was pushed to last, RFC 3339; null if it was deleted or never. */
  readonly headRepoPushedAt: string | null;
  /** RFC 3339, as the head's committer says. */
  readonly headCommittedAt: string | null;
  /** The login that the head's author has; null if it is none's. */
  readonly headAuthor: string | null;
  readonly baseSha: string;
  readonly baseRef: string;
  /** The newest 50, oldest first. */
  readonly reviews: readonly ThreadReview[];
}

/** A thread as it is now, by one GraphQL query. */
export interface GitHubThread {
  readonly state: 'open' | 'closed' | 'merged';
  readonly author: string | null;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** The newest 100, oldest first. */
  readonly comments: readonly ThreadComment[];
  /** Where those before them end; null if there are none. */
  readonly older: string | null;
  /** Set for a pull request. */
  readonly pull?: ThreadPull;
}

/** GitHub's words for a check run. `completed` is what a conclusion makes of it. */
export interface CheckRunState {
  readonly status: 'in_progress' | 'completed';
  readonly conclusion?: 'success' | 'failure' | 'action_required' | 'timed_out' | 'cancelled' | 'neutral';
  /** Where a person reads more. */
  readonly detailsUrl?: string;
  readonly output: { readonly title: string; readonly summary: string };
}

/** An open pull request, as far as Amber's own marks on it go. */
export interface MarkedPull {
  readonly number: number;
  readonly url: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** `owner/name` of the head; null once it was deleted. */
  readonly headRepo: string | null;
}

/** A pull request that is to be opened; `head` and `base` are branches. */
export interface NewPull {
  readonly title: string;
  readonly body: string;
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
}

/** A commit that GitHub is to make. `contents` are base64. */
export interface NewCommit {
  readonly branch: string;
  readonly onto: string;
  readonly message: { readonly headline: string; readonly body: string };
  readonly additions: readonly { readonly path: string; readonly contents: string }[];
  readonly deletions: readonly { readonly path: string }[];
}

/** A pull request of any state. */
export interface BranchPull extends MarkedPull {
  readonly state: 'open' | 'closed' | 'merged';
}

/** The state of a workflow run: `queued`, `in_progress`, `completed` …; the conclusion once it is completed. */
export interface WorkflowRun {
  readonly status: string;
  readonly conclusion: string | null;
}

/**
 * The few calls that Amber makes to GitHub, about one repository. All of them wait out rate limits and outages, within
 * bounds, and throw AmberError UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, INVALID, BAD_RESPONSE or UNAVAILABLE; or
 * the signal's reason once it is aborted. What may have been done is never asked for twice.
 */
export interface GitHubApi {
  /** A person's role; `unknown` on any error that does not say that nothing can be asked. */
  access(login: string, signal?: AbortSignal): Promise<RepositoryRole>;
  /** All of a thread in one query. */
  thread(thread: Thread, signal?: AbortSignal): Promise<GitHubThread>;
  /**
   * The comments of the token's own account, the newest first; before the place in `GitHubThread.older`. They are
   * read page by page, as far as the caller reads: two requests for each 100 comments, and one where none is our own.
   */
  ownComments(thread: Thread, before: string | null, signal?: AbortSignal): AsyncIterable<ThreadComment>;
  react(target: ReactionTarget, reaction: Reaction, signal?: AbortSignal): Promise<void>;
  createComment(thread: Thread, body: string, signal?: AbortSignal): Promise<Comment>;
  updateComment(id: number, body: string, signal?: AbortSignal): Promise<void>;
  getComment(id: number, signal?: AbortSignal): Promise<Comment>;
  /** @returns the check run's id */
  createCheckRun(name: string, headSha: string, state: CheckRunState, signal?: AbortSignal): Promise<number>;
  updateCheckRun(id: number, state: CheckRunState, signal?: AbortSignal): Promise<void>;
  /** A file's text on the default branch; undefined if there is none. */
  file(path: string, signal?: AbortSignal): Promise<string | undefined>;
  /** The open pull requests from a branch of this repository. */
  pullsOfBranch(branch: string, signal?: AbortSignal): Promise<readonly MarkedPull[]>;
  /** All pull requests that there are or were from a branch of that name, of forks as well. */
  pullsEverOf(branch: string, signal?: AbortSignal): Promise<readonly BranchPull[]>;
  /** The open pull requests with a label: all of them, also if there are several pages. */
  pullsWithLabel(label: string, signal?: AbortSignal): Promise<readonly MarkedPull[]>;
  /**
   * The open pull requests with any of these labels, with all that decides about work, page by page. `null` stands for one that
   * could not be read.
   */
  listedPulls(labels: readonly string[], signal?: AbortSignal): AsyncIterable<readonly (ListedPull | null)[]>;
  /** The open pull requests that something has happened to last, whatever their labels: one page. */
  recentPulls(signal?: AbortSignal): Promise<readonly ListedPull[]>;
  /** Whether these pull requests can be merged, by number; one that can't be read is missing. */
  mergeables(numbers: readonly number[], signal?: AbortSignal): Promise<ReadonlyMap<number, PullHealth['mergeable']>>;
  /** Adds a label; one that is there already stays. */
  labelPull(number: number, label: string, signal?: AbortSignal): Promise<void>;
  /** Takes a label off; one that is not there is no error. */
  unlabelPull(number: number, label: string, signal?: AbortSignal): Promise<void>;
  /** Makes a label, unless the repository has one of that name. */
  ensureLabel(label: NewLabel, signal?: AbortSignal): Promise<void>;
  pullBody(number: number, signal?: AbortSignal): Promise<EditedBody>;
  updatePullBody(number: number, body: string, signal?: AbortSignal): Promise<void>;
  /** Opens a pull request from a branch of this repository. */
  createPull(pull: NewPull, signal?: AbortSignal): Promise<{ readonly number: number; readonly url: string }>;
  /** Makes a branch at a commit. @throws AmberError INVALID if it is there */
  createBranch(branch: string, commit: string, signal?: AbortSignal): Promise<void>;
  /** Makes a commit on top of a branch that points at `onto`; GitHub signs it. Returns its id. */
  commitOnBranch(commit: NewCommit, signal?: AbortSignal): Promise<string>;
  /** The login of the token's account: of an app `name[bot]`. */
  viewer(signal?: AbortSignal): Promise<string>;
  /** True if a rule protects the branch; false also if it is not there. */
  isProtected(branch: string, signal?: AbortSignal): Promise<boolean>;
  workflowRun(id: number, signal?: AbortSignal): Promise<WorkflowRun>;
  cancelWorkflowRun(id: number, signal?: AbortSignal): Promise<void>;
}
