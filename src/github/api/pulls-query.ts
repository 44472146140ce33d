import type { BranchPull, ListedPull, PullHealth } from './github-api.ts';
import { HEALTH, type HealthNode, healthOf, list, type Nodes } from './health-query.ts';

/** Pull requests by state, by label, by the name of their branch, or by both: null is any. */
export const PULLS_QUERY = `query Pulls($owner: String!, $repo: String!, $labels: [String!], $branch: String, $states: [PullRequestState!], $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(first: 100, after: $after, states: $states, labels: $labels, headRefName: $branch) {
      pageInfo { hasNextPage endCursor }
      nodes { number url state body labels(first: 100) { nodes { name } } headRepository { nameWithOwner } }
    }
  }
}`;

interface PullNode {
  readonly number: number;
  readonly url: string;
  readonly state: 'OPEN' | 'CLOSED' | 'MERGED';
  readonly body: string;
  readonly labels: { readonly nodes: readonly ({ readonly name: string } | null)[] | null } | null;
  readonly headRepository: { readonly nameWithOwner: string } | null;
}

export interface PullsData {
  readonly repository: {
    readonly pullRequests: {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly nodes: readonly (PullNode | null)[] | null;
    };
  } | null;
}

export function branchPull({ number, url, state, body, labels, headRepository }: PullNode): BranchPull {
  const names = (labels?.nodes ?? []).filter((label) => label !== null).map(({ name }) => name);
  const is = state.toLowerCase() as Lowercase<typeof state>;
  return { number, url, state: is, body, labels: names, headRepo: headRepository?.nameWithOwner ?? null };
}

/** A page is answered within GitHub's ten seconds: each pull request brings its checks and reviews. */
const PAGE = 75;

/** The name stands in the text: requests are counted by it. */
const listedQuery = (
  name: string,
  which: string,
): string => `query ${name}($owner: String!, $repo: String!, $labels: [String!], $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(first: ${PAGE}, after: $after, states: [OPEN], labels: $labels${which}) {
      pageInfo { hasNextPage endCursor }
      nodes { ...Health number url title body labels(first: 100) { nodes { name } } }
    }
  }
}
${HEALTH}`;

export const LISTED_QUERY = listedQuery('Listed', '');
export const RECENT_QUERY = listedQuery('Recent', ', orderBy: { field: UPDATED_AT, direction: DESC }');

interface ListedNode extends HealthNode {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly labels: Nodes<{ readonly name: string }> | null;
}

export interface ListedData {
  readonly repository: {
    readonly pullRequests: Nodes<ListedNode> & {
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
}

/** Null if it can't be read: one that lacks something must not keep the others of its page from being worked on. */
export function listedPull({ labels, number, url, title, body, ...node }: ListedNode): ListedPull | null {
  const isWhole = typeof number === 'number' && [url, title, body].every((text) => typeof text === 'string');
  if (!isWhole) return null;
  try {
    return { ...healthOf(node), number, url, title, body, labels: list(labels).map(({ name }) => name) };
  } catch {
    return null;
  }
}

/** Each pull request under an alias of its own: no connection can be asked for some numbers. */
export const mergeablesQuery = (numbers: readonly number[]): string =>
  `query Mergeables($owner: String!, $repo: String!) {
  repository(owner: $owner, name: $repo) {
${numbers.map((number) => `    p${number}: pullRequest(number: ${number}) { number mergeable }`).join('\n')}
  }
}`;

export interface MergeablesData {
  readonly repository: {
    readonly [alias: string]: { readonly number: number; readonly mergeable: PullHealth['mergeable'] } | null;
  } | null;
}

/** What a body was, as far back as a few people can have edited it between two looks. */
export const BODY_QUERY = `query Body($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      body
      userContentEdits(first: 20) { nodes { id editedAt diff } }
    }
  }
}`;

export interface BodyData {
  readonly repository: {
    readonly pullRequest: {
      readonly body: string;
      readonly userContentEdits: Nodes<{
        readonly id: string;
        readonly editedAt: string;
        readonly diff: string | null;
      }> | null;
    } | null;
  } | null;
}
