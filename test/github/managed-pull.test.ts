import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../src/core/session.ts';
import { type Managing, managePull } from '../../src/github/managed-pull.ts';
import { openGitHub } from '../../src/github/octokit-api.ts';
import { THREADS } from '../../src/github/threads.ts';
import { FakeGitHub } from '../fakes/github/server.ts';
import { PacedClock } from '../fakes/paced-clock.ts';
import { session } from './kit/situation.ts';

const OWN = 'github.com/octo/hello#12';
const HINTS = { session: 'session-1', source: 12, lastAction: '2026-11-22T12:00:00.000Z', retryCount: 1 };

let github: FakeGitHub;
let annotated: object[];

beforeEach(async () => {
  github = await FakeGitHub.start();
  annotated = [];
});

afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github[Symbol.asyncDispose]();
});

function managing(): Managing {
  const { owner, repo, token } = github.state;
  const { apiUrl, graphqlUrl } = github;
  const api = openGitHub({ token, owner, repo, apiUrl, graphqlUrl, clock: new PacedClock() });
  const engine = { annotate: async (_ref: object, annotations: object) => void annotated.push(annotations) };
  return { api, engine, owner, repo, host: 'github.com', label: 'amber:managed' };
}

const made = (threads = OWN): Session => ({ ...session('Stopped', threads), autoBranch: 'ambient/session-1' });

test('the pull request from the session’s branch is labelled, marked, and named by the session', async () => {
  github.state.pullRequest(34, { headRef: 'ambient/session-1' }, { body: 'Fixes the build.\n', labels: ['bug'] });
  expect(await managePull(made(), HINTS, managing())).toBe(34);
  expect(github.state.threads.get(34)?.labels).toEqual(['bug', 'amber:managed']);
  expect(github.state.threads.get(34)?.body).toContain('Fixes the build.\n');
  expect(github.state.threads.get(34)?.body).toMatch(/<!-- acp:session_id=session-1 source=#12 .*retry_count=1 -->/);
  expect(annotated).toEqual([{ [THREADS]: 'github.com/octo/hello#12,#34' }]);
});

test('what is as it should be is asked for once, and not written', async () => {
  github.state.pullRequest(34, { headRef: 'ambient/session-1' }, { labels: ['Amber:managed'] });
  await managePull(made(), HINTS, managing());
  annotated = [];
  const before = github.requests.length;
  await managePull(made('github.com/octo/hello#12,#34'), HINTS, managing());
  expect(github.requests.slice(before).map(({ route }) => route)).toEqual(['graphql']);
  expect(annotated).toEqual([]);
});

test('a fork’s branch of the same name is none of ours', async () => {
  github.state.pullRequest(33, { headRef: 'ambient/session-1', headRepo: 'mallory/hello' });
  github.state.pullRequest(34, { headRef: 'ambient/session-1', headRepo: null });
  expect(await managePull(made(), HINTS, managing())).toBeUndefined();
  expect(github.requests).toHaveLength(1);
});

test('a closed pull request is left alone', async () => {
  github.state.pullRequest(34, { headRef: 'ambient/session-1' }, { state: 'CLOSED' });
  expect(await managePull(made(), HINTS, managing())).toBeUndefined();
});

test('a session without a branch costs no request', async () => {
  expect(await managePull(session('Stopped', OWN), HINTS, managing())).toBeUndefined();
  expect(github.requests).toEqual([]);
});
