import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import examples from '@octokit/webhooks-examples';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GitHubEvent, payloadAt } from '../../../src/github/event/github-event.ts';
import { eventOf } from '../kit/event-of.ts';

type Payload = { readonly [key: string]: unknown };
const all = (examples as unknown as readonly { name: string; examples: readonly Payload[] }[]).flatMap(
  ({ name, examples: payloads }) => payloads.map((payload) => ({ name, payload })),
);
const of = (name: string, action: string): Payload[] =>
  all.filter((example) => example.name === name && example.payload.action === action).map(({ payload }) => payload);

test('of all that GitHub sends, five kinds of event may start something', () => {
  const kinds = new Set(
    all.flatMap(({ name, payload }) => {
      const event = eventOf(name, payload);
      return event.kind === 'none' ? [] : [`${name} ${String(payload.action ?? '')} ${event.kind}`.replace('  ', ' ')];
    }),
  );
  expect([...kinds].sort()).toEqual([
    'issue_comment created comment',
    'issues labeled label',
    'pull_request_review submitted comment',
    'pull_request_review_comment created comment',
    'workflow_dispatch batch',
  ]);
});

test('a comment on an issue is read as GitHub sends it', () => {
  const [payload] = of('issue_comment', 'created');
  expect(eventOf('issue_comment', payload)).toMatchObject({
    kind: 'comment',
    source: 'issue_comment',
    thread: { owner: 'Codertocat', repo: 'Hello-World', number: 1, kind: 'issue' },
    author: { login: 'Codertocat', type: 'User' },
    sender: { login: 'Codertocat', type: 'User' },
    viaApp: false,
    title: 'Spelling error in the README file',
  });
});

test('a comment on a pull request is distinguished from one on an issue', () => {
  const [payload] = of('issue_comment', 'created');
  const on = {
    ...payload,
    issue: { ...(payload?.issue as Payload), pull_request: { url: 'https://api.test/pulls/1' } },
  };
  expect(eventOf('issue_comment', on)).toMatchObject({ thread: { kind: 'pull-request' } });
});

test('a review and its comments bring the head with them; a comment its place in the code', () => {
  const [review] = of('pull_request_review', 'submitted');
  const [written] = of('pull_request_review_comment', 'created');
  expect(eventOf('pull_request_review', review)).toMatchObject({
    source: 'review',
    thread: { kind: 'pull-request' },
    head: { repo: expect.stringMatching(/^[^/]+\/[^/]+$/), sha: expect.stringMatching(/^[0-9a-f]{40}$/) },
  });
  expect(eventOf('pull_request_review_comment', written)).toMatchObject({
    source: 'review_comment',
    place: { path: expect.any(String), hunk: expect.stringContaining('@@') },
  });
});

test('a review without a text is a comment without one; a deleted fork has no repository', () => {
  const [payload] = of('pull_request_review', 'submitted');
  const pull = payload?.pull_request as Payload;
  const odd = {
    ...payload,
    review: { ...(payload?.review as Payload), body: null },
    pull_request: { ...pull, head: { ...(pull.head as Payload), repo: null } },
  };
  expect(eventOf('pull_request_review', odd)).toMatchObject({ text: '', head: { repo: null } });
});

describe('odd payloads throw nothing, and start nothing', () => {
  const [created] = of('issue_comment', 'created');
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'x'],
    ['a list', []],
    ['no comment', { ...created, comment: null }],
    ['no issue', { ...created, issue: null }],
    ['no repository', { ...created, repository: undefined }],
    ['a number that is none', { ...created, issue: { ...(created?.issue as Payload), number: '1' } }],
    ['an edit', { ...created, action: 'edited' }],
    ['a deletion', { ...created, action: 'deleted' }],
  ])('%s', (_what, payload) => {
    expect(eventOf('issue_comment', payload).kind).toBe('none');
  });

  test('an author that is gone is nobody', () => {
    const gone = { ...created, comment: { ...(created?.comment as Payload), user: null }, sender: undefined };
    const event: GitHubEvent = eventOf('issue_comment', gone);
    expect(event).toMatchObject({ kind: 'comment', author: null, sender: null });
  });
});

describe('the payload’s file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'amber-payload-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const EVENT = { comment: { body: 'café' } };
  const json = JSON.stringify(EVENT);

  test.each([
    ['UTF-8', Buffer.from(json), EVENT],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${json}`), EVENT],
    ['UTF-16', Buffer.from(`\uFEFF${json}`, 'utf16le'), EVENT],
    ['Latin-1, which would go on mangled', Buffer.from(json, 'latin1'), undefined],
    ['no JSON', Buffer.from('{'), undefined],
  ])('a payload in %s', (_name, bytes, expected) => {
    writeFileSync(join(folder, 'event.json'), bytes);
    expect(payloadAt(join(folder, 'event.json'))).toEqual(expected);
  });

  test('none', () => {
    expect([payloadAt(undefined), payloadAt(join(folder, 'no'))]).toEqual([undefined, undefined]);
  });
});
