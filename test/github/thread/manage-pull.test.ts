import { afterEach, beforeEach, expect, test } from 'vitest';
import { openGitHub } from '../../../src/github/api/octokit-api.ts';
import type { Frontmatter } from '../../../src/github/thread/frontmatter.ts';
import { managePull } from '../../../src/github/thread/manage-pull.ts';
import { THREADS } from '../../../src/github/thread/threads-annotation.ts';
import { FakeEngine, type FakeSession, unavailable } from '../../fakes/engine.ts';
import { FakeGitHub } from '../../fakes/github/server.ts';
import { PacedClock } from '../../fakes/paced-clock.ts';

const HINTS: Frontmatter = { session: 'session-1', source: 12, lastAction: '2026-11-22T12:00:00Z', retryCount: 1 };
const WRITTEN = '<!-- acp:session_id=session-1 source=#12 last_action=2026-11-22T12:00:00Z retry_count=1 -->';

let github: FakeGitHub;
let engine: FakeEngine;
let session: FakeSession;
let clock: PacedClock;

beforeEach(async () => {
  clock = new PacedClock();
  engine = new FakeEngine(clock);
  session = engine.add('session-1', 'Running');
  session.annotations[THREADS] = 'github.com/octo/hello#12';
  github = await FakeGitHub.start({ clock });
});

afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github[Symbol.asyncDispose]();
});

function manage(autoBranch: string | undefined = 'ambient/session-1'): Promise<number | undefined> {
  const { owner, repo, token } = github.state;
  const api = openGitHub({ token, owner, repo, apiUrl: github.apiUrl, graphqlUrl: github.graphqlUrl, clock, env: {} });
  const found = { ...session.object(), ...(autoBranch === '' ? {} : { autoBranch }) };
  return managePull(found, HINTS, { api, engine, owner, repo, host: 'github.com', label: 'amber:managed' });
}

const routes = (): string[] => github.requests.map(({ route }) => route.replace('/repos/{owner}/{repo}', ''));

test('the pull request that came of a session is labelled, marked and noted in the session', async () => {
  const made = github.state.pullRequest(40, { headRef: 'ambient/session-1' }, { body: 'Fixes it.', labels: ['bug'] });
  expect(await manage()).toBe(40);
  expect(made).toMatchObject({ labels: ['bug', 'amber:managed'], body: `${WRITTEN}\nFixes it.` });
  expect(session.annotations[THREADS]).toBe('github.com/octo/hello#12,#40');
  expect(routes()).toEqual([
    ...['graphql', 'graphql', 'patch /pulls/{pull_number}', 'graphql'],
    'post /issues/{issue_number}/labels',
  ]);
});

test('a second time asks and changes nothing', async () => {
  github.state.pullRequest(40, { headRef: 'ambient/session-1' }, { body: 'Fixes it.' });
  await manage();
  const [requests, calls] = [github.requests.length, engine.calls('annotate').length];
  expect(await manage()).toBe(40);
  expect(github.requests.length - requests).toBe(1);
  expect(engine.calls('annotate')).toHaveLength(calls);
});

test('nothing else of a body changes, whatever stands in it', async () => {
  const body = 'A & B <!-- keep me -->\r\n\n<!-- acp:source=#3 session_id=other -->\n```\n$& $1\n```\n';
  const made = github.state.pullRequest(40, { headRef: 'ambient/session-1' }, { body });
  await manage();
  const written = '<!-- acp:source=#12 session_id=session-1 last_action=2026-11-22T12:00:00Z retry_count=1 -->';
  expect(made.body).toBe(body.replace('<!-- acp:source=#3 session_id=other -->', () => written));
});

test.each([
  ['of a fork, with a branch of that name', { headRef: 'ambient/session-1', headRepo: 'mallory/hello' }, {}],
  ['of a fork that is gone', { headRef: 'ambient/session-1', headRepo: null }, {}],
  ['of another branch', { headRef: 'ambient/session-2' }, {}],
  ['that is closed', { headRef: 'ambient/session-1' }, { state: 'CLOSED' }],
] as const)('a pull request %s is left alone', async (_which, pull, values) => {
  const made = github.state.pullRequest(40, pull, { body: 'mine', ...values });
  expect(await manage()).toBeUndefined();
  expect(made).toMatchObject({ body: 'mine', labels: [] });
  expect(session.annotations[THREADS]).toBe('github.com/octo/hello#12');
});

test('a session without a branch of its own asks nothing', async () => {
  expect(await manage('')).toBeUndefined();
  expect(github.requests).toEqual([]);
});

test('a session that can’t be written gets no pull request marked as its own', async () => {
  const made = github.state.pullRequest(40, { headRef: 'ambient/session-1' }, { body: 'mine' });
  engine.fail('annotate', { kind: 'refused', error: unavailable() });
  await expect(manage()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(made).toMatchObject({ body: 'mine', labels: [] });
});
