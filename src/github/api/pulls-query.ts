import type { MarkedPull } from './api.ts';

/** Open pull requests by label, by the name of their branch, or by both: null is any. */
export const PULLS_QUERY = `query Pulls($owner: String!, $repo: String!, $labels: [String!], $branch: String, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(first: 100, after: $after, states: OPEN, labels: $labels, headRefName: $branch) {
      pageInfo { hasNextPage endCursor }
      nodes { number url body labels(first: 100) { nodes { name } } headRepository { nameWithOwner } }
    }
  }
}`;

interface PullNode {
  readonly number: number;
  readonly url: string;
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

export function markedPull({ number, url, body, labels, headRepository }: PullNode): MarkedPull {
  const names = (labels?.nodes ?? []).filter((label) => label !== null).map(({ name }) => name);
  return { number, url, body, labels: names, headRepo: headRepository?.nameWithOwner ?? null };
}
