import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GitHubApi } from '../../../src/github/api/github-api.ts';
import { openGitHub } from '../../../src/github/api/octokit-api.ts';
import type { Thread } from '../../../src/github/event/github-event.ts';
import { until } from '../../fakes/clock.ts';
import { FakeGitHub } from '../../fakes/github/server.ts';
import { PacedClock } from '../../fakes/paced-clock.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const issue: Thread = { owner: 'octo', repo: 'hello', number: 12, kind: 'issue' };
const CREATE = /^post .*\/comments$/;
const JSON_TYPE = { 'content-type': 'application/json' };

let github: FakeGitHub;
let clock: PacedClock;

beforeEach(async () => {
  clock = new PacedClock();
  github = await FakeGitHub.start({ clock });
  github.state.issue(12, { title: 'Broken', body: 'It is.', labels: ['bug'] });
});

afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github[Symbol.asyncDispose]();
});

function open(on = github, options: { token?: string; waitMs?: number } = {}): GitHubApi {
  const { owner, repo, token } = on.state;
  return openGitHub({ token, owner, repo, apiUrl: on.apiUrl, graphqlUrl: on.graphqlUrl, clock, env: {}, ...options });
}

async function pagesOf(api: GitHubApi) {
  const pages = [];
  for await (const page of api.listedPulls(['amber:managed'])) pages.push(page);
  return pages;
}

const statuses = (): number[] => github.requests.map(({ status }) => status);

describe('what it asks', () => {
  test('each call does its one thing, in a request that GitHub describes', async () => {
    const api = open();
    const { state } = github;
    state.pullRequest(13, { headRef: 'amber/fix' });
    state.workflowRuns.set(7, { status: 'in_progress', conclusion: null });
    state.files.set('.github/amber/fix.md', 'Fix {it} – ✓');
    const { id } = await api.createComment(issue, 'hello');
    await api.updateComment(id, 'hello again');
    await api.react({ kind: 'issue_comment', commentId: id }, 'eyes');
    await api.react({ kind: 'review_comment', commentId: 5 }, 'rocket');
    await api.react({ kind: 'review', nodeId: 'PRR_1' }, '+1');
    await api.react({ kind: 'issue', number: 12 }, 'confused');
    const output = { title: 'Running', summary: 'now' };
    const check = await api.createCheckRun('Amber Session', '1'.repeat(40), { status: 'in_progress', output });
    await api.updateCheckRun(check, {
      status: 'completed',
      conclusion: 'success',
      detailsUrl: 'https://example.com/',
      output,
    });
    await api.labelPull(13, 'amber:managed');
    await api.updatePullBody(13, 'body');
    expect(await api.getComment(id)).toMatchObject({
      body: 'hello again',
      url: expect.stringContaining('/issues/12#'),
    });
    expect(await api.file('.github/amber/fix.md')).toBe('Fix {it} – ✓');
    expect(await api.file('.github/amber/none.md')).toBeUndefined();
    expect(await api.file('.github/amber')).toBeUndefined();
    expect(await api.workflowRun(7)).toEqual({ status: 'in_progress', conclusion: null });
    await api.cancelWorkflowRun(7);
    expect(await api.workflowRun(7)).toEqual({ status: 'completed', conclusion: 'cancelled' });
    expect(state.reactions).toEqual([
      `eyes on comment ${id}`,
      'rocket on review comment 5',
      'THUMBS_UP on PRR_1',
      'confused on thread 12',
    ]);
    expect(state.checkRuns.get(check)).toMatchObject({ status: 'completed', conclusion: 'success' });
    expect(state.threads.get(13)).toMatchObject({ labels: ['amber:managed'], body: 'body' });
  });

  test('an issue comes in one query, with who wrote what', async () => {
    github.state.comment(12, 'bob', 'me too');
    github.state.comment(12, github.state.viewer, 'working on it');
    const answer = await open().thread(issue);
    expect(answer).toMatchObject({ state: 'open', title: 'Broken', author: 'alice', labels: ['bug'] });
    expect(answer.pull).toBeUndefined();
    expect(answer.comments.map(({ author, isOurs }) => [author, isOurs])).toEqual([
      ['bob', false],
      ['github-actions', true],
    ]);
    expect(github.requests).toHaveLength(1);
  });

  test('a pull request comes with head, checks and reviews; of a deleted fork and author nothing is made up', async () => {
    github.state.pullRequest(
      13,
      {
        headRepo: null,
        mergeable: 'CONFLICTING',
        checks: [
          { name: 'build', conclusion: 'FAILURE' },
          { name: 'slow', conclusion: null },
          { context: 'ci/old', state: 'PENDING' },
        ],
        reviews: [{ author: 'bob', state: 'CHANGES_REQUESTED', body: 'no' }],
      },
      { author: null, state: 'MERGED' },
    );
    expect(await open().thread({ ...issue, number: 13 })).toMatchObject({
      state: 'merged',
      author: null,
      pull: {
        headSha: '1'.repeat(40),
        headRepo: null,
        mergeable: 'CONFLICTING',
        checks: [
          { name: 'build', conclusion: 'failure' },
          { name: 'slow', conclusion: null },
          { name: 'ci/old', conclusion: null },
        ],
        reviews: [{ author: 'bob', state: 'CHANGES_REQUESTED', body: 'no' }],
      },
    });
  });

  test('what the token may not see is absent, and the rest is there', async () => {
    github.state.pullRequest(13, { checks: [{ name: 'build', conclusion: 'FAILURE' }] });
    github.state.denied.add('checks: read');
    expect((await open().thread({ ...issue, number: 13 })).pull).toMatchObject({ checks: [], headRef: 'feature' });
  });

  test('in a list, one whose checks can’t be read could not be read', async () => {
    github.state.pullRequest(13, { checks: [{ name: 'build', conclusion: 'FAILURE' }] }, { labels: ['amber:managed'] });
    github.state.denied.add('checks: read');
    const api = open();
    for await (const page of api.listedPulls(['amber:managed'])) expect(page).toEqual([null]);
    expect(await api.recentPulls()).toEqual([]);
    github.state.denied.clear();
    for await (const page of api.listedPulls(['amber:managed'])) expect(page).toMatchObject([{ number: 13 }]);
  });

  test('nor could one whose reviews say nothing of who can push', async () => {
    const reviews = [{ author: 'rita', state: 'CHANGES_REQUESTED', body: 'no' }];
    github.state.pullRequest(13, { reviews }, { labels: ['amber:managed'] });
    github.state.saysWhoCanPush = false;
    expect(await pagesOf(open())).toEqual([[null]]);
  });

  test('a thread that is not there is not found', async () => {
    await expect(open().thread({ ...issue, number: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('all pages of pull requests are read, by label and by branch', async () => {
    github.state.pageSize = 2;
    for (const number of [21, 22, 23, 24, 25])
      github.state.pullRequest(number, { headRef: `b${number}` }, { labels: number === 22 ? [] : ['amber:managed'] });
    const api = open();
    expect((await api.pullsWithLabel('amber:managed')).map(({ number }) => number)).toEqual([21, 23, 24, 25]);
    expect(github.requests).toHaveLength(2);
    expect(await api.pullsOfBranch('b24')).toMatchObject([{ number: 24, headRepo: 'octo/hello' }]);
  });

  test('a GitHub Enterprise Server is asked at its own addresses', async () => {
    await using enterprise = await FakeGitHub.start({ enterprise: true });
    enterprise.state.issue(12, { title: 'Here' });
    const api = open(enterprise);
    expect((await api.thread(issue)).title).toBe('Here');
    await api.createComment(issue, 'hello');
    expect(enterprise.requests.map(({ path }) => path)).toEqual([
      '/api/graphql',
      '/api/v3/repos/octo/hello/issues/12/comments',
    ]);
    expect(enterprise.violations).toEqual([]);
  });
});

describe('who may', () => {
  test.each([
    ['maintain', 'maintain'],
    ['triage', 'triage'],
    ['none', 'none'],
    ['a role of our own', 'write'],
  ])('role %s is %s', async (role, access) => {
    github.state.roles.set('bob', role);
    expect(await open().access('bob')).toBe(access);
  });

  test.each([
    ['an unknown login', { answer: { status: 404, body: { message: 'Not Found' } } }],
    ['a token that may not ask', { answer: { status: 403, body: { message: 'Resource not accessible' } } }],
    ['an answer that is none', { answer: { status: 200, body: 'hm' } }],
  ])('%s: nobody knows', async (_what, fault) => {
    github.fail(fault);
    expect(await open().access('bob')).toBe('unknown');
  });

  test('a token that is not valid is an error, and tells nothing about anybody', async () => {
    await expect(open(github, { token: 'not-the-token' }).access('bob')).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  test('a login can reach no other route', async () => {
    await open().access('../../../user');
    expect(github.requests[0]?.path).toBe('/repos/octo/hello/collaborators/..%2F..%2F..%2Fuser/permission');
  });
});

describe('when GitHub fails', () => {
  test.each([
    ['Retry-After', 429, { 'retry-after': '7' }, 'slow down', 7_000],
    ['Retry-After with 403', 403, { 'retry-after': '3' }, 'You have exceeded a secondary rate limit.', 3_000],
    ['a secondary limit that says no time', 403, {}, 'You have exceeded a secondary rate limit.', 60_000],
    ['one that says it in no form of HTTP’s', 403, { 'retry-after': 'in 5 minutes' }, 'rate limit', 60_000],
    ['an empty one', 403, { 'retry-after': ' ' }, 'rate limit', 60_000],
    ['none at all', 403, { 'retry-after': '0' }, 'rate limit', 1_000],
    [
      'a date by the server’s clock',
      403,
      { date: 'Tue, 01 Jan 2030 00:00:00 GMT', 'retry-after': 'Tue, 01 Jan 2030 00:01:10 GMT' },
      'rate limit',
      70_000,
    ],
  ])('%s is honoured, also by what may not be done twice', async (_name, status, headers, message, pause) => {
    github.fail({ route: CREATE, answer: { status, headers, body: { message } } });
    await open().createComment(issue, 'hello');
    expect(statuses()).toEqual([status, 201]);
    const [first, second] = github.requests.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(pause);
  });

  test('the primary limit is waited out by its reset, computed from the time that the server has', async () => {
    const date = new Date('2030-01-01T00:00:00Z');
    const reset = `${date.getTime() / 1_000 + 20}`;
    const headers = { date: date.toUTCString(), 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    github.fail({ answer: { status: 403, headers, body: { message: 'API rate limit exceeded' } } });
    await open().thread(issue);
    expect(github.requests[1]?.at ?? 0).toBeGreaterThanOrEqual(20_000);
    expect(github.requests[1]?.at ?? 0).toBeLessThan(25_000);
  });

  test('a query that meets its limit says so with 200', async () => {
    const headers = { 'retry-after': '5' };
    github.fail({
      answer: {
        status: 200,
        headers,
        body: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
      },
    });
    expect((await open().thread(issue)).title).toBe('Broken');
    expect(github.requests[1]?.at ?? 0).toBeGreaterThanOrEqual(5_000);
  });

  test('a query that took GitHub too long is asked again', async () => {
    const message = 'Something went wrong while executing your query. This may be the result of a timeout.';
    github.fail({ answer: { status: 200, body: { data: null, errors: [{ message }] } } });
    expect((await open().thread(issue)).title).toBe('Broken');
    expect(github.requests).toHaveLength(2);
  });

  test('a limit holds for all calls: none is sent while one waits', async () => {
    github.fail({
      route: CREATE,
      answer: { status: 403, headers: { 'retry-after': '30' }, body: { message: 'limit' } },
    });
    const api = open();
    const first = api.createComment(issue, 'hello');
    await until(() => github.requests.length === 1);
    // Its pause has begun once the clock moves.
    await until(() => clock.now() > 0);
    await Promise.all([first, api.thread(issue), api.getComment(1).catch(() => undefined)]);
    const [limited = 0, ...others] = github.requests.map(({ at }) => at);
    expect(others).toHaveLength(3);
    for (const at of others) expect(at - limited).toBeGreaterThanOrEqual(30_000);
  });

  test('a limit beyond the patience is an error at once', async () => {
    github.fail({ answer: { status: 429, headers: { 'retry-after': '3600' }, body: { message: 'no' } } });
    await expect(open().thread(issue)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(clock.now()).toBeLessThan(1_000);
  });

  test('an outage is tried again, but a comment that may be there is not written twice', async () => {
    const answer = { status: 502, body: { message: 'Server Error' } };
    github.fail({ answer }, { drop: 'before' });
    const api = open();
    expect((await api.thread(issue)).title).toBe('Broken');
    expect(statuses()).toEqual([502, 0, 200]);
    github.fail({ route: CREATE, drop: 'after' });
    await expect(api.createComment(issue, 'hello')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(github.state.comments.size).toBe(1);
  });

  test('an outage that lasts ends in an error after four tries', async () => {
    for (let n = 0; n < 9; n += 1) github.fail({ answer: { status: 503, body: { message: 'away' } } });
    await expect(open().getComment(5)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(statuses()).toEqual([503, 503, 503, 503]);
  });

  test.each([
    [404, 'NOT_FOUND'],
    [410, 'NOT_FOUND'],
    [403, 'FORBIDDEN'],
    [409, 'CONFLICT'],
    [422, 'INVALID'],
    [418, 'BAD_RESPONSE'],
  ])('%i is %s, and nothing is asked again', async (status, code) => {
    github.fail({ answer: { status, body: { message: 'no' } } });
    await expect(open().getComment(5)).rejects.toMatchObject({ code });
    expect(github.requests).toHaveLength(1);
  });

  test('a token that is none is said to be one', async () => {
    await expect(open(github, { token: 'wrong' }).getComment(5)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      hint: expect.stringContaining('github-token'),
    });
  });

  test('nobody listens: that was never sent, and is tried again', async () => {
    const { apiUrl, graphqlUrl } = github;
    await github[Symbol.asyncDispose]();
    const api = openGitHub({ token: 't', owner: 'octo', repo: 'hello', apiUrl, graphqlUrl, clock, env: {} });
    await expect(api.createComment(issue, 'hello')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(clock.now()).toBeGreaterThanOrEqual(7_000);
  });

  test('an answer that never comes ends in time', async () => {
    github.fail({ hang: true });
    expect((await open().thread(issue)).title).toBe('Broken');
    expect(clock.now()).toBeGreaterThanOrEqual(20_000);
  });

  const page = (nodes: unknown, pageInfo: unknown) => ({
    query: /query (?:Listed|Pulls)/,
    answer: { status: 200, body: { data: { repository: { pullRequests: { nodes, pageInfo } } } } },
  });

  test.each([
    ['its own page', ['a', 'a']],
    ['one from before', ['a', 'b', 'a']],
    ['none', [null]],
  ])('a list whose next page is %s is not read without end', async (_what, cursors) => {
    const pages = cursors.map((endCursor) => page([], { hasNextPage: true, endCursor }));
    github.fail(...pages);
    const api = open();
    await expect(pagesOf(api)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
    github.fail(...pages);
    await expect(api.pullsWithLabel('amber:managed')).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
    expect(github.requests).toHaveLength(2 * cursors.length);
  });

  test('one that lacks something could not be read, and the others of its page are', async () => {
    github.state.pullRequest(13, {}, { labels: ['amber:managed'] });
    const api = open();
    const [whole] = await pagesOf(api);
    expect(whole).toMatchObject([{ number: 13 }]);
    const node = { number: 14, url: 'u', title: '', body: '', headRefOid: 'a', mergeable: 'MERGEABLE' };
    const nodes = [
      { ...node, commits: { nodes: [{ commit: null }] } },
      { ...node, body: null },
      { ...node, number: null },
    ];
    github.fail(page([...nodes, node], { hasNextPage: false, endCursor: null }));
    const [found] = await pagesOf(api);
    expect(found).toMatchObject([null, null, null, { number: 14 }]);
  });

  test.each<[string, unknown]>([
    ['nothing', null],
    ['no list', { data: { repository: { pullRequests: null } } }],
    ['no place in the list', { data: { repository: { pullRequests: { nodes: [], pageInfo: null } } } }],
  ])('an answer with %s is an error of GitHub’s', async (_what, body) => {
    const fault = { query: /query Listed/, answer: { status: 200, body: JSON.stringify(body), headers: JSON_TYPE } };
    github.fail(fault);
    await expect(pagesOf(open())).rejects.toMatchObject({
      code: expect.stringMatching(/BAD_RESPONSE|UNSUPPORTED/),
    });
  });

  test('an abort ends a request and a pause at once, with its reason', async () => {
    const still = new VirtualClock();
    const { owner, repo, token } = github.state;
    const own = { token, owner, repo, apiUrl: github.apiUrl, graphqlUrl: github.graphqlUrl, clock: still, env: {} };
    for (const fault of [{ hang: true } as const, { answer: { status: 429, headers: { 'retry-after': '60' } } }]) {
      const reason = new Error('enough');
      const end = new AbortController();
      const before = github.requests.length;
      github.fail(fault);
      const asked = openGitHub(own).thread(issue, end.signal);
      asked.catch(() => undefined);
      await until(() => github.requests.length > before, 'it was asked');
      end.abort(reason);
      await expect(asked).rejects.toBe(reason);
      expect(still.sleeping).toBe(0);
    }
  });
});

describe('a server that only looks like GitHub', () => {
  test.each([
    ['does not know the address', { status: 404, body: { message: 'Not Found' } }, 'answers 404'],
    ['does not take it', { status: 405, body: {} }, 'answers 405'],
    ['answers with a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }, 'no JSON'],
  ])('and %s has no GraphQL, which is said', async (_how, answer, how) => {
    github.fail({ route: /graphql/, answer });
    await expect(open().thread(issue)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(new RegExp(`^this server has no GraphQL API: .*/graphql .*${how}`)),
      hint: expect.stringContaining('GITHUB_GRAPHQL_URL'),
    });
    expect(statuses()).toHaveLength(1);
  });
});
