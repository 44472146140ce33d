import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { podsPath, sessionPath, sessionsPath } from '../../../src/engine/kubernetes/api-paths.ts';
import { type Cluster, type ClusterOptions, openCluster } from '../../../src/engine/kubernetes/cluster-client.ts';
import { reasonOf, retryAfterOf, statusOf } from '../../../src/engine/kubernetes/errors.ts';
import { closeConnections } from '../../../src/http/pool.ts';
import { exchange } from '../../../src/http/transport.ts';
import { Listening } from '../../fakes/http-server.ts';

const dir = mkdtempSync(join(tmpdir(), 'amber-cluster-'));
afterAll(() => rmSync(dir, { recursive: true }));
afterEach(closeConnections);
beforeAll(() => import('@kubernetes/client-node/dist/config.js'), 60_000);

const pem = (name: string): string => readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
const TLS = { key: pem('server-key'), cert: pem('server') };
const REF = { project: 'team-a', name: 's1' };

interface Given extends Partial<ClusterOptions> {
  readonly cluster?: object;
  readonly user?: object;
}

function open(server: string, { cluster = {}, user = { token: 'good' }, ...options }: Given = {}): Promise<Cluster> {
  const kubeconfig = join(dir, 'config.json');
  const config = {
    'current-context': 'team',
    contexts: [{ name: 'team', context: { cluster: 'c', user: 'u', namespace: 'team-a' } }],
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  return openCluster({ kubeconfig, env: {}, notice: () => undefined, ...options });
}

const status =
  (code: number, reason: string, message: string, details: object = {}): RequestListener =>
  (_incoming, outgoing) =>
    outgoing
      .writeHead(code, { 'content-type': 'application/json' })
      .end(JSON.stringify({ kind: 'Status', status: 'Failure', code, reason, message, details }));

const thrown = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('requests', () => {
  test('go to the server of the context, as its user, with a query and a body', async () => {
    const seen: { url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = [];
    await using server = await Listening.http(async (incoming, outgoing) => {
      let body = '';
      for await (const piece of incoming) body += String(piece);
      seen.push({ url: incoming.url, headers: incoming.headers, body });
      outgoing
        .setHeader('warning', ['299 - "unknown field \\"spec.x\\""', '299 - "old, very"'])
        .setHeader('content-type', 'application/json')
        .end('{"a":1}');
    });
    const cluster = await open(`${server.url}/prefix/`);
    expect(cluster).toMatchObject({ server: `${server.url}/prefix`, namespace: 'team-a' });
    const answer = await cluster.request('PATCH', sessionPath(REF), {
      query: { fieldManager: 'amber', dryRun: 'All' },
      body: { b: 2 },
      contentType: 'application/merge-patch+json',
    });
    expect(answer.json()).toEqual({ a: 1 });
    expect(answer.warnings).toEqual(['unknown field "spec.x"', 'old, very']);
    expect(seen[0]).toMatchObject({
      url: '/prefix/apis/vteam.ambient-code/v1alpha1/namespaces/team-a/agenticsessions/s1?fieldManager=amber&dryRun=All',
      headers: { authorization: 'Bearer good', 'content-type': 'application/merge-patch+json' },
      body: '{"b":2}',
    });
  });

  test('a token that is not taken is asked for again, once, and learned', async () => {
    const tokenFile = join(dir, 'token');
    writeFileSync(tokenFile, 'old');
    const tokens: (string | undefined)[] = [];
    await using server = await Listening.http((incoming, outgoing) => {
      tokens.push(incoming.headers.authorization);
      if (incoming.headers.authorization === 'Bearer new') outgoing.end('{}');
      else {
        writeFileSync(tokenFile, 'new');
        status(401, 'Unauthorized', 'Unauthorized')(incoming, outgoing);
      }
    });
    const learned: string[] = [];
    const cluster = await open(server.url, { user: { tokenFile }, learn: (some) => learned.push(...some) });
    await cluster.request('GET', sessionPath(REF));
    expect(tokens).toEqual(['Bearer old', 'Bearer new']);
    expect(learned).toEqual(['old', 'new']);
    expect(await cluster.token()).toBe('new');
    const signal = AbortSignal.timeout(10_000);
    (await cluster.stream(sessionPath(REF), { signal })).destroy();
    expect(tokens).toHaveLength(3);
  });

  test('one that stays refused is an error with the command that shows who one is', async () => {
    await using server = await Listening.http(status(401, 'Unauthorized', 'Unauthorized'));
    const cluster = await open(server.url, { context: 'team' });
    expect(await thrown(cluster.request('GET', sessionPath(REF)))).toMatchObject({
      code: 'UNAUTHENTICATED',
      hint: expect.stringMatching(/kubectl auth whoami --kubeconfig \S+ --context team$/),
    });
  });

  test('another caller’s token has nothing of ours with it', async () => {
    const seen: IncomingMessage['headers'][] = [];
    await using server = await Listening.http((incoming, outgoing) => {
      seen.push(incoming.headers);
      outgoing.end('{}');
    });
    const ours = await open(server.url, { as: 'boss', asGroups: ['a', 'b'] });
    await ours.request('GET', sessionPath(REF));
    expect(seen[0]).toMatchObject({ 'impersonate-user': 'boss', 'impersonate-group': 'a, b' });
    const theirs = ours.as('theirs');
    await theirs.request('GET', sessionPath(REF));
    expect(seen[1]?.authorization).toBe('Bearer theirs');
    expect(Object.keys(seen[1] ?? {}).filter((name) => name.startsWith('impersonate'))).toEqual([]);
    expect(await theirs.token()).toBe('theirs');
  });

  test('credentials of ours that fail are no verdict on another caller’s token', async () => {
    const exec = { command: 'false', apiVersion: 'client.authentication.k8s.io/v1' };
    const ours = await open('http://127.0.0.1:9', { user: { exec } });
    await expect(ours.request('GET', '/')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(ours.as('theirs').request('GET', '/')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('groups are sent one a line: the API server does not split them', async () => {
    const raw: string[][] = [];
    await using server = await Listening.http((incoming, outgoing) => {
      raw.push(incoming.rawHeaders);
      outgoing.end('{}');
    });
    await (await open(server.url, { as: 'boss', asGroups: ['a', 'b'] })).request('GET', sessionPath(REF));
    expect(raw[0]?.filter((name) => name.toLowerCase() === 'impersonate-group')).toHaveLength(2);
    await expect(open(server.url, { asGroups: ['a'] })).rejects.toMatchObject({ code: 'CONFIG', hint: '--as USER' });
  });
});

describe('TLS and proxies', () => {
  const ca = { 'certificate-authority-data': btoa(pem('ca')) };

  test('the client certificate is shown to the server; the server may be known by another name', async () => {
    const seen: unknown[] = [];
    const tls = { ...TLS, requestCert: true, rejectUnauthorized: false };
    await using server = await Listening.https(tls, (incoming, outgoing) => {
      seen.push((incoming.socket as TLSSocket).getPeerCertificate().subject?.CN);
      outgoing.end('{}');
    });
    const user = { 'client-certificate-data': btoa(TLS.cert), 'client-key-data': btoa(TLS.key) };
    const cluster = await open(server.url, { user, cluster: { ...ca, 'tls-server-name': 'localhost' } });
    await cluster.request('GET', sessionPath(REF));
    await cluster.as('x').request('GET', sessionPath(REF));
    expect(seen).toEqual(['localhost', undefined]);
    const wrong = await open(server.url, { cluster: { ...ca, 'tls-server-name': 'other.example' } });
    expect(await thrown(wrong.request('GET', sessionPath(REF)))).toMatchObject({ code: 'CONFIG' });
  });

  test('a certificate of an unknown authority is refused; what is not checked is said', async () => {
    await using server = await Listening.https(TLS, (_incoming, outgoing) => void outgoing.end('{}'));
    expect(await thrown((await open(server.url)).request('GET', sessionPath(REF)))).toMatchObject({ code: 'CONFIG' });
    const said: string[] = [];
    const notice = (message: string): void => void said.push(message);
    await (await open(server.url, { insecure: true, notice })).request('GET', sessionPath(REF));
    await (await open(server.url, { cluster: { 'insecure-skip-tls-verify': true }, notice })).request('GET', '/x');
    expect(said).toHaveLength(2);
    const caFile = join(dir, 'ca.pem');
    writeFileSync(caFile, pem('ca'));
    await (await open(server.url, { caFile })).request('GET', sessionPath(REF));
  });

  test('the proxy of the kubeconfig is used whatever the environment says', async () => {
    const asked: IncomingMessage[] = [];
    await using proxy = await Listening.proxy(asked);
    await using server = await Listening.https(TLS, (_incoming, outgoing) => void outgoing.end('{}'));
    const cluster = { ...ca, 'proxy-url': proxy.url };
    await (await open(server.url, { cluster, env: { NO_PROXY: '*' } })).request('GET', sessionPath(REF));
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([`CONNECT ${new URL(server.url).host}`]);
    await (await open(server.url, { cluster: ca, env: { HTTPS_PROXY: proxy.url } })).request('GET', sessionPath(REF));
    expect(asked).toHaveLength(2);
  });
});

describe('a SOCKS proxy', () => {
  test('passes on what goes to the API server, over TLS and without', async () => {
    const targets: string[] = [];
    await using proxy = await socksProxy(targets);
    await using server = await Listening.https(TLS, (_incoming, outgoing) => void outgoing.end('{}'));
    await using bare = await Listening.http((_incoming, outgoing) => void outgoing.end('{}'));
    const ca = { 'certificate-authority-data': btoa(pem('ca')) };
    for (const { url } of [server, bare]) {
      const cluster = { ...ca, 'proxy-url': `socks5://me:secret@127.0.0.1:${proxy.port}` };
      await (await open(url, { cluster })).request('GET', sessionPath(REF));
    }
    expect(targets).toEqual([server, bare].map(({ url }) => `me:secret ${new URL(url).host}`));
  });

  test('its connection has a time limit, and the answer none', async () => {
    await using proxy = await socksProxy([]);
    await using bare = await Listening.http((_incoming, outgoing) => void setTimeout(() => outgoing.end('late'), 500));
    const answer = await exchange({
      method: 'GET',
      url: new URL(bare.url),
      headers: {},
      env: {},
      proxy: { url: new URL(`socks5://me:secret@127.0.0.1:${proxy.port}`), variable: 'proxy-url' },
      signal: AbortSignal.timeout(10_000),
      connectTimeoutMs: 250,
    });
    expect(answer.statusCode).toBe(200);
    answer.destroy();
  });

  test('one that is not there is named', async () => {
    const proxy = await socksProxy([]);
    await proxy[Symbol.asyncDispose]();
    const cluster = { 'proxy-url': `socks5://127.0.0.1:${proxy.port}` };
    expect(
      await thrown((await open('https://127.0.0.1:1', { cluster })).request('GET', sessionPath(REF))),
    ).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining(`by way of the proxy 127.0.0.1:${proxy.port} of proxy-url`),
    });
  });
});

describe('errors', () => {
  const rbac = (verb: string, resource: string): string =>
    `agenticsessions.vteam.ambient-code is forbidden: User "alice" cannot ${verb} resource "${resource}" in API group "vteam.ambient-code" in the namespace "team-a"`;

  test.each([
    [
      '403: the verb, the resource, and what to ask',
      status(403, 'Forbidden', rbac('create', 'agenticsessions')),
      (c: Cluster) => c.request('POST', sessionsPath('team-a'), { body: {} }),
      'FORBIDDEN',
      /^cannot create agenticsessions in "team-a": 403 .*User "alice" cannot create resource/,
      /kubectl auth can-i create agenticsessions\.vteam\.ambient-code --namespace team-a/,
    ],
    [
      '403 of a subresource of the core group',
      status(
        403,
        'Forbidden',
        'services "b" is forbidden: User "alice" cannot get resource "services/proxy" in API group ""',
      ),
      (c: Cluster) => c.request('GET', '/api/v1/namespaces/ambient/services/http:b:80/proxy/api/x'),
      'FORBIDDEN',
      /^cannot get services\/proxy "http:b:80" in "ambient"/,
      /can-i get services\/http:b:80 --subresource=proxy --namespace ambient/,
    ],
    [
      '403 of a watch',
      status(403, 'Forbidden', rbac('watch', 'agenticsessions')),
      (c: Cluster) => c.stream(sessionsPath(), { query: { watch: 'true' }, signal: AbortSignal.timeout(10_000) }),
      'FORBIDDEN',
      /^cannot watch agenticsessions: 403/,
      /can-i watch agenticsessions/,
    ],
    [
      '403 for somebody who may not act as another',
      status(
        403,
        'Forbidden',
        'users "boss" is forbidden: User "alice" cannot impersonate resource "users" in API group ""',
      ),
      (c: Cluster) => c.request('GET', sessionPath(REF)),
      'FORBIDDEN',
      /cannot impersonate/,
      /can-i impersonate users\/boss/,
    ],
    [
      'the same in the words of Kubernetes 1.36',
      status(
        403,
        'Forbidden',
        'agenticsessions.vteam.ambient-code is forbidden: User "alice" cannot impersonate-on:user-info:get resource "agenticsessions" in API group "vteam.ambient-code" in the namespace "team-a"',
      ),
      (c: Cluster) => c.request('GET', sessionPath(REF)),
      'FORBIDDEN',
      /cannot impersonate-on/,
      /can-i impersonate users --kubeconfig/,
    ],
    [
      'a quota is no right that is missing',
      status(403, 'Forbidden', 'exceeded quota: sessions, requested: 1, used: 5, limited: 5'),
      (c: Cluster) => c.request('POST', sessionsPath('team-a'), { body: {} }),
      'FORBIDDEN',
      /exceeded quota/,
      /kubectl get events --namespace team-a/,
    ],
    [
      'a webhook that refuses',
      status(400, 'BadRequest', 'admission webhook "rules.example" denied the request: no prompts on Fridays'),
      (c: Cluster) => c.request('POST', sessionsPath('team-a'), { body: {} }),
      'INVALID',
      /no prompts on Fridays/,
      /the owner of that webhook/,
    ],
    [
      'a webhook that does not answer',
      status(500, 'InternalError', 'Internal error occurred: failed calling webhook "rules.example": timeout'),
      (c: Cluster) => c.request('POST', sessionsPath('team-a'), { body: {} }),
      'UNAVAILABLE',
      /failed calling webhook/,
      /its owner can repair it/,
    ],
    [
      'a policy that refuses',
      status(422, 'Invalid', "s1 is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no"),
      (c: Cluster) => c.request('POST', sessionsPath('team-a'), { body: {} }),
      'INVALID',
      /denied request: no$/,
      /the owner of that policy/,
    ],
    [
      'a policy that calls it forbidden: no right is missing',
      status(403, 'Forbidden', "s1 is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no"),
      (c: Cluster) => c.request('PATCH', sessionPath(REF), { body: {} }),
      'FORBIDDEN',
      /denied request: no$/,
      /the owner of that policy/,
    ],
    [
      'a session that is not there',
      status(404, 'NotFound', 'agenticsessions.vteam.ambient-code "s1" not found', {
        name: 's1',
        kind: 'agenticsessions',
      }),
      (c: Cluster) => c.request('GET', sessionPath(REF)),
      'NOT_FOUND',
      /"s1" not found/,
      /^amber list --engine kubernetes --project team-a --kubeconfig \S+config\.json$/,
    ],
    [
      'a path that is no resource',
      status(403, 'Forbidden', 'forbidden: User "u" cannot get path "/version"'),
      (c: Cluster) => c.request('GET', '/version'),
      'FORBIDDEN',
      /^cannot get \/version: 403/,
      /./,
    ],
    [
      'a namespace that is not there',
      status(404, 'NotFound', 'namespaces "team-a" not found', { name: 'team-a', kind: 'namespaces' }),
      (c: Cluster) => c.request('POST', sessionsPath('team-a'), { body: {} }),
      'NOT_FOUND',
      /namespaces "team-a" not found/,
      /kubectl get namespaces/,
    ],
    [
      'a cluster that does not know sessions is not a session that is gone',
      ((_incoming, outgoing) => void outgoing.writeHead(404).end('404 page not found')) satisfies RequestListener,
      (c: Cluster) => c.request('GET', sessionPath(REF)),
      'UNSUPPORTED',
      /the CustomResourceDefinition is missing/,
      /amber crd \| kubectl apply --server-side -f -/,
    ],
    [
      'a rule of the CRD',
      status(422, 'Invalid', 'spec.timeout: Invalid value: -1: must be more than 0'),
      (c: Cluster) => c.request('POST', sessionsPath('team-a'), { body: {} }),
      'INVALID',
      /must be more than 0/,
      undefined,
    ],
    [
      'an API server that is busy',
      status(429, 'TooManyRequests', 'please try again later'),
      (c: Cluster) => c.request('GET', podsPath('team-a')),
      'UNAVAILABLE',
      /^cannot list pods in "team-a": 429/,
      /try again/,
    ],
    [
      'a page where an API server should be',
      ((_incoming, outgoing) => void outgoing.writeHead(404).end('<html>')) satisfies RequestListener,
      (c: Cluster) => c.request('GET', podsPath('team-a')),
      'BAD_RESPONSE',
      /no API server/,
      undefined,
    ],
  ] as const)('%s', async (_what, listener, ask, code, message, hint) => {
    await using server = await Listening.http(listener);
    const error = await thrown(ask(await open(server.url)));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    if (hint !== undefined) expect(error).toMatchObject({ hint: expect.stringMatching(hint) });
  });

  test('status, reason and the time to wait can be read off them', async () => {
    await using server = await Listening.http((incoming, outgoing) => {
      outgoing.setHeader('retry-after', '3');
      status(409, 'AlreadyExists', 'exists')(incoming, outgoing);
    });
    const error = await thrown((await open(server.url)).request('POST', sessionsPath('team-a'), { body: {} }));
    expect(error).toMatchObject({ code: 'CONFLICT' });
    expect([statusOf(error), reasonOf(error), retryAfterOf(error)]).toEqual([409, 'AlreadyExists', 3_000]);
  });

  test('words of the server stay on one line; words of a shell are quoted', async () => {
    await using server = await Listening.http(status(403, 'Forbidden', rbac('get', 'x\u001b[31m\nroot')));
    const error = await thrown((await open(server.url, { as: "o'neil" })).request('GET', sessionPath(REF)));
    expect((error as Error).message).not.toMatch(/\p{Cc}/u);
    expect(error).toMatchObject({ hint: expect.stringContaining(`--as 'o'\\''neil'`) });
  });

  test('no answer: where, and how to look', async () => {
    const server = await Listening.http(() => undefined);
    const { url } = server;
    await server[Symbol.asyncDispose]();
    expect(await thrown((await open(url)).request('GET', sessionPath(REF)))).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^cannot get agenticsessions "s1" in "team-a": GET .*connection refused/),
      hint: expect.stringContaining('kubectl cluster-info'),
    });
  });

  test.each(['httpx://one.example', 'https://one.example/?a=b', 'https://one.example#c'])(
    '%s is no server',
    async (server) => {
      await expect(open(server)).rejects.toMatchObject({ code: 'CONFIG' });
    },
  );

  test('a certificate that is none is no outage', async () => {
    const garbage = btoa('garbage');
    const user = { 'client-certificate-data': garbage, 'client-key-data': garbage };
    const cluster = await open('https://127.0.0.1:9', { user });
    await expect(cluster.request('GET', '/')).rejects.toMatchObject({ code: 'CONFIG' });
  });

  test('a login page in place of the API server: the hint is about the kubeconfig', async () => {
    await using server = await Listening.http((incoming, outgoing) => {
      if (incoming.url === '/away') outgoing.writeHead(302, { location: 'http://login.example/' }).end();
      else outgoing.end('<html>log in</html>');
    });
    const cluster = await open(server.url);
    const hint = expect.stringContaining('kubeconfig');
    await expect(cluster.request('GET', '/away')).rejects.toMatchObject({ code: 'BAD_RESPONSE', hint });
    const page = await cluster.request('GET', '/page');
    expect(() => page.json()).toThrow(expect.objectContaining({ code: 'BAD_RESPONSE', hint }));
  });

  test('a server that is no address', async () => {
    await expect(open('one.example')).rejects.toMatchObject({ code: 'CONFIG' });
  });
});

/** A SOCKS5 proxy that asks for user and password (RFC 1928, RFC 1929), and writes down where to it was asked to connect. */
async function socksProxy(targets: string[]): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer(async (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const next = async (): Promise<Buffer> => (await once(socket, 'data'))[0] as Buffer;
    await next();
    socket.write(Buffer.from([5, 2]));
    const login = await next();
    const user = login.subarray(2, 2 + (login[1] ?? 0)).toString();
    const password = login.subarray(3 + (login[1] ?? 0)).toString();
    socket.write(Buffer.from([1, 0]));
    const asked = await next();
    const host = [...asked.subarray(4, 8)].join('.');
    const port = asked.readUInt16BE(8);
    targets.push(`${user}:${password} ${host}:${port}`);
    const onwards = connect(port, host, () => {
      socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      socket.pipe(onwards).pipe(socket);
    });
    onwards.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: close };
}
