import type { BranchPull } from './api.ts';

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
