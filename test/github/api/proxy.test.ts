import type { IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { GitHubApi } from '../../../src/github/api/github-api.ts';
import { openGitHub } from '../../../src/github/api/octokit-api.ts';
import { FakeGitHub } from '../../fakes/github/server.ts';
import { Listening } from '../../fakes/http-server.ts';
import { PacedClock } from '../../fakes/paced-clock.ts';

function open({ state, apiUrl, graphqlUrl }: FakeGitHub, env: { readonly [name: string]: string }): GitHubApi {
  const { token, owner, repo } = state;
  return openGitHub({ token, owner, repo, apiUrl, graphqlUrl, clock: new PacedClock(), env });
}

test('GitHub is asked through the proxy of the runner, but for hosts that NO_PROXY names', async () => {
  const asked: IncomingMessage[] = [];
  await using proxy = await Listening.proxy(asked);
  await using github = await FakeGitHub.start();
  github.state.issue(12);
  const { id } = github.state.comment(12, 'bob', 'hello');
  expect((await open(github, { HTTP_PROXY: proxy.url }).getComment(id)).body).toBe('hello');
  expect(asked).toHaveLength(1);
  await open(github, { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.0/8' }).getComment(id);
  expect(asked).toHaveLength(1);
  expect(github.violations).toEqual([]);
});

test('a proxy that hangs up is asked four times, and no more', async () => {
  let connections = 0;
  await using proxy = await Listening.http((request) => {
    connections += 1;
    request.socket.destroy();
  });
  await using github = await FakeGitHub.start();
  await expect(open(github, { HTTP_PROXY: proxy.url }).getComment(1)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(connections).toBe(4);
  expect(github.requests).toEqual([]);
});

test('an address that is no proxy’s is said to be none, at once', async () => {
  await using github = await FakeGitHub.start();
  await expect(open(github, { HTTP_PROXY: 'socks5://127.0.0.1:1' }).getComment(1)).rejects.toMatchObject({
    code: 'CONFIG',
  });
});

test('an answer without end is not kept: it is refused at a limit', async () => {
  await using server = await Listening.http((_, answer) => {
    answer.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    answer.end(gzipSync(Buffer.alloc(65 * 2 ** 20, ' ')));
  });
  const where = { apiUrl: server.url, graphqlUrl: `${server.url}/graphql`, owner: 'octo', repo: 'app', token: 't' };
  const api = openGitHub({ ...where, clock: new PacedClock(), env: {} });
  await expect(api.getComment(1)).rejects.toMatchObject({
    code: 'BAD_RESPONSE',
    message: expect.stringContaining('more than 67108864 bytes'),
  });
});
