import { expect, test } from 'vitest';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { withTrailer } from '../../../src/github/deliver/git/rewrite-commits.ts';
import { chooseBranch } from '../../../src/github/deliver/issue-branch.ts';
import { accountOf } from '../../../src/github/deliver/open-pull-request.ts';

const redactor = makeRedactor(['hunter2-hunter2']);

test.each<[string, string, string]>([
  ['Use a cache\n\nIt was slow.', 'Use a cache', 'It was slow.'],
  ['## **Use a cache.**\nIt was slow.', 'Use a cache', 'It was slow.'],
  ['- `Use a cache`\n', 'Use a cache', ''],
  ['Use hunter2-hunter2', 'Use ***', ''],
  ['', 'The issue', ''],
  ['```\ncode\n```', 'The issue', '```\ncode\n```'],
  [`${'long '.repeat(30)}\nmore`, 'The issue', `${'long '.repeat(30)}\nmore`],
])('of %j the title is %j', (message, title, text) => {
  expect(accountOf(message, 'The issue', redactor)).toEqual({ title, text });
});

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

test('the co-author is a trailer, once, beside those that are there', () => {
  const line = 'Co-authored-by: alice <a@example.com>';
  const add = (message: string) => withTrailer(message, 'alice <a@example.com>');
  expect(add('Fix it')).toBe(`Fix it\n\n${line}\n`);
  expect(add('Fix it\n\nRefs: #7')).toBe(`Fix it\n\nRefs: #7\n${line}\n`);
  expect(add('fix: it')).toBe(`fix: it\n\n${line}\n`);
  expect(add(add('Fix it').trim())).toBe(add('Fix it'));
});
