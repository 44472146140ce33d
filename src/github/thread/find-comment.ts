import type { GitHubApi, ThreadComment } from '../api/api.ts';
import type { Thread } from '../event/event.ts';

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
