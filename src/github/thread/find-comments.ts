import type { GitHubApi, GitHubThread, ThreadComment } from '../api/github-api.ts';
import type { Thread } from '../event/github-event.ts';
import type { Recorded, ThreadFacts } from '../plan/plan-facts.ts';
import { readRecord } from './thread-record.ts';

/**
 * The thread's record: found by marker and author, since everybody can write the marker. The newest counts; but a queued
 * run takes the record over only when it begins, so that one that runs comes before it. It is looked for however long
 * the thread is: anybody can write a hundred comments behind it.
 */
export async function findRecord(
  thread: Thread,
  { comments, older }: Pick<GitHubThread, 'comments' | 'older'>,
  api: Pick<GitHubApi, 'ownComments'>,
  signal: AbortSignal,
): Promise<Pick<ThreadFacts, 'record' | 'queued'>> {
  let queued: Recorded | undefined;
  let newest: Recorded | undefined;
  for await (const { id, body, isOurs } of newestFirst()) {
    const record = isOurs ? readRecord(body) : undefined;
    if (record === undefined) continue;
    newest = record.state === 'running' || queued === undefined ? { commentId: id, record } : queued;
    if (record.state !== 'queued') break;
    queued ??= newest;
  }
  return { ...(newest === undefined ? {} : { record: newest }), ...(queued === undefined ? {} : { queued }) };

  async function* newestFirst(): AsyncGenerator<ThreadComment> {
    yield* comments.toReversed();
    if (older !== null) yield* api.ownComments(thread, older, signal);
  }
}

/** The newest comment of our own with such a text; undefined if there is none. @throws AmberError */
export async function findComment(
  api: Pick<GitHubApi, 'ownComments'>,
  thread: Thread,
  isIt: (body: string) => boolean,
  signal?: AbortSignal,
): Promise<ThreadComment | undefined> {
  for await (const comment of api.ownComments(thread, null, signal)) if (isIt(comment.body)) return comment;
  return undefined;
}
