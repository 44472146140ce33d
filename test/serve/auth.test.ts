import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROUTES } from '../../src/engine/platform/api-routes.ts';
import { readOrMakeToken } from '../../src/serve/auth/api-token.ts';
import { API } from '../../src/serve/routes/routes.ts';
import { fixedPort } from '../fakes/fixed-port.ts';
import { ask, Bed, PROJECT, TOKEN } from './harness.ts';

const LIST = `/api/projects/${PROJECT}/agentic-sessions`;

/** Sends bytes as they are; gives all that comes back. */
function raw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
    socket.write(bytes);
    setTimeout(() => socket.end(), 300);
  });
}

async function signIn(bed: Bed): Promise<string> {
  const reply = await ask(bed.serving?.browserUrl() ?? '', { anonymous: true });
  return String(reply.headers['set-cookie']?.[0]?.split(';')[0]);
}

describe('the token', () => {
  test('is wanted on every route but health', async () => {
    await using bed = await Bed.open();
    for (const [name, { method, path }] of Object.entries(ROUTES)) {
      const url = `/api${path.replace('{project}', PROJECT).replace('{name}', 'session-1').replace('{task}', 't')}`;
      const reply = await bed.ask(url, { method, anonymous: true });
      expect([name, reply.status, reply.json]).toEqual([name, 401, { error: 'No token was sent' }]);
    }
    expect(Object.keys(API).sort()).toEqual(Object.keys(ROUTES).sort());
    for (const path of ['/', '/metrics', '/page.js', '/nothing', `/projects/${PROJECT}/sessions/s`])
      expect([path, (await bed.ask(path, { anonymous: true })).status]).toEqual([path, 401]);
    for (const path of ['/healthz', '/readyz']) expect((await bed.ask(path, { anonymous: true })).text).toBe('ok\n');
  });

  test('leads to the sessions of the first project that is served', async () => {
    const first = async (projects: { readonly projects?: readonly string[] }): Promise<string | undefined> => {
      await using bed = await Bed.open(projects);
      return /data-project="([^"]*)"/.exec((await bed.ask('/')).text)?.[1];
    };
    expect(await first({ projects: ['team-a', 'team-b'] })).toBe('team-a');
    expect(await first({})).toBe('default');
  });

  test('counts as Authorization or X-Forwarded-Access-Token; the latter wins, even when it is bad', async () => {
    await using bed = await Bed.open();
    const status = async (headers: { [name: string]: string }, query = ''): Promise<number> =>
      (await bed.ask(LIST + query, { anonymous: true, headers })).status;
    expect(await status({ authorization: `Bearer ${TOKEN}` })).toBe(200);
    expect(await status({ authorization: `bearer ${TOKEN}` })).toBe(200);
    expect(await status({ 'x-forwarded-access-token': TOKEN })).toBe(200);
    expect(await status({ 'x-forwarded-access-token': TOKEN, authorization: 'Bearer bad' })).toBe(200);
    expect(await status({ 'x-forwarded-access-token': 'bad', authorization: `Bearer ${TOKEN}` })).toBe(401);
    expect(await status({ 'x-forwarded-access-token': '', authorization: `Bearer ${TOKEN}` })).toBe(401);
    for (const bad of [
      '',
      'Bearer',
      'Bearer ',
      `Basic ${TOKEN}`,
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      TOKEN,
    ])
      expect([bad, await status({ authorization: bad })]).toEqual([bad, 401]);
    // A URL is written to logs.
    expect(await status({}, `?token=${TOKEN}`)).toBe(401);
  });

  test('never reaches the log, nor do codes and cookies', async () => {
    await using bed = await Bed.open();
    const url = bed.serving?.browserUrl() ?? '';
    const cookie = await signIn(bed);
    await ask(url, { anonymous: true });
    await bed.ask(`${LIST}?token=${TOKEN}`);
    await bed.ask(`/${TOKEN}`);
    await bed.ask(bed.path(TOKEN.replace(/[^a-z0-9-]/g, '-')));
    await bed.ask(LIST, { headers: { cookie } });
    const log = bed.logged.join('');
    expect(bed.logged.length).toBeGreaterThan(4);
    for (const secret of [TOKEN, new URL(url).searchParams.get('code') ?? '-', cookie.split('=')[1] ?? '-'])
      expect(log).not.toContain(secret);
  });

  test('is made once, readable by its owner alone, also where two servers start at once', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'amber-token-'));
    try {
      const path = join(dir, 'state', 'serve', 'token');
      const tokens = await Promise.all(Array.from({ length: 8 }, () => readOrMakeToken(path)));
      expect(new Set(tokens).size).toBe(1);
      expect(tokens[0]).toMatch(/^[\w-]{43}$/);
      expect(readFileSync(path, 'utf8').trim()).toBe(tokens[0]);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(join(dir, 'state')).mode & 0o777).toBe(0o700);
      chmodSync(path, 0o644);
      expect(await readOrMakeToken(path)).toBe(tokens[0]);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      writeFileSync(path, 'short\n');
      await expect(readOrMakeToken(path)).rejects.toMatchObject({ code: 'STATE' });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe('a browser', () => {
  test('exchanges its code, once, for a cookie that scripts and other sites can not use', async () => {
    await using bed = await Bed.open();
    const url = bed.serving?.browserUrl() ?? '';
    expect((await ask(url, { method: 'HEAD', anonymous: true })).status).toBe(401);
    const reply = await ask(url, { anonymous: true });
    expect([reply.status, reply.headers.location]).toEqual([303, '/']);
    const [cookie = ''] = reply.headers['set-cookie'] ?? [];
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(part);
    // It goes to every port of this host: it is not kept, and not good for days.
    expect(cookie).not.toMatch(/Max-Age|Expires/i);
    const hours = (Number(cookie.split('=')[1]?.split('.')[0]) * 1_000 - Date.now()) / 3_600_000;
    expect(hours).toBeLessThanOrEqual(8);
    expect((await ask(url, { anonymous: true })).status).toBe(401);
    expect((await bed.ask('/login?code=', { anonymous: true })).status).toBe(401);
    const other = await bed.ask('/login/code', { method: 'POST' });
    expect((await ask(String(other.json.url), { anonymous: true })).status).toBe(303);
  });

  test('may GET with its cookie, and POST and DELETE from a page of ours only', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const cookie = await signIn(bed);
    const status = async (method: string, path: string, headers: { [name: string]: string } = {}): Promise<number> =>
      (
        await bed.ask(path, {
          method,
          anonymous: true,
          headers: { cookie, ...headers },
          ...(method !== 'GET' && { body: {} }),
        })
      ).status;
    expect(await status('GET', LIST)).toBe(200);
    expect(await status('GET', `/projects/${PROJECT}/sessions/${name}`)).toBe(200);
    // A page of another port of this host, which gets the cookie too, may lead here, and neither read nor embed.
    const fetched = (site: string): { [name: string]: string } => ({
      'sec-fetch-site': site,
      'sec-fetch-mode': 'cors',
    });
    const led = (dest: string): { [name: string]: string } => ({
      'sec-fetch-site': 'same-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': dest,
    });
    expect(await status('GET', LIST, fetched('same-origin'))).toBe(200);
    expect(await status('GET', LIST, fetched('none'))).toBe(200);
    for (const site of ['same-site', 'cross-site', 'x']) expect(await status('GET', LIST, fetched(site))).toBe(403);
    expect(await status('GET', '/', led('document'))).toBe(200);
    expect(await status('GET', '/', led('iframe'))).toBe(403);
    const stop = bed.path(name, '/stop');
    expect(await status('POST', stop, { origin: bed.url })).toBe(202);
    for (const origin of [
      'http://evil.example',
      'null',
      `${bed.url}.evil.example`,
      bed.url.replace(/\d+$/, '1'),
      'http://localhost',
    ])
      expect([origin, await status('POST', stop, { origin })]).toEqual([origin, 403]);
    expect(await status('POST', stop)).toBe(403);
    for (const method of ['PUT', 'PATCH'])
      expect([method, await status(method, bed.path(name), { origin: bed.url })]).toEqual([method, 403]);
    expect(await status('DELETE', bed.path(name), { origin: 'http://evil.example' })).toBe(403);
    expect(await status('DELETE', bed.path(name))).toBe(403);
    expect(await status('DELETE', bed.path(name), { origin: bed.url })).toBe(204);
  });

  test('that signs in once more stays the same one, by which its streams are counted', async () => {
    await using bed = await Bed.open();
    const cookie = await signIn(bed);
    const { url } = (await bed.ask('/login/code', { method: 'POST' })).json;
    const again = await ask(String(url), { anonymous: true, headers: { cookie } });
    const browserOf = (one = ''): string | undefined => one.split('.')[1];
    expect(browserOf(again.headers['set-cookie']?.[0])).toBe(browserOf(cookie));
    expect(browserOf(await signIn(bed))).not.toBe(browserOf(cookie));
  });

  test('is not let in with a cookie that is forged, old, or of another serve', async () => {
    await using bed = await Bed.open();
    await using other = await Bed.open();
    const cookie = await signIn(bed);
    const [name = '', value = ''] = cookie.split('=');
    const [until = '', id = '', mac = ''] = value.split('.');
    const longer = `${name}=${Number(until) + 1}.${id}.${mac}`;
    const foreign = `${name}=${(await signIn(other)).split('=')[1]}`;
    for (const bad of [longer, foreign, `${name}=`, `${name}=..`, `${name}=${until}.${id}.`, 'x=y', `${cookie}x`])
      expect([bad, (await bed.ask(LIST, { anonymous: true, headers: { cookie: bad } })).status]).toEqual([bad, 401]);
    expect((await bed.ask(LIST, { anonymous: true, headers: { cookie: `a=b; ${cookie}; c=d` } })).status).toBe(200);
    // A token that is wrong is not made good by a cookie.
    expect((await bed.ask(LIST, { headers: { cookie, authorization: 'Bearer bad' } })).status).toBe(401);
  });

  test('is signed out by a restart, also with the same token, and sees how to sign in', async () => {
    const port = await fixedPort();
    await using bed = await Bed.open({ port });
    const cookie = await signIn(bed);
    await bed.serving?.close();
    expect(
      (await bed.ask(LIST, { anonymous: true, headers: { cookie } }).catch(() => undefined))?.status,
    ).toBeUndefined();
    await bed.start({ port });
    expect((await bed.ask(LIST, { anonymous: true, headers: { cookie } })).status).toBe(401);
    const page = await bed.ask('/', { anonymous: true, headers: { accept: 'text/html' } });
    expect([page.status, page.text]).toEqual([401, expect.stringContaining('Sign in')]);
  });

  test('gets pages that run nothing but our own script, whatever a name says', async () => {
    await using bed = await Bed.open();
    const page = await bed.ask('/projects/a%22%3E%3Cscript%3E/sessions/%3Cimg%20src=x%20onerror=y%3E');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/<img|"><script/);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(page.headers['x-frame-options']).toBe('DENY');
    expect(page.headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(page.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(page.headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('requests from elsewhere', () => {
  test('with a Host that may have been rebound are refused, with a token too', async () => {
    await using bed = await Bed.open({ allowedHosts: ['box.lan'] });
    const { port } = new URL(bed.url);
    const status = async (host: string, path = LIST): Promise<number> =>
      (await bed.ask(path, { headers: { host } })).status;
    for (const good of [
      `localhost:${port}`,
      'localhost',
      `127.0.0.1:${port}`,
      '127.0.0.1:80',
      '[::1]:80',
      'box.lan',
      'BOX.LAN:1',
      '10.0.0.1',
    ])
      expect([good, await status(good)]).toEqual([good, 200]);
    for (const bad of [
      'evil.example',
      `evil.example:${port}`,
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      'box.lan.evil',
      '127.0.0.1@evil',
      'local host',
      '[::1',
    ])
      expect([bad, await status(bad)]).toEqual([bad, 403]);
    expect(await status('evil.example', '/login?code=x')).toBe(403);
  });

  test('get no CORS header, and no answer to a preflight', async () => {
    await using bed = await Bed.open();
    const headers = { origin: 'http://evil.example', 'access-control-request-method': 'POST' };
    for (const [method, path] of [
      ['OPTIONS', LIST],
      ['GET', LIST],
    ] as const) {
      const reply = await bed.ask(path, { method, headers });
      expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
    expect((await bed.ask(LIST, { method: 'OPTIONS', headers })).status).toBe(404);
  });

  test('can not leave the place of a name', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    for (const bad of [
      '..',
      '%2e%2e',
      '..%2f..%2f..%2fetc',
      'a%00b',
      'A',
      'a_b',
      '-a',
      'x'.repeat(64),
      '%zz',
      '~',
      '.',
    ]) {
      const reply = await bed.ask(`/api/projects/${bad}/agentic-sessions/${name}/agui/events`);
      expect([bad, reply.status]).toEqual([
        bad,
        expect.toSatisfy((status: number) => status === 400 || status === 404),
      ]);
    }
    for (const bad of [
      '..',
      '%2e%2e',
      '..%2f..%2fserve%2ftoken',
      'a..b',
      'a%00b',
      'session%2f..',
      'x'.repeat(300),
      '%',
      '.events',
    ]) {
      const reply = await bed.ask(bed.path(bad, '/agui/events'));
      expect([bad, reply.status]).toEqual([bad, 404]);
    }
  });

  test('with bodies that are too large are answered 413, announced or not; headers 431', async () => {
    await using bed = await Bed.open();
    const body = `"${'x'.repeat(5 * 1024 * 1024)}"`;
    expect((await bed.ask(LIST, { method: 'POST', body })).status).toBe(413);
    const chunked = await bed
      .ask(LIST, { method: 'POST', body, headers: { 'transfer-encoding': 'chunked' } })
      .catch((error: Error) => error.message);
    expect(typeof chunked === 'string' ? 413 : chunked.status).toBe(413);
    expect((await bed.ask(LIST, { headers: { 'x-long': 'x'.repeat(20_000) } })).status).toBe(431);
    expect((await bed.ask(LIST)).status).toBe(200);
  });

  test('that are no HTTP, or odd, harm nobody', async () => {
    await using bed = await Bed.open();
    const auth = `Host: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n`;
    expect(await raw(bed.url, 'hello\r\n\r\n')).toContain('400 Bad Request');
    expect(await raw(bed.url, `GET * HTTP/1.1\r\n${auth}\r\n`)).toContain('404');
    expect(await raw(bed.url, `GET http://evil.example/healthz HTTP/1.1\r\n${auth}\r\n`)).toContain('404');
    expect(await raw(bed.url, `GET //evil.example/ HTTP/1.1\r\n${auth}\r\n`)).toContain('404');
    expect(await raw(bed.url, 'GET /healthz HTTP/1.0\r\n\r\n')).toContain('403');
    expect(
      await raw(
        bed.url,
        `POST ${LIST} HTTP/1.1\r\n${auth}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      ),
    ).toContain('400');
    expect(await raw(bed.url, `POST ${LIST} HTTP/1.1\r\n${auth}Content-Length: 10\r\n\r\n{"a"`)).not.toContain('500');
    expect((await bed.ask('/healthz')).status).toBe(200);
  });
});
