import { expect, test } from 'vitest';
import { makeRedactor } from '../../../../src/core/secrets/redact.ts';
import { accountOf, signedMessage, withTrailer } from '../../../../src/github/deliver/git/commit-message.ts';

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

test('the co-author is a trailer, once, beside those that are there', () => {
  const line = 'Co-authored-by: alice <a@example.com>';
  const add = (message: string) => withTrailer(message, 'alice <a@example.com>');
  expect(add('Fix it')).toBe(`Fix it\n\n${line}\n`);
  expect(add('Fix it\n\nRefs: #7')).toBe(`Fix it\n\nRefs: #7\n${line}\n`);
  expect(add('fix: it')).toBe(`fix: it\n\n${line}\n`);
  expect(add(add('Fix it').trim())).toBe(add('Fix it'));
});

test('a commit that GitHub signs has the subject of the one that it replaces, or lists those of several', () => {
  const alice = 'alice <a@example.com>';
  expect(signedMessage(['Fix it'], 'Work', alice)).toEqual({ headline: 'Fix it', body: `Co-authored-by: ${alice}` });
  expect(signedMessage(['One', 'Two'], 'Work', undefined)).toEqual({ headline: 'Work', body: '- One\n- Two' });
});
