import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Env } from '../../src/core/env.ts';
import { closeConnections } from '../../src/http/pool.ts';
import { proxyFor } from '../../src/http/proxy.ts';
import { request } from '../../src/http/request.ts';
import { openEvents } from '../../src/sse/open-stream.ts';
import { until } from '../fakes/clock.ts';
import { Listening } from '../fakes/http-server.ts';

afterEach(closeConnections);

const pem = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
const TLS = { key: pem('server-key'), cert: pem('server') };
const CA = pem('ca');

const proxied = (url: string, env: Env): string | undefined => proxyFor(new URL(url), env)?.url.href;

describe('which proxy', () => {
  const env = { HTTPS_PROXY: 'http://s:1', HTTP_PROXY: 'http://p:2' };

  test('goes by the scheme of the target; lower case wins; a scheme may be missing; ALL_PROXY is for the rest', () => {
    expect(proxied('https://x.example/', env)).toBe('http://s:1/');
    expect(proxied('http://x.example/', env)).toBe('http://p:2/');
    expect(proxied('http://x.example/', { ...env, http_proxy: 'http://lower:3' })).toBe('http://lower:3/');
    expect(proxied('https://x.example/', { https_proxy: 'proxy.example:3128' })).toBe('http://proxy.example:3128/');
    expect(proxied('https://x.example/', { ALL_PROXY: 'http://all:9' })).toBe('http://all:9/');
    expect(proxied('https://x.example/', {})).toBeUndefined();
    expect(proxied('https://x.example/', { HTTPS_PROXY: '' })).toBeUndefined();
  });

  test.each([
    ['ALL_PROXY', 'socks5://user:geheim@127.0.0.1:7890', 'names socks5://127.0.0.1:7890, which is not an HTTP proxy'],
    ['http_proxy', 'http://[', 'names no address, which'],
  ])('that is no HTTP proxy is an error that names %s, and no password', (name, value, message) => {
    expect(() => proxied('http://x.example/', { [name]: value })).toThrow(
      expect.objectContaining({
        code: 'CONFIG',
        message: expect.stringContaining(`${name} ${message}`),
        hint: 'HTTP_PROXY=http://proxy.example.com:3128, or NO_PROXY=x.example to go without one',
      }),
    );
  });

  test.each([
    ['*', 'https://x.example/', true],
    ['example.com', 'https://example.com/', true],
    ['example.com', 'https://api.example.com/', true],
    ['.example.com', 'https://api.example.com/', true],
    ['*.example.com', 'https://api.example.com/', true],
    ['example.com', 'https://notexample.com/', false],
    ['EXAMPLE.com', 'https://example.COM./', true],
    ['a.b, example.com', 'https://example.com/', true],
    ['a.b example.com', 'https://example.com/', true],
    ['example.com:443', 'https://example.com/', true],
    ['example.com:8443', 'https://example.com/', false],
    ['example.com:8443', 'https://example.com:8443/', true],
    ['10.0.0.0/8', 'http://10.1.2.3/', true],
    ['10.0.0.0/8', 'http://11.1.2.3/', false],
    ['10.0.0.0/8', 'http://ten.example/', false],
    ['10.0.0.0/99', 'http://10.1.2.3/', false],
    ['127.0.0.1', 'http://127.0.0.1:8080/', true],
    ['0.0.1', 'http://127.0.0.1:8080/', false],
    ['[::1]', 'http://[::1]:8080/', true],
    ['::1', 'http://[::1]:8080/', true],
    ['[::1]:8080', 'http://[::1]:8080/', true],
    ['fd00::/8', 'http://[fd12::1]/', true],
    ['fd00::/8', 'http://10.1.2.3/', false],
    ['', 'https://example.com/', false],
  ])('NO_PROXY=%s for %s: %s', (noProxy, url, bypassed) => {
    for (const name of ['NO_PROXY', 'no_proxy'])
      expect(proxied(url, { ...env, [name]: noProxy }) === undefined).toBe(bypassed);
  });

  test('no NO_PROXY makes it throw', () => {
    fc.assert(fc.property(fc.string(), (noProxy) => void proxied('http://10.0.0.1/', { ...env, NO_PROXY: noProxy })));
  });
});

describe('through a proxy', () => {
  const answer = (_incoming: IncomingMessage, outgoing: { end(text: string): unknown }): void =>
    void outgoing.end('{"ok":1}');
  const lines = (asked: readonly IncomingMessage[]): string[] => asked.map(({ method, url }) => `${method} ${url}`);

  test('http is forwarded, with the credentials of the proxy', async () => {
    const asked: IncomingMessage[] = [];
    await using server = await Listening.http(answer);
    await using proxy = await Listening.proxy(asked);
    const env = { http_proxy: proxy.url.replace('//', '//user:p%40ss@') };
    expect((await request({ method: 'GET', url: `${server.url}/x`, env })).json()).toEqual({ ok: 1 });
    expect(lines(asked)).toEqual([`GET ${server.url}/x`]);
    expect(asked[0]?.headers).toMatchObject({
      host: new URL(server.url).host,
      'proxy-authorization': `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
    });
  });

  test('https goes through a tunnel, so that the proxy sees neither path nor token', async () => {
    const asked: IncomingMessage[] = [];
    await using server = await Listening.https(TLS, answer);
    await using proxy = await Listening.proxy(asked);
    await using secureProxy = await Listening.proxy(asked, TLS);
    for (const { url } of [proxy, secureProxy]) {
      const options = { method: 'GET', url: `${server.url}/x`, headers: { authorization: 'Bearer secret' }, ca: CA };
      const response = await request({ ...options, env: { HTTPS_PROXY: url } });
      expect(response.json()).toEqual({ ok: 1 });
    }
    const { host } = new URL(server.url);
    expect(lines(asked)).toEqual([`CONNECT ${host}`, `CONNECT ${host}`]);
    expect(JSON.stringify(asked.map(({ rawHeaders }) => rawHeaders))).not.toContain('secret');
  });

  test('events flow, and an abort closes both sides', async () => {
    await using server = await Listening.https(TLS, (_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"type":"A"}\n\n');
    });
    await using proxy = await Listening.proxy([]);
    const abort = new AbortController();
    const events = openEvents({ url: server.url, signal: abort.signal, env: { HTTPS_PROXY: proxy.url }, ca: CA });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const items of events) seen.push(...items.map(({ kind }) => kind));
    })();
    await until(() => seen.includes('event'));
    abort.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => server.sockets.size === 0 && proxy.sockets.size === 0);
  });

  test.each([
    [407, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
    [502, 'UNAVAILABLE'],
  ])('a proxy that answers %i to CONNECT: %s', async (status, code) => {
    await using proxy = await Listening.http(() => undefined);
    const refusing = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`));
    });
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const address = refusing.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const target = { method: 'GET', url: proxy.url.replace('http', 'https') };
    await expect(request({ ...target, env: { HTTPS_PROXY: url } })).rejects.toMatchObject({ code });
    refusing.close();
  });

  test.each([
    ['http://', 'Basic realm="corp"', 'put user:password@ into HTTP_PROXY; NO_PROXY=x.example goes around it'],
    [
      'http://me:wrong@',
      'Basic realm="corp"',
      'it refuses the user and password of HTTP_PROXY; NO_PROXY=x.example goes',
    ],
    ['http://', 'Negotiate', 'it asks for Negotiate, and Amber can do Basic: '],
  ])('a proxy %s that answers 407 to a plain request: it, its variable and what to do', async (start, asks, hint) => {
    await using proxy = await Listening.http((_request, response) => {
      response.writeHead(407, { 'proxy-authenticate': asks });
      response.end();
    });
    const env = { HTTP_PROXY: proxy.url.replace('http://', start) };
    await expect(request({ method: 'GET', url: 'http://x.example/', env })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: `the proxy ${new URL(proxy.url).host} of HTTP_PROXY does not connect to x.example: 407 proxy authentication required`,
      hint: expect.stringContaining(hint),
    });
  });

  test('a proxy that refuses on a connection that it kept is asked no second time', async () => {
    let asked = 0;
    await using proxy = await Listening.http((_request, response) => {
      asked += 1;
      response.writeHead(asked === 1 ? 200 : 407);
      response.end();
    });
    const get = { method: 'GET', url: 'http://x.example/', env: { HTTP_PROXY: proxy.url } };
    await request(get);
    await expect(request(get)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect([asked, proxy.connections]).toEqual([2, 1]);
  });

  test.each([
    ['me:50%25%20off', 'me:50% off'],
    ['me:50%-off', 'me:50%-off'],
  ])('user and password as they stand in its address, escaped or not: %s', async (written, meant) => {
    const asked: IncomingMessage[] = [];
    await using server = await Listening.http(answer);
    await using proxy = await Listening.proxy(asked);
    const env = { HTTP_PROXY: proxy.url.replace('://', `://${written}@`) };
    await request({ method: 'GET', url: server.url, env });
    expect(asked.map(({ headers }) => headers['proxy-authorization'])).toEqual([`Basic ${btoa(meant)}`]);
  });

  test('an answer of 407 without a proxy is the server’s own', async () => {
    await using server = await Listening.http((_request, response) => {
      response.writeHead(407);
      response.end();
    });
    await expect(request({ method: 'GET', url: server.url, env: {} })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining(server.url),
    });
  });

  test.each(['http', 'https'])('a proxy that is not there is named, for %s too', async (scheme) => {
    const gone = await Listening.http(() => undefined);
    const { url } = gone;
    await gone[Symbol.asyncDispose]();
    const env = { HTTP_PROXY: url, HTTPS_PROXY: url };
    await expect(request({ method: 'GET', url: `${scheme}://x.example/`, env })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: `GET ${scheme}://x.example/: connection refused (by way of the proxy ${new URL(url).host} of ${scheme.toUpperCase()}_PROXY)`,
      hint: 'NO_PROXY=x.example goes around it',
    });
  });

  test('a proxy that accepts and says nothing: an abort and the time limit close its socket', async () => {
    let open = 0;
    const silent = createServer((socket) => {
      open += 1;
      socket
        .on('error', () => undefined)
        .on('close', () => (open -= 1))
        .resume();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const env = { HTTPS_PROXY: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` };
    const abort = new AbortController();
    const waiting = openEvents({ url: 'https://x.example/', signal: abort.signal, env }).next();
    await until(() => open === 1);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => open === 0);
    const limited = request({ method: 'GET', url: 'https://x.example/', env, timeoutMs: 100 });
    await expect(limited).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await until(() => open === 0);
    silent.close();
  });
});

describe('trust', () => {
  const ok = (_incoming: IncomingMessage, outgoing: { end(text: string): unknown }): void => void outgoing.end('{}');

  test('a private authority is not trusted, with a hint; with its certificate, or by insecure, it is', async () => {
    await using server = await Listening.https(TLS, ok);
    const ask = (more: object) => request({ method: 'GET', url: server.url, env: {}, ...more });
    await expect(ask({})).rejects.toMatchObject({ code: 'CONFIG', hint: expect.stringContaining('--ca-file') });
    await expect(ask({ ca: CA })).resolves.toMatchObject({ status: 200 });
    await expect(ask({ insecure: true })).resolves.toMatchObject({ status: 200 });
    // A connection that was made without looking is not used where one has to.
    await expect(ask({})).rejects.toMatchObject({ code: 'CONFIG' });
  });

  test('NODE_EXTRA_CA_CERTS works by itself', async () => {
    await using server = await Listening.https(TLS, ok);
    const http = new URL('../../src/http/request.ts', import.meta.url).href;
    const script = `const { request } = await import(${JSON.stringify(http)});
      process.stdout.write(String((await request({ method: 'GET', url: '${server.url}', env: {} })).status));`;
    const flags = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', script];
    const extra = new URL('../fixtures/tls/ca.pem', import.meta.url).pathname;
    const run = promisify(execFile)(process.execPath, flags, { env: { ...process.env, NODE_EXTRA_CA_CERTS: extra } });
    expect((await run).stdout).toBe('200');
  });
});
