import type { PullHealth, ThreadCheck } from '../api/github-api.ts';
import { mayPush } from '../event/who-may-start.ts';
import type { RepositoryRole } from '../plan/plan-facts.ts';
import { isOwnCheck } from '../show/check-run.ts';

/** A reason why a pull request needs work. */
export type Need =
  | { readonly kind: 'checks'; readonly names: readonly string[] }
  | { readonly kind: 'conflict' }
  /** Someone who can push has asked for changes; `at`: RFC 3339, "" where GitHub does not say when. */
  | { readonly kind: 'review'; readonly by: string; readonly at: string };

export interface NeedFacts {
  /** The file of this workflow: its own checks are no reason. */
  readonly workflow: string | undefined;
  /** Of reviewers, by login in lower case, where GitHub does not say it with the review. */
  readonly access: { readonly [login: string]: RepositoryRole };
}

/** A check that was cancelled, or that waits for a person, is no fault of the code. */
const BROKEN: ReadonlySet<string | null> = new Set(['failure', 'timed_out', 'startup_failure', 'error']);

/** All that is wrong with a pull request; empty if nothing is, as far as is known by now. */
export function needsOf({ checks, mergeable, opinions }: PullHealth, { access, workflow }: NeedFacts): readonly Need[] {
  const broken = othersOf(checks, workflow).filter(({ conclusion }) => BROKEN.has(conclusion));
  const names = [...new Set(broken.map(({ name }) => name))];
  const reviews = opinions.flatMap(({ author, at, canPush, state }): Need[] => {
    if (state !== 'CHANGES_REQUESTED' || author === null) return [];
    const counts = canPush ?? mayPush(access[author.toLowerCase()]);
    return counts ? [{ kind: 'review', by: author, at: at ?? '' }] : [];
  });
  return [
    ...(names.length === 0 ? [] : [{ kind: 'checks', names } as const]),
    ...(mergeable === 'CONFLICTING' ? [{ kind: 'conflict' } as const] : []),
    ...reviews,
  ];
}

/** Logins, in lower case, of reviewers of whom GitHub does not say whether they can push. */
export function unknownReviewers({ opinions }: PullHealth): readonly string[] {
  return opinions.flatMap(({ author, canPush, state }) =>
    state === 'CHANGES_REQUESTED' && author !== null && canPush === null ? [author.toLowerCase()] : [],
  );
}

/** True if nothing is wrong, and nothing is still being found out. */
export function isHealthy(pull: PullHealth, facts: NeedFacts): boolean {
  return (
    pull.mergeable === 'MERGEABLE' &&
    needsOf(pull, facts).length === 0 &&
    othersOf(pull.checks, facts.workflow).every(({ conclusion }) => conclusion !== null)
  );
}

/** `build and lint fail, it conflicts with its base` */
export function needsText(needs: readonly Need[]): string {
  return needs.map(needText).join(', ');
}

const MAX_NAMES = 3;

function needText(need: Need): string {
  switch (need.kind) {
    case 'checks': {
      const { names } = need;
      const shown = names.slice(0, MAX_NAMES).join(', ');
      const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
      return `${shown}${more} ${names.length === 1 ? 'fails' : 'fail'}`;
    }
    case 'conflict':
      return 'it conflicts with its base';
    case 'review':
      return `@${need.by} asks for changes`;
  }
}

const othersOf = (checks: readonly ThreadCheck[], workflow: string | undefined): readonly ThreadCheck[] =>
  checks.filter((check) => !isOwnCheck(check, workflow));
