import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { matchRoute, responseFaults } from './openapi.ts';
import { FakeGitHub } from './server.ts';

let github: FakeGitHub;

beforeEach(async () => {
  github = await FakeGitHub.start();
  github.state.issue(12);
});

afterEach(() => github[Symbol.asyncDispose]());

async function send(method: string, path: string, body?: object, token = github.state.token): Promise<Response> {
  const url = path === '/graphql' ? github.graphqlUrl : `${github.apiUrl}/repos/octo/hello${path}`;
  const headers = { authorization: `token ${token}`, 'user-agent': 'test' };
  return fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

describe('the fake GitHub notices', () => {
  test.each([
    ['a property that GitHub does not know', 'POST', '/issues/12/comments', { body: 'x', colour: 'red' }, 'colour'],
    ['a property of the wrong type', 'POST', '/issues/12/comments', { body: 5 }, '/body must be string'],
    ['a property that is missing', 'POST', '/issues/12/comments', {}, "required property 'body'"],
    ['a conclusion that there is not', 'POST', '/check-runs', { name: 'a', head_sha: 'b', conclusion: 'fine' }, 'must'],
    ['a reaction that there is not', 'POST', '/issues/12/reactions', { content: 'tada' }, 'allowed values'],
    ['a body where none is due', 'POST', '/actions/runs/1/cancel', { force: true }, 'none is due'],
    ['a query that there is not', 'GET', '/issues/comments/5?page=2', undefined, 'unknown page'],
    ['an id that is none', 'GET', '/issues/comments/five', undefined, 'no integer'],
    ['a route that Amber is not known to use', 'DELETE', '/issues/comments/5', undefined, 'DELETE'],
    ['a field that GraphQL does not know', 'POST', '/graphql', { query: '{ viewer { age } }' }, '"age"'],
  ])('%s', async (_what, method, path, body, violation) => {
    await send(method, path, body);
    expect(github.violations.join('\n')).toContain(violation);
  });

  test('an answer that GitHub would not give', () => {
    const match = matchRoute('GET', '/repos/octo/hello/issues/comments/5');
    if (match === undefined) throw new Error('no such route');
    expect(responseFaults(match, 200, { id: 'five' }).join('\n')).toContain('/id must be integer');
    expect(responseFaults(match, 202, {})).toEqual(['no answer 202 is described']);
  });
});

describe('the fake GitHub refuses as GitHub does', () => {
  test('a token that is none, a comment that is too long, a thread that is not there', async () => {
    expect((await send('POST', '/issues/12/comments', { body: 'x' }, 'other')).status).toBe(401);
    expect((await send('POST', '/issues/12/comments', { body: 'x'.repeat(65_537) })).status).toBe(422);
    expect((await send('POST', '/issues/13/comments', { body: 'x' })).status).toBe(404);
    expect(github.state.comments.size).toBe(0);
    expect(github.violations).toEqual([]);
  });

  test('a check whose output is too long, which is not made', async () => {
    const output = { title: 'a', summary: 'x'.repeat(65_536) };
    const check = { name: 'a', head_sha: 'b', status: 'in_progress', output };
    expect((await send('POST', '/check-runs', check)).status).toBe(422);
    expect(github.state.checkRuns.size).toBe(0);
  });

  test('what the token may not do', async () => {
    github.state.denied.add('post /repos/{owner}/{repo}/check-runs');
    expect((await send('POST', '/check-runs', { name: 'a', head_sha: 'b' })).status).toBe(403);
  });

  test('a cancel of a run that has ended', async () => {
    github.state.workflowRuns.set(7, { status: 'completed', conclusion: 'success' });
    expect((await send('POST', '/actions/runs/7/cancel')).status).toBe(409);
  });
});
