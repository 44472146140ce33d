import type { Opinion, PullHealth, ThreadCheck } from './github-api.ts';

/** What decides whether a pull request needs work. A single thread and a list of pull requests are asked for the same. */
export const HEALTH = `fragment Health on PullRequest {
  headRefOid
  headRepository { nameWithOwner }
  mergeable
  latestOpinionatedReviews(first: 50) {
    nodes { author { __typename login } state submittedAt authorCanPushToRepository }
  }
  commits(last: 1) {
    nodes {
      commit {
        statusCheckRollup {
          contexts(last: 100) {
            nodes {
              __typename
              ... on CheckRun {
                name
                conclusion
                detailsUrl
                checkSuite { workflowRun { workflow { resourcePath } } }
              }
              ... on StatusContext { context state targetUrl }
            }
          }
        }
      }
    }
  }
}`;

export interface Nodes<T> {
  readonly nodes: readonly (T | null)[] | null;
}

export interface HealthNode {
  readonly headRefOid: string;
  readonly headRepository: { readonly nameWithOwner: string } | null;
  readonly mergeable: PullHealth['mergeable'];
  readonly latestOpinionatedReviews: Nodes<OpinionNode> | null;
  /** The rollup is null also for a token that may not read checks. */
  readonly commits: Nodes<{
    readonly commit: { readonly statusCheckRollup: { readonly contexts: Nodes<CheckNode> } | null };
  }>;
}

interface OpinionNode {
  readonly author: { readonly __typename: string; readonly login: string } | null;
  readonly state: string;
  readonly submittedAt: string | null;
  readonly authorCanPushToRepository?: boolean | null;
}

type CheckNode =
  | {
      readonly __typename: 'CheckRun';
      readonly name: string;
      readonly conclusion: string | null;
      readonly detailsUrl: string | null;
      readonly checkSuite: {
        readonly workflowRun: { readonly workflow: { readonly resourcePath: string } | null } | null;
      } | null;
    }
  | {
      readonly __typename: 'StatusContext';
      readonly context: string;
      readonly state: string;
      readonly targetUrl: string | null;
    };

export function healthOf(node: HealthNode): PullHealth {
  return {
    headSha: node.headRefOid,
    headRepo: node.headRepository?.nameWithOwner ?? null,
    mergeable: node.mergeable,
    checks: list(list(node.commits)[0]?.commit.statusCheckRollup?.contexts).map(check),
    opinions: list(node.latestOpinionatedReviews).map(opinion),
  };
}

function opinion({ author, state, submittedAt, authorCanPushToRepository = null }: OpinionNode): Opinion {
  const person = author?.__typename === 'Bot' ? undefined : author?.login;
  return { author: person ?? null, state, at: submittedAt, canPush: authorCanPushToRepository };
}

function check(node: CheckNode): ThreadCheck {
  if (node.__typename === 'CheckRun') {
    const path = node.checkSuite?.workflowRun?.workflow?.resourcePath;
    return {
      name: node.name,
      conclusion: node.conclusion?.toLowerCase() ?? null,
      url: node.detailsUrl ?? '',
      workflow: path?.split('/').at(-1) ?? null,
    };
  }
  const isPending = node.state === 'PENDING' || node.state === 'EXPECTED';
  const conclusion = isPending ? null : node.state.toLowerCase();
  return { name: node.context, conclusion, url: node.targetUrl ?? '', workflow: null };
}

/** What a connection holds; a part that the token may not see is null. */
export function list<T>(connection: Nodes<T> | null | undefined): T[] {
  return (connection?.nodes ?? []).filter((node) => node !== null);
}
