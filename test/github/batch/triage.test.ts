import { describe, expect, test } from 'vitest';
import type { ListedPull, ThreadCheck } from '../../../src/github/api/github-api.ts';
import { needsText } from '../../../src/github/batch/needs-work.ts';
import { type Triage, triage } from '../../../src/github/batch/triage.ts';
import type { RepositoryRole } from '../../../src/github/plan/plan-facts.ts';

const check = (name: string, conclusion: string | null, workflow: string | null = 'ci.yml'): ThreadCheck => ({
  ...{ name, conclusion, workflow },
  url: '',
});
const refusal = { author: 'rita', state: 'CHANGES_REQUESTED', at: '2026-11-22T09:00:00Z', canPush: true };

function sort(changes: Partial<ListedPull>, access: { readonly [login: string]: RepositoryRole } = {}): Triage {
  const pull: ListedPull = {
    ...{ number: 12, url: '', title: '', body: '', labels: ['amber:managed'] },
    ...{ headSha: '', headRepo: 'Octo/App', mergeable: 'MERGEABLE', checks: [], opinions: [] },
    ...changes,
  };
  return triage(pull, { owner: 'octo', repo: 'app', workflow: 'amber.yml', access });
}

function why(changes: Partial<ListedPull>): string {
  const found = sort(changes);
  return found.kind === 'work' ? needsText(found.needs) : found.kind;
}

describe('what needs work', () => {
  test.each<[string, string, Partial<ListedPull>]>([
    ['a check that failed', 'build fails', { checks: [check('build', 'failure'), check('lint', 'success')] }],
    [
      'several',
      'a, b, c and 1 more fail',
      { checks: ['a', 'b', 'a', 'c', 'd'].map((name) => check(name, 'timed_out')) },
    ],
    ['a status', 'ci/old fails', { checks: [check('ci/old', 'error', null)] }],
    ['a conflict', 'it conflicts with its base', { mergeable: 'CONFLICTING' }],
    ['a review', '@rita asks for changes', { opinions: [refusal] }],
    [
      'failing while it is not known whether it conflicts',
      'build fails',
      { checks: [check('build', 'failure')], mergeable: 'UNKNOWN' },
    ],
  ])('%s', (_what, expected, changes) => {
    expect(why(changes)).toBe(expected);
  });

  test('a reviewer of whom GitHub says nothing is one who can push only if they can', () => {
    const opinions = [{ ...refusal, canPush: null }];
    expect(sort({ opinions }).kind).toBe('healthy');
    expect(sort({ opinions }, { rita: 'read' }).kind).toBe('healthy');
    expect(sort({ opinions }, { rita: 'maintain' }).kind).toBe('work');
  });
});

describe('what does not', () => {
  test.each<[string, Partial<ListedPull>]>([
    ['nothing is wrong', {}],
    ['Amber’s own check', { checks: [check('Amber Session', 'failure', null)] }],
    ['a check of this workflow', { checks: [check('agent', 'failure', 'amber.yml')] }],
    [
      'a check that was cancelled, or waits for a person',
      { checks: [check('a', 'cancelled'), check('b', 'action_required')] },
    ],
    ['a review of somebody who can’t push', { opinions: [{ ...refusal, canPush: false }] }],
    ['a review of a program, or of an account that is gone', { opinions: [{ ...refusal, author: null }] }],
    [
      'an approval, and a refusal that was dismissed',
      {
        opinions: [
          { ...refusal, state: 'APPROVED' },
          { ...refusal, state: 'DISMISSED' },
        ],
      },
    ],
  ])('%s', (_what, changes) => {
    expect(sort(changes)).toEqual({ kind: 'healthy' });
  });

  test('a fork, and one whose repository is gone', () => {
    const checks = [check('build', 'failure')];
    expect(sort({ checks, headRepo: 'mallory/app' })).toEqual({ kind: 'skip', because: 'it comes from a fork' });
    expect(sort({ checks, headRepo: null })).toMatchObject({ kind: 'skip' });
  });

  test('one that GitHub knows nothing of yet', () => {
    expect(sort({ mergeable: 'UNKNOWN' })).toEqual({ kind: 'unknown' });
  });
});

test('it has healed if it was tried, and nothing is wrong or still being found out', () => {
  const body = '<!-- acp:retry_count=2 -->';
  expect(sort({ body, checks: [check('build', 'success')] })).toEqual({ kind: 'healed' });
  expect(sort({ body, checks: [check('build', null)] })).toEqual({ kind: 'healthy' });
  expect(sort({ body: '<!-- acp:retry_count=0 -->' })).toEqual({ kind: 'healthy' });
  expect(sort({ body, labels: ['amber:needs-human'] })).toEqual({ kind: 'healthy' });
});
