import type { BranchPull } from '../api/github-api.ts';

/** A branch that was made for an issue, and the pull requests that there are or were of it. */
export interface IssueBranch {
  readonly name: string;
  readonly pulls: readonly Pick<BranchPull, 'state'>[];
}

/** Patterns of the branches that Amber makes for an issue, for `git ls-remote`. */
export const issueBranches = (number: number): readonly string[] => [
  `refs/heads/amber/issue-${number}`,
  `refs/heads/amber/issue-${number}-*`,
];

/**
 * The branch for an issue's work: the one whose pull request is open, else one that was pushed and got none, else a new
 * one. One whose pull request was merged or closed is done with.
 */
export function chooseBranch(number: number, title: string, existing: readonly IssueBranch[]): string {
  const open = existing.find(({ pulls }) => pulls.some(({ state }) => state === 'open'));
  const left = existing.find(({ pulls }) => pulls.length === 0);
  const found = open ?? left;
  if (found !== undefined) return found.name;
  const slug = slugOf(title);
  const plain = `amber/issue-${number}${slug === '' ? '' : `-${slug}`}`;
  const taken = new Set(existing.map(({ name }) => name));
  for (let n = 1; ; n++) {
    const name = n === 1 ? plain : `${plain}-${n}`;
    if (!taken.has(name)) return name;
  }
}

/** Where work goes that can't go to its own branch. */
export const besideBranch = (
  { branch, number }: { readonly branch: string; readonly number?: number },
  commit: string,
): string => `${number === undefined ? branch : `amber/${number}`}-${commit.slice(0, 8)}`;

/** Words of a title as a part of a branch's name: small letters, digits and dashes, 40 at most. */
function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return words.length <= 40
    ? words
    : words
        .slice(0, 41)
        .replace(/-[^-]*$/, '')
        .slice(0, 40);
}
