import { describe, expect, test } from 'vitest';
import { VerboseLog } from '../../src/cli/verbose-log.ts';
import { git } from '../../src/engine/local/workspace/git.ts';
import { fetchThrough } from '../../src/github/api/octokit-fetch.ts';
import { Listening } from '../fakes/http-server.ts';
import { fakeIo } from './fake-io.ts';

const url = new URL('https://user:hunter2@api.test/a/b?limit=20&token=s3cret&watch=true#x');

describe('VerboseLog', () => {
  test('shows method, address, status and time, and nothing that may be a secret', () => {
    const io = fakeIo();
    const log = new VerboseLog(io, (text) => text.replaceAll('known', '[hidden]'));
    log.request({ method: 'GET', url, outcome: { status: 200 }, ms: 12.4 });
    log.decision('known\nthing');
    expect(io.err()).toBe(
      'http: GET https://api.test/a/b?limit=20&token=…&watch=true → 200 in 12 ms\ndecided: [hidden] thing\n',
    );
  });

  test('says of a request that is made again what went before', () => {
    const io = fakeIo();
    const log = new VerboseLog(io, (text) => text);
    const tell = (outcome: { status: number } | { error: unknown }): void =>
      log.request({ method: 'GET', url: new URL('http://api.test/a'), outcome, ms: 1 });
    tell({ error: new Error('no route') });
    tell({ status: 503 });
    tell({ status: 200 });
    tell({ status: 200 });
    expect(
      io
        .err()
        .split('\n')
        .map((line) => line.replace('http: GET http://api.test/a → ', '')),
    ).toEqual([
      'no route in 1 ms',
      '503 in 1 ms, again after: no route',
      '200 in 1 ms, again after: 503',
      '200 in 1 ms',
      '',
    ]);
  });

  test('tells requests to GitHub and calls of git of the process, without what opens them', async () => {
    const io = fakeIo();
    await new VerboseLog(fakeIo(), (text) => text).followProcess();
    const log = new VerboseLog(io, (text) => text);
    await log.followProcess();
    await using api = await Listening.http((_, answer) => answer.writeHead(404).end('{}'));
    const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
    const ask = fetchThrough({});
    await ask(`${api.url}/repos/a/b?access_token=${token}`, {
      method: 'GET',
      headers: { authorization: `token ${token}` },
      signal: new AbortController().signal,
    });
    const { signal } = new AbortController();
    await git(['-c', `http.extraheader=${token}`, 'ls-remote', `https://x:${token}@127.0.0.1:1/a.git`], '/', {
      env: process.env,
      signal,
    }).catch(() => undefined);
    const lines = io.err().trimEnd().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(`^http: GET ${api.url}/repos/a/b\\?access_token=… → 404 in \\d+ ms$`),
      expect.stringMatching(/^git: ls-remote https:\/\/\*\*\*@127\.0\.0\.1:1\/a\.git → exit code 128 in \d+ ms$/),
    ]);
    expect(io.err()).not.toContain(token);
  });

  test('shows its lines by the view that is open', () => {
    const io = fakeIo();
    const said: string[] = [];
    const log = new VerboseLog(io, (text) => text);
    log.through((line) => said.push(line));
    log.decision('one');
    log.through(undefined);
    log.decision('two');
    expect([said, io.err()]).toEqual([['decided: one'], 'decided: two\n']);
  });
});
