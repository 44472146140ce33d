import type { ThreadAnswer, ThreadCheck, ThreadComment, ThreadReview } from './api.ts';

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
        comments(last: 100) { nodes { ...Written } }
      }
      ... on PullRequest {
        pullState: state
        title
        body
        author { login }
        labels(first: 100) { nodes { name } }
        comments(last: 100) { nodes { ...Written } }
        headRefOid
        headRefName
        headRepository { nameWithOwner pushedAt }
        baseRefOid
        baseRefName
        mergeable
        reviews(last: 50) { nodes { author { login } state body } }
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
fragment Written on IssueComment { databaseId url body author { login } viewerDidAuthor createdAt }`;

interface Nodes<T> {
  readonly nodes: readonly (T | null)[] | null;
}
type Author = { readonly login: string } | null;

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
  readonly comments: Nodes<CommentNode>;
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
  readonly reviews: Nodes<{ readonly author: Author; readonly state: string; readonly body: string }> | null;
  readonly commits: Nodes<{ readonly commit: CommitNode }>;
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

export function threadAnswer(node: IssueNode | PullNode): ThreadAnswer {
  const base = {
    title: node.title,
    body: node.body,
    author: node.author?.login ?? null,
    labels: list(node.labels).map(({ name }) => name),
    comments: list(node.comments).flatMap(comment),
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
        ({ author, state, body }): ThreadReview => ({ author: author?.login ?? null, state, body }),
      ),
    },
  };
}

function comment({ databaseId, author, viewerDidAuthor, ...node }: CommentNode): ThreadComment[] {
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
function list<T>(connection: Nodes<T> | null | undefined): T[] {
  return (connection?.nodes ?? []).filter((node) => node !== null);
}
