import { expect, test } from 'vitest';
import type { Session } from '../../../src/core/session/session.ts';
import type { Thread } from '../../../src/github/event/github-event.ts';
import { claims, THREADS, withThread } from '../../../src/github/thread/threads-annotation.ts';

const thread = (number: number, repo = 'repo'): Thread => ({ owner: 'org', repo, number, kind: 'issue' });
const marked = (value: string): Session => ({
  apiVersion: '',
  kind: '',
  metadata: { name: 's', namespace: 'p', annotations: { [THREADS]: value } },
  spec: {},
});

test('threads of one repository are listed behind its name', () => {
  const first = withThread(undefined, 'github.com', thread(12));
  expect(first).toBe('github.com/org/repo#12');
  const second = withThread(first, 'github.com', thread(34));
  expect(second).toBe('github.com/org/repo#12,#34');
  expect(withThread(second, 'github.com', thread(12))).toBe(second);
});

test('threads of several repositories, each behind its own', () => {
  const first = withThread('github.com/org/repo#12', 'github.com', thread(7, 'other'));
  expect(first).toBe('github.com/org/repo#12,github.com/org/other#7');
  const second = withThread(first, 'github.com', thread(8, 'other'));
  expect(second).toBe('github.com/org/repo#12,github.com/org/other#7,#8');
  expect(withThread(second, 'github.com', thread(13))).toBe(`${second},github.com/org/repo#13`);
  const session = marked(second);
  expect([7, 8, 12].filter((number) => claims(session, 'github.com', thread(number, 'other')))).toEqual([7, 8]);
  expect([7, 8, 12].filter((number) => claims(session, 'github.com', thread(number)))).toEqual([12]);
});

test('a part that can’t be read lends its place to none', () => {
  for (const value of ['github.com/org/repo,#12', 'github.com/org/repo#x,#12', '#12', 'a b#1,#12'])
    expect(claims(marked(value), 'github.com', thread(12))).toBe(false);
});

test('a session belongs to the threads that it names, to the letter', () => {
  const session = marked('github.com/Org/repo#12,#34');
  expect([12, 34, 1, 3, 123].filter((number) => claims(session, 'github.com', thread(number)))).toEqual([12, 34]);
  expect(claims(session, 'github.example.com', thread(12))).toBe(false);
  expect(claims(session, 'github.com', thread(12, 'other'))).toBe(false);
  expect(claims(marked('github.com/org/repo'), 'github.com', thread(12))).toBe(false);
  expect(claims(marked(''), 'github.com', thread(12))).toBe(false);
});
