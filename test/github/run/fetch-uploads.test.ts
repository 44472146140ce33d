import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import { fetchUploads } from '../../../src/github/run/fetch-uploads.ts';
import { Listening } from '../../fakes/http-server.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const ID = 'cafecafe-1234-4321-abcd-0123456789ab';

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Listening> {
  const server = await Listening.http(answer);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

const deps = (server: Listening) => ({
  serverUrl: server.url,
  token: 'the-token',
  env: {},
  clock: systemClock,
  signal: new AbortController().signal,
});
const asset = (server: Listening): string => `${server.url}/user-attachments/assets/${ID}`;

describe('uploads', () => {
  test('are fetched with the token, and are what their bytes say', async () => {
    const seen: unknown[] = [];
    const server = await serve(({ headers }, response) => {
      seen.push(headers.authorization);
      response.writeHead(200, { 'content-type': 'text/html' }).end(PNG);
    });
    const { files, problems } = await fetchUploads([asset(server)], deps(server));
    expect(problems).toEqual([]);
    expect(files).toMatchObject([
      { type: 'image', source: { mimeType: 'image/png' }, metadata: { name: 'image-1.png' } },
    ]);
    expect(seen).toEqual(['Bearer the-token']);
  });

  test.each<[string, (response: ServerResponse) => void, RegExp]>([
    [
      'a page that claims to be an image',
      (r) => r.writeHead(200, { 'content-type': 'image/png' }).end('<html>'),
      /no image/,
    ],
    ['nothing', (r) => r.writeHead(404).end(), /GitHub answers 404/],
    ['more than may be', (r) => r.writeHead(200).end(Buffer.alloc(10_000_001)), /too large: at most 10\.0 MB/],
    [
      'an address on this machine',
      (r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /leads to 127\.0\.0\.1:1, which/,
    ],
    [
      'the cloud’s metadata',
      (r) => r.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      /leads to 169\.254/,
    ],
    ['another page of the server', (r) => r.writeHead(302, { location: '/login' }).end(), /which is not GitHub’s/],
    [
      'a host that only looks like GitHub’s',
      (r) => r.writeHead(302, { location: 'https://x.githubusercontent.com.evil.example/' }).end(),
      /evil\.example, which/,
    ],
    [
      'itself, for ever',
      (r) => r.writeHead(302, { location: `/user-attachments/assets/${ID}` }).end(),
      /redirected too often/,
    ],
  ])('%s is no image, and no failure', async (_, answer, problem) => {
    const server = await serve((_request, response) => answer(response));
    const { files, problems } = await fetchUploads([asset(server)], deps(server));
    expect(files).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  test('a server that never answers is given up', async () => {
    const clock = new VirtualClock();
    const server = await serve(() => void clock.advance(60_000));
    const { problems } = await fetchUploads([asset(server)], { ...deps(server), clock });
    expect(problems).toEqual([`${ID}: it takes too long`]);
  });

  test('a job that is cancelled meanwhile ends at once', async () => {
    const cancel = new AbortController();
    const server = await serve(() => cancel.abort(new Error('cancelled')));
    await expect(fetchUploads([asset(server)], { ...deps(server), signal: cancel.signal })).rejects.toThrow(
      'cancelled',
    );
  });
});
