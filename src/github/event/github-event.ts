import { readFileSync, statSync } from 'node:fs';
import { isObject } from '../../core/agui/events.ts';
import { decodeText } from '../../core/text.ts';
import type { ToolkitContext } from './toolkit-context.ts';

/** A GitHub account as payloads show it. `type` is `User`, `Bot`, …; "" where the payload does not say. */
export interface Actor {
  readonly login: string;
  readonly type: string;
  /** Where the payload has it. */
  readonly id?: number;
}

/** An issue or a pull request. */
export interface Thread {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly kind: 'issue' | 'pull-request';
}

/** Where in the code a review comment stands. */
export interface CodeLocation {
  readonly path: string;
  readonly line?: number;
  readonly hunk: string;
}

export interface CommentEvent {
  readonly kind: 'comment';
  readonly source: 'issue_comment' | 'review_comment' | 'review';
  readonly thread: Thread;
  /** Of the comment, or of the review. */
  readonly commentId: number;
  readonly nodeId: string;
  /** As the author wrote it when the event fired. */
  readonly text: string;
  /** null: the payload names no account; it was deleted. */
  readonly author: Actor | null;
  readonly sender: Actor | null;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly place?: CodeLocation;
  /** True if an app wrote it, also in the name of a person. */
  readonly viaApp: boolean;
  /** The pull request's head, where the payload has it. `repo` is `owner/name`, null once deleted. */
  readonly head?: { readonly sha: string; readonly repo: string | null };
}

export interface LabelEvent {
  readonly kind: 'label';
  readonly thread: Thread;
  readonly label: string;
  readonly sender: Actor | null;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly state: string;
}

/** What Amber knows of the event that started the workflow. */
export type GitHubEvent =
  | CommentEvent
  | LabelEvent
  | { readonly kind: 'batch' }
  /** Nothing to act on by itself. A prompt step may still want to show its run there. */
  | { readonly kind: 'none'; readonly reason: string; readonly thread?: Thread; readonly headSha?: string };

/**
 * True for a review on a pull request of a fork, or of one whose fork is gone. Such an event comes with a token that may
 * only read, and without secrets: nothing can be done, or said.
 */
export function isForkReview({ head, source, thread }: CommentEvent): boolean {
  if (source === 'issue_comment') return false;
  return !isRepo(head?.repo, thread);
}

/** True if `fullName` (`owner/name`; null once deleted) is that repository. GitHub's names ignore case. */
export function isRepo(
  fullName: string | null | undefined,
  { owner, repo }: { readonly owner: string; readonly repo: string },
): boolean {
  return fullName?.toLowerCase() === `${owner}/${repo}`.toLowerCase();
}

/** The login that GitHub shows for an account that is gone. */
export const GHOST = 'ghost';

/** Why nothing is done about such a review. */
export const FORK_REVIEW =
  'a review on a fork’s pull request comes without secrets and with a token that may only read; comment on the pull request instead';

/** The event's payload; undefined if there is none that can be read. */
export function payloadAt(path: string | undefined): unknown {
  try {
    // A terminal would be waited for, and a device has no end.
    const found = statSync(path ?? '');
    if (!found.isFile() && !found.isFIFO()) return undefined;
    return JSON.parse(decodeText(readFileSync(path ?? ''), 'the payload', 'USAGE'));
  } catch {
    return undefined;
  }
}

type Json = { readonly [key: string]: unknown };

/** What the toolkit has read of the event → what Amber knows of it. Odd payloads are of kind `none`, with the reason. */
export function readEvent({
  eventName: name = '',
  issue,
  payload,
}: Pick<ToolkitContext, 'eventName' | 'issue' | 'payload'>): GitHubEvent {
  const body = record(payload);
  const action = text(body.action);
  const thread = threadOf(issue, body);
  switch (name) {
    case 'schedule':
    case 'workflow_dispatch':
      return { kind: 'batch' };
    case 'issue_comment':
      return action === 'created'
        ? comment('issue_comment', record(body.comment), thread, body)
        : otherAction(name, thread, body);
    case 'pull_request_review_comment':
      return action === 'created'
        ? comment('review_comment', record(body.comment), thread, body)
        : otherAction(name, thread, body);
    case 'pull_request_review':
      return action === 'submitted'
        ? comment('review', record(body.review), thread, body)
        : otherAction(name, thread, body);
    case 'issues':
      return action === 'labeled' ? labeled(thread, body) : otherAction(name, thread, body);
    default:
      return none(`event "${name}" starts nothing by itself`, thread, body);
  }
}

function comment(source: CommentEvent['source'], written: Json, thread: Thread | undefined, body: Json): GitHubEvent {
  const commentId = integer(written.id);
  const createdAt = text(written.created_at) ?? text(written.submitted_at);
  if (thread === undefined || commentId === undefined || createdAt === undefined)
    return none('the payload is no comment on an issue or a pull request', thread, body);
  const about = record(body.issue ?? body.pull_request);
  const head = record(record(body.pull_request).head);
  const sha = text(head.sha);
  return {
    kind: 'comment',
    source,
    thread,
    commentId,
    nodeId: text(written.node_id) ?? '',
    text: text(written.body) ?? '',
    author: actor(written.user),
    sender: actor(body.sender),
    createdAt,
    url: text(written.html_url) ?? '',
    title: text(about.title) ?? '',
    body: text(about.body) ?? '',
    viaApp: isObject(written.performed_via_github_app),
    ...(source === 'review_comment' ? { place: locationOf(written) } : {}),
    ...(sha === undefined ? {} : { head: { sha, repo: text(record(head.repo).full_name) ?? null } }),
  };
}

function labeled(thread: Thread | undefined, body: Json): GitHubEvent {
  const label = text(record(body.label).name);
  if (thread === undefined || label === undefined) return none('the payload names no issue or no label', thread, body);
  const issue = record(body.issue);
  return {
    kind: 'label',
    thread,
    label,
    sender: actor(body.sender),
    title: text(issue.title) ?? '',
    body: text(issue.body) ?? '',
    url: text(issue.html_url) ?? '',
    state: text(issue.state) ?? '',
  };
}

function otherAction(name: string, thread: Thread | undefined, body: Json): GitHubEvent {
  return none(`event "${name}" of action "${text(body.action) ?? ''}" starts nothing`, thread, body);
}

function none(reason: string, thread: Thread | undefined, body: Json): GitHubEvent {
  const headSha = text(record(record(body.pull_request).head).sha);
  return {
    kind: 'none',
    reason,
    ...(thread === undefined ? {} : { thread }),
    ...(headSha === undefined ? {} : { headSha }),
  };
}

function threadOf(issue: ToolkitContext['issue'], body: Json): Thread | undefined {
  const isPull = isObject(body.pull_request) || isObject(record(body.issue).pull_request);
  const [owner, repo, number] = [text(issue?.owner), text(issue?.repo), integer(issue?.number)];
  if (owner === undefined || repo === undefined || number === undefined) return undefined;
  return { owner, repo, number, kind: isPull ? 'pull-request' : 'issue' };
}

function locationOf(written: Json): CodeLocation {
  const line = integer(written.line) ?? integer(written.original_line);
  return {
    path: text(written.path) ?? '',
    hunk: text(written.diff_hunk) ?? '',
    ...(line === undefined ? {} : { line }),
  };
}

function actor(value: unknown): Actor | null {
  const login = text(record(value).login);
  const id = integer(record(value).id);
  return login === undefined
    ? null
    : { login, type: text(record(value).type) ?? '', ...(id === undefined ? {} : { id }) };
}

const record = (value: unknown): Json => (isObject(value) ? value : {});
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const integer = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
