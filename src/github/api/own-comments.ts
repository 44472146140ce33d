import { AmberError } from '../../core/errors.ts';
import type { ThreadComment } from './github-api.ts';
import type { GitHubClient } from './github-client.ts';
import { list } from './health-query.ts';
import {
  BODIES_QUERY,
  type BodiesData,
  COMMENTS_QUERY,
  type CommentsData,
  comment,
  olderThan,
} from './thread-query.ts';

/** A thread holds 2,500 comments at most (GitHub locks it then), 100 a page. */
const MAX_PAGES = 26;

/** See `GitHubApi.ownComments`. @throws AmberError */
export async function* ownComments(
  client: Pick<GitHubClient, 'graphql'>,
  thread: { readonly owner: string; readonly repo: string; readonly number: number },
  before: string | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<ThreadComment> {
  for (let page = 1, cursor = before; page === 1 || cursor !== null; page += 1) {
    if (page > MAX_PAGES)
      throw new AmberError('UNSUPPORTED', `#${thread.number} has more comments than GitHub lets a thread have`);
    const data: CommentsData = await client.graphql(COMMENTS_QUERY, { ...thread, before: cursor }, signal);
    const comments = data.repository?.issueOrPullRequest?.comments;
    if (comments === undefined) throw new AmberError('NOT_FOUND', `GitHub: no issue or pull request #${thread.number}`);
    const ids = list(comments).flatMap(({ id, viewerDidAuthor }) => (viewerDidAuthor ? [id] : []));
    if (ids.length > 0) {
      const { nodes } = await client.graphql<BodiesData>(BODIES_QUERY, { ids }, signal);
      yield* nodes.flatMap((node) => (node === null ? [] : comment(node))).reverse();
    }
    cursor = olderThan(comments.pageInfo);
  }
}
