import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { HttpFailure } from '../../src/http/errors.ts';
import { closeConnections } from '../../src/http/pool.ts';
import { type HttpRequest, request } from '../../src/http/request.ts';
import { until } from '../fakes/clock.ts';
import { Listening } from '../fakes/http-server.ts';

afterEach(closeConnections);

const get = (url: string, more: Partial<HttpRequest> = {}) => request({ method: 'GET', url, env: {}, ...more });

describe('request', () => {
  test('sends method, headers and body, and gives status, headers and body back', async () => {
    await using server = await Listening.http((incoming, outgoing) => {
      let body = '';
      incoming.on('data', (chunk) => (body += chunk));
      incoming.on('end', () => {
        outgoing.writeHead(201, { 'X-Two': ['a', 'b'] });
        outgoing.end(JSON.stringify({ method: incoming.method, url: incoming.url, body, headers: incoming.headers }));
      });
    });
    const answer = await request({
      method: 'POST',
      url: `${server.url}/a?b=c`,
      headers: { authorization: 'Bearer x' },
      body: '{"grüße":"✓"}',
      env: {},
    });
    expect(answer).toMatchObject({ status: 201, headers: { 'x-two': 'a, b' } });
    expect(answer.json()).toMatchObject({
      method: 'POST',
      url: '/a?b=c',
      body: '{"grüße":"✓"}',
      headers: { authorization: 'Bearer x', 'content-length': '17' },
    });
  });

  test('keeps connections alive, and sends a GET again that met one which the server had closed', async () => {
    await using server = await Listening.http((_incoming, outgoing) => void outgoing.end('{}'));
    for (let i = 0; i < 5; i += 1) await get(server.url);
    expect(server.connections).toBe(1);
    // Closed without a word, as servers do after their idle time: half of the tries meet it before they hear of it.
    for (let i = 0; i < 5; i += 1) {
      for (const socket of server.sockets) socket.destroy();
      await expect(get(server.url)).resolves.toMatchObject({ status: 200 });
    }
  });

  const statuses = {
    400: 'INVALID',
    401: 'UNAUTHENTICATED',
    403: 'FORBIDDEN',
    404: 'NOT_FOUND',
    405: 'UNSUPPORTED',
    409: 'CONFLICT',
    418: 'BAD_RESPONSE',
    422: 'INVALID',
    429: 'UNAVAILABLE',
    500: 'UNAVAILABLE',
    501: 'UNSUPPORTED',
    502: 'UNAVAILABLE',
  };
  test.each(Object.entries(statuses))('makes an error of status %s: %s', async (status, code) => {
    await using server = await Listening.http((_incoming, outgoing) => {
      outgoing.writeHead(Number(status), { 'retry-after': '7' }).end('{"error":"the words of the server"}');
    });
    const error = await get(`${server.url}/x?token=secret`).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'AmberError', code });
    expect(error).toMatchObject({ message: `GET ${server.url}/x: ${status} the words of the server` });
    expect(error).toMatchObject({ cause: { status: Number(status), headers: { 'retry-after': '7' } } });
    expect((error as Error).cause).toBeInstanceOf(HttpFailure);
  });

  test('a page of HTML with 200 is no JSON, and its error says where to look', async () => {
    await using server = await Listening.http((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Log in');
    });
    const answer = await get(server.url);
    expect(() => answer.json()).toThrow(
      expect.objectContaining({ code: 'BAD_RESPONSE', message: expect.stringContaining('text/html') }),
    );
  });

  test('follows a redirect within its origin, and none elsewhere', async () => {
    await using other = await Listening.http((_incoming, outgoing) => void outgoing.end('{"leaked":true}'));
    await using server = await Listening.http((incoming, outgoing) => {
      const location = { '/a': '/b/', '/b/': '/c', '/elsewhere': other.url, '/loop': '/loop' }[incoming.url ?? ''];
      if (location === undefined) outgoing.end('{"c":1}');
      else outgoing.writeHead(301, { location }).end();
    });
    expect((await get(`${server.url}/a`)).json()).toEqual({ c: 1 });
    await expect(get(`${server.url}/elsewhere`)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
    await expect(get(`${server.url}/loop`)).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
    await expect(get(`${server.url}/a`, { method: 'POST' })).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
    expect(other.connections).toBe(0);
  });

  test('reads gzip, and refuses a body above the limit', async () => {
    const body = JSON.stringify({ x: 'y'.repeat(100_000) });
    await using server = await Listening.http((incoming, outgoing) => {
      if (incoming.url === '/gzip') outgoing.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body));
      else outgoing.end(body);
    });
    expect((await get(`${server.url}/gzip`)).body).toBe(body);
    for (const path of ['/gzip', '/plain'])
      await expect(get(server.url + path, { maxBytes: 50_000 })).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  });

  test('an answer that does not come, or stops in its middle, is unavailable in time', async () => {
    await using server = await Listening.http((incoming, outgoing) => {
      if (incoming.url === '/half') outgoing.writeHead(200, { 'content-length': '100' }).write('{');
      else if (incoming.url === '/cut') {
        outgoing.writeHead(200, { 'content-length': '100' }).write('{');
        setTimeout(() => incoming.socket.destroy(), 20);
      }
    });
    for (const path of ['/never', '/half', '/cut'])
      await expect(get(server.url + path, { timeoutMs: 150 })).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(
          path === '/cut' ? /: the connection was closed in the middle$/ : /: no answer within 0.15 s$/,
        ),
      });
    await until(() => server.sockets.size === 0);
  });

  test('a server that changes to another protocol, which nobody asked for, gives no answer', async () => {
    await using server = await Listening.http((incoming) => {
      incoming.socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
    });
    await expect(get(server.url)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('closed without an answer'),
    });
  });

  test('nobody there, no such host, and somebody who speaks no HTTP', async () => {
    const gone = await Listening.http(() => undefined);
    const { url } = gone;
    await gone[Symbol.asyncDispose]();
    await expect(get(url)).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('refused') });
    await expect(get('http://amber.invalid/')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const smtp = createServer((socket) => void socket.end('220 mail.example.com ESMTP\r\n'));
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const address = smtp.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await expect(get(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    smtp.close();
  });

  test('an abort ends it at once, with its reason, and closes the socket', async () => {
    await using server = await Listening.http((incoming, outgoing) => {
      if (incoming.url === '/body') outgoing.writeHead(200).write('{');
    });
    for (const path of ['/headers', '/body']) {
      const abort = new AbortController();
      const answer = get(server.url + path, { signal: abort.signal });
      await until(() => server.sockets.size === 1);
      await new Promise((resolve) => setTimeout(resolve, 20));
      abort.abort(new Error('enough'));
      await expect(answer).rejects.toThrow('enough');
      await until(() => server.sockets.size === 0);
    }
    await expect(get(server.url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
