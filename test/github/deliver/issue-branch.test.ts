import { expect, test } from 'vitest';
import { chooseBranch } from '../../../src/github/deliver/issue-branch.ts';

test.each<[string, string]>([
  ['It is slow!', 'amber/issue-7-it-is-slow'],
  ['Größe & Länge', 'amber/issue-7-gro-e-lange'],
  ['太慢了', 'amber/issue-7'],
  ['$(rm -rf /) `x` ../..', 'amber/issue-7-rm-rf-x'],
  ['one two three four five six seven eight nine', 'amber/issue-7-one-two-three-four-five-six-seven-eight'],
  ['x'.repeat(99), `amber/issue-7-${'x'.repeat(40)}`],
])('the branch for %j is %s', (title, branch) => {
  expect(chooseBranch(7, title, [])).toBe(branch);
});

test('a branch that is there is gone on with, unless its pull request is over', () => {
  const [one, two] = ['amber/issue-7-a', 'amber/issue-7-b'];
  const pulls = (...states: ('open' | 'closed' | 'merged')[]) => states.map((state) => ({ state }));
  expect(
    chooseBranch(7, 'c', [
      { name: one, pulls: [] },
      { name: two, pulls: pulls('closed', 'open') },
    ]),
  ).toBe(two);
  expect(
    chooseBranch(7, 'c', [
      { name: one, pulls: pulls('merged') },
      { name: two, pulls: [] },
    ]),
  ).toBe(two);
  expect(chooseBranch(7, 'a', [{ name: one, pulls: pulls('merged') }])).toBe(`${one}-2`);
});
