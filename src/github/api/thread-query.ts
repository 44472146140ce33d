import type { GitHubThread, ThreadComment, ThreadReview } from './github-api.ts';
import { HEALTH, type HealthNode, healthOf, list, type Nodes } from './health-query.ts';

const WRITTEN = 'fragment Written on IssueComment { databaseId url body author { login } viewerDidAuthor createdAt }';

/** All that Amber wants to know of a thread. `state` is named twice since its type differs. */
export const THREAD_QUERY = `query Thread($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    issueOrPullRequest(number: $number) {
      __typename
      ... on Issue {
        issueState: state
        title
        body
        author { login }
        labels(first: 100) { nodes { name } }
        comments(last: 100) { pageInfo { hasPreviousPage startCursor } nodes { ...Written } }
      }
      ... on PullRequest {
        pullState: state
        title
        body
        author { login }
        labels(first: 100) { nodes { name } }
        comments(last: 100) { pageInfo { hasPreviousPage startCursor } nodes { ...Written } }
        ...Health
        headRefName
        headRepository { pushedAt }
        baseRefOid
        baseRefName
        reviews(last: 50) { nodes { author { login } state body submittedAt authorCanPushToRepository } }
        commits(last: 1) { nodes { commit { committedDate author { user { login } } } } }
      }
    }
  }
}
${HEALTH}
${WRITTEN}`;

/** A page of a thread's comments, without their texts: anybody can write a hundred of 64 KiB each. */
export const COMMENTS_QUERY = `query Comments($owner: String!, $repo: String!, $number: Int!, $before: String) {
  repository(owner: $owner, name: $repo) {
    issueOrPullRequest(number: $number) {
      ... on Issue { comments(last: 100, before: $before) { ...Page } }
      ... on PullRequest { comments(last: 100, before: $before) { ...Page } }
    }
  }
}
fragment Page on IssueCommentConnection { pageInfo { hasPreviousPage startCursor } nodes { id viewerDidAuthor } }`;

/** Comments by their ids. */
export const BODIES_QUERY = `query Bodies($ids: [ID!]!) { nodes(ids: $ids) { ...Written } }
${WRITTEN}`;

type Author = { readonly login: string } | null;

interface PageInfo {
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
}

export interface CommentsData {
  readonly repository: {
    readonly issueOrPullRequest: {
      readonly comments: Nodes<{ readonly id: string; readonly viewerDidAuthor: boolean }> & {
        readonly pageInfo: PageInfo;
      };
    } | null;
  } | null;
}

export interface BodiesData {
  readonly nodes: readonly (CommentNode | null)[];
}

/** Where the comments before a page end; null if there are none. */
export const olderThan = ({ hasPreviousPage, startCursor }: PageInfo): string | null =>
  hasPreviousPage ? startCursor : null;

interface CommentNode {
  readonly databaseId: number | null;
  readonly url: string;
  readonly body: string;
  readonly author: Author;
  readonly viewerDidAuthor: boolean;
  readonly createdAt: string;
}

interface BaseNode {
  readonly title: string;
  readonly body: string;
  readonly author: Author;
  readonly labels: Nodes<{ readonly name: string }> | null;
  readonly comments: Nodes<CommentNode> & { readonly pageInfo: PageInfo };
}

interface IssueNode extends BaseNode {
  readonly __typename: 'Issue';
  readonly issueState: 'OPEN' | 'CLOSED';
}

interface PullNode extends BaseNode, HealthNode {
  readonly __typename: 'PullRequest';
  readonly pullState: 'OPEN' | 'CLOSED' | 'MERGED';
  readonly headRefName: string;
  readonly headRepository: { readonly nameWithOwner: string; readonly pushedAt: string | null } | null;
  readonly baseRefOid: string;
  readonly baseRefName: string;
  readonly reviews: Nodes<ReviewNode> | null;
  readonly commits: HealthNode['commits'] & Nodes<{ readonly commit: CommitNode }>;
}

interface ReviewNode {
  readonly author: Author;
  readonly state: string;
  readonly body: string;
  readonly submittedAt: string | null;
  readonly authorCanPushToRepository?: boolean | null;
}

interface CommitNode {
  readonly committedDate: string;
  readonly author: { readonly user: Author } | null;
}

/** What the query answers; null where the thread is not there, or the token may not see it. */
export interface ThreadData {
  readonly repository: { readonly issueOrPullRequest: IssueNode | PullNode | null } | null;
}

export function toThread(node: IssueNode | PullNode): GitHubThread {
  const base = {
    title: node.title,
    body: node.body,
    author: node.author?.login ?? null,
    labels: list(node.labels).map(({ name }) => name),
    comments: list(node.comments).flatMap(comment),
    older: olderThan(node.comments.pageInfo),
  };
  if (node.__typename === 'Issue') return { ...base, state: node.issueState === 'OPEN' ? 'open' : 'closed' };
  const commit = list(node.commits)[0]?.commit;
  return {
    ...base,
    state: ({ OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const)[node.pullState],
    pull: {
      ...healthOf(node),
      headRef: node.headRefName,
      headRepoPushedAt: node.headRepository?.pushedAt ?? null,
      headCommittedAt: commit?.committedDate ?? null,
      headAuthor: commit?.author?.user?.login ?? null,
      baseSha: node.baseRefOid,
      baseRef: node.baseRefName,
      reviews: list(node.reviews).map(
        ({ author, state, body, submittedAt, authorCanPushToRepository = null }): ThreadReview => ({
          author: author?.login ?? null,
          state,
          body,
          canPush: authorCanPushToRepository,
          at: submittedAt,
        }),
      ),
    },
  };
}

/** None, if it has no number. */
export function comment({ databaseId, author, viewerDidAuthor, ...node }: CommentNode): ThreadComment[] {
  if (databaseId === null) return [];
  return [
    {
      id: databaseId,
      url: node.url,
      body: node.body,
      author: author?.login ?? null,
      isOurs: viewerDidAuthor,
      createdAt: node.createdAt,
    },
  ];
}
