import type { GitHubThread, ThreadCheck, ThreadComment, ThreadReview } from './api.ts';

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
        headRefOid
        headRefName
        headRepository { nameWithOwner pushedAt }
        baseRefOid
        baseRefName
        mergeable
        reviews(last: 50) { nodes { author { login } state body authorCanPushToRepository } }
        commits(last: 1) {
          nodes {
            commit {
              committedDate
              statusCheckRollup {
                contexts(last: 100) {
                  nodes {
                    __typename
                    ... on CheckRun { name conclusion detailsUrl }
                    ... on StatusContext { context state targetUrl }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
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

interface Nodes<T> {
  readonly nodes: readonly (T | null)[] | null;
}
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

interface PullNode extends BaseNode {
  readonly __typename: 'PullRequest';
  readonly pullState: 'OPEN' | 'CLOSED' | 'MERGED';
  readonly headRefOid: string;
  readonly headRefName: string;
  readonly headRepository: { readonly nameWithOwner: string; readonly pushedAt: string | null } | null;
  readonly baseRefOid: string;
  readonly baseRefName: string;
  readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN';
  readonly reviews: Nodes<ReviewNode> | null;
  readonly commits: Nodes<{ readonly commit: CommitNode }>;
}

interface ReviewNode {
  readonly author: Author;
  readonly state: string;
  readonly body: string;
  readonly authorCanPushToRepository?: boolean | null;
}

interface CommitNode {
  readonly committedDate: string;
  /** null also for a token that may not read checks. */
  readonly statusCheckRollup: { readonly contexts: Nodes<CheckNode> } | null;
}

type CheckNode =
  | {
      readonly __typename: 'CheckRun';
      readonly name: string;
      readonly conclusion: string | null;
      readonly detailsUrl: string | null;
    }
  | {
      readonly __typename: 'StatusContext';
      readonly context: string;
      readonly state: string;
      readonly targetUrl: string | null;
    };

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
      headSha: node.headRefOid,
      headRef: node.headRefName,
      headRepo: node.headRepository?.nameWithOwner ?? null,
      headRepoPushedAt: node.headRepository?.pushedAt ?? null,
      headCommittedAt: commit?.committedDate ?? null,
      baseSha: node.baseRefOid,
      baseRef: node.baseRefName,
      mergeable: node.mergeable,
      checks: list(commit?.statusCheckRollup?.contexts).map(check),
      reviews: list(node.reviews).map(
        ({ author, state, body, authorCanPushToRepository = null }): ThreadReview => ({
          author: author?.login ?? null,
          state,
          body,
          canPush: authorCanPushToRepository,
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

function check(node: CheckNode): ThreadCheck {
  if (node.__typename === 'CheckRun')
    return { name: node.name, conclusion: node.conclusion?.toLowerCase() ?? null, url: node.detailsUrl ?? '' };
  const isPending = node.state === 'PENDING' || node.state === 'EXPECTED';
  return { name: node.context, conclusion: isPending ? null : node.state.toLowerCase(), url: node.targetUrl ?? '' };
}

/** What a connection holds; a part that the token may not see is null. */
export function list<T>(connection: Nodes<T> | null | undefined): T[] {
  return (connection?.nodes ?? []).filter((node) => node !== null);
}
