import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { StreamItem } from '../../../../src/core/agui/events.ts';
import type { SessionRef } from '../../../../src/core/session/session.ts';
import {
  type EventRoutes,
  type EventRoutesOptions,
  openEventRoutes,
} from '../../../../src/engine/kubernetes/events/event-routes.ts';
import { Listening } from '../../../fakes/http-server.ts';
import { type FakeService, KUBE_TOKEN, type Right, ServiceServer } from '../../../fakes/kubernetes/service-server.ts';
import { HANG_MS } from '../../../fakes/patience.ts';
import { type FakePlatform, startPlatform } from '../../../fakes/platform/server.ts';

const pem = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
const TLS = { key: pem('server-key'), cert: pem('server') };

const BACKEND: Omit<FakeService, 'url'> = { namespace: 'ambient-code', name: 'backend-service', port: 8080 };
const SERVE: Omit<FakeService, 'url'> = {
  namespace: 'ambient-code',
  name: 'amber-serve',
  port: 80,
  labels: { 'app.kubernetes.io/name': 'amber-serve' },
};

async function platform(): Promise<FakePlatform> {
  const made = await startPlatform({ speed: 20, token: KUBE_TOKEN });
  onTestFinished(() => made.close());
  return made;
}

/** The API server, with these Services, all of which are the one platform. */
async function cluster(
  { url }: FakePlatform,
  services: readonly Omit<FakeService, 'url'>[],
  tls?: typeof TLS,
): Promise<ServiceServer> {
  const server = await ServiceServer.start(tls);
  for (const service of services) server.services.push({ ...service, url });
  return server;
}

async function wayTo(server: ServiceServer, options: Partial<EventRoutesOptions> = {}): Promise<EventRoutes> {
  const { cluster: given = await server.cluster(), ...rest } = options;
  const way = openEventRoutes({ cluster: given, namespace: 'team-a', ...rest });
  onTestFinished(() => way.close());
  return way;
}

async function read(way: EventRoutes, session: SessionRef, type = 'RUN_FINISHED'): Promise<readonly string[]> {
  const types: string[] = [];
  for await (const items of way.events(session, undefined, AbortSignal.timeout(HANG_MS))) {
    types.push(...items.flatMap((item: StreamItem) => (item.kind === 'event' ? [item.event.type] : [])));
    if (types.includes(type)) break;
  }
  return types;
}

const refTo = (name: string): SessionRef => ({ project: 'team-a', name });
const barred = (server: ServiceServer, ...rights: readonly Right[]): void => {
  for (const right of rights) server.rights.delete(right);
};

describe('through the API server', () => {
  test('events come from the backend, whose Service is found in the platform’s namespace, in two requests', async () => {
    const backend = await platform();
    const server = await cluster(backend, [{ ...BACKEND, name: 'frontend-service' }, BACKEND]);
    const session = backend.add({ initialPrompt: 'hi' });
    expect(await read(await wayTo(server), refTo(session.name))).toContain('RUN_FINISHED');
    expect(server.requests).toEqual([
      'GET /api/v1/namespaces/ambient-code/services',
      `GET /api/v1/namespaces/ambient-code/services/http:backend-service:http/proxy/api/projects/team-a/agentic-sessions/${session.name}/agui/events`,
    ]);
  });

  test('the caller’s token travels where the API server leaves it, and nowhere else', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND]);
    const session = backend.add({ initialPrompt: 'hi' });
    await read(await wayTo(server), refTo(session.name));
    const [{ headers } = { headers: {} }] = backend.requests;
    expect(headers).toMatchObject({ 'x-forwarded-access-token': KUBE_TOKEN, 'accept-encoding': 'identity' });
    expect(headers).not.toHaveProperty('authorization');
  });

  test('a token that was given for the server wins over the kubeconfig’s', async () => {
    const backend = await platform();
    backend.token = 'token-for-the-backend';
    const server = await cluster(backend, [BACKEND]);
    const session = backend.add({ initialPrompt: 'hi' });
    const way = await wayTo(server, { token: async () => 'token-for-the-backend' });
    expect(await read(way, refTo(session.name))).toContain('RUN_FINISHED');
    backend.token = 'another';
    await expect(read(way, refTo(session.name))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('a token that is no longer taken is read anew, as credentials that rotate are', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND]);
    const session = backend.add({ initialPrompt: 'hi' });
    const way = await wayTo(server, { token: async () => backend.token });
    await read(way, refTo(session.name));
    backend.token = 'the-next-token';
    expect(await read(way, refTo(session.name))).toContain('RUN_FINISHED');
    expect(await way.find('team-a')).toContain('backend-service');
  });

  test('amber serve comes before the backend, by its label as by its name', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND, { ...SERVE, name: 'events' }]);
    await (await wayTo(server)).find('team-a');
    expect(server.requests.at(-1)).toContain('/services/http:events:http/proxy/');
  });

  test('the one that is named is taken, without looking for others', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND, { ...SERVE, namespace: 'team-a' }]);
    const said: string[] = [];
    const way = await wayTo(server, { eventsService: 'team-a/amber-serve:80', detail: (line) => said.push(line) });
    expect(await way.find('team-a')).toBe('Service team-a/amber-serve:80, through the API server');
    expect(server.requests).toHaveLength(1);
    expect(said).toEqual(['events come from Service team-a/amber-serve:80, through the API server']);
  });

  test('one in the sessions’ own namespace is not taken for its label: the hint says how to name it', async () => {
    const backend = await platform();
    const server = await cluster(backend, [{ ...SERVE, namespace: 'team-a' }]);
    await expect(read(await wayTo(server), refTo('session-1'))).rejects.toMatchObject({
      code: 'NO_STREAM',
      hint: expect.stringContaining('--events-service team-a/amber-serve:http'),
    });
    expect(backend.requests).toEqual([]);
  });

  test('where Services may not be listed the well-known ones are tried', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND]);
    barred(server, 'services');
    expect(await (await wayTo(server)).find('team-a')).toContain('backend-service');
    expect(server.requests.slice(1)).toEqual([
      expect.stringContaining('/services/http:amber-serve:http/proxy/'),
      expect.stringContaining('/services/http:backend-service:http/proxy/'),
    ]);
  });

  test('messages and interrupts go the same way', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND]);
    const session = backend.add();
    const way = await wayTo(server);
    const input = { runId: 'run-1', messages: [{ id: 'm', role: 'user' as const, content: 'hello' }] };
    expect(await way.send(refTo(session.name), input)).toEqual({ runId: 'run-1' });
    expect(JSON.parse(backend.asked('POST', '/agui/run')[0]?.body ?? '')).toMatchObject({ runId: 'run-1' });
    await way.interrupt(refTo(session.name)).catch(() => undefined);
    expect(backend.asked('POST', '/agui/interrupt')).toHaveLength(1);
  });

  test('what the Service says is its own; what the API server says is the way’s', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND]);
    const way = await wayTo(server);
    const session = backend.add({ initialPrompt: 'hi' });
    await expect(read(way, { project: 'nobodys', name: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    server.failing = 500;
    await expect(read(way, refTo(session.name))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    server.failing = undefined;
    expect(await read(way, refTo(session.name))).toContain('RUN_FINISHED');
  });

  test('a session that its server does not know yet is not found there, which the tail tries again', async () => {
    const backend = await platform();
    backend.traps.hangUnknown = false;
    const server = await cluster(backend, [BACKEND]);
    await expect(read(await wayTo(server), refTo('session-new'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a backend that is down is tried again, and not given up', async () => {
    const backend = await platform();
    const server = await cluster(backend, [{ ...BACKEND }]);
    server.services[0] = { ...BACKEND, url: 'http://127.0.0.1:9' };
    const way = await wayTo(server);
    for (let n = 0; n < 5; n += 1)
      await expect(read(way, refTo('session-1'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    server.services[0] = { ...BACKEND, url: backend.url };
    const session = backend.add({ initialPrompt: 'hi' });
    expect(await read(way, refTo(session.name))).toContain('RUN_FINISHED');
  });

  test('an API server that restarts in the middle breaks the stream, and no more', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND]);
    const session = backend.add();
    const way = await wayTo(server);
    const items = way.events(refTo(session.name), undefined, AbortSignal.timeout(HANG_MS))[Symbol.asyncIterator]();
    await items.next();
    server.cut();
    const broken = async (): Promise<void> => {
      while (!(await items.next()).done);
    };
    await expect(broken()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await way.send(refTo(session.name), { runId: 'r', messages: [{ id: 'm', role: 'user', content: 'hello' }] });
    expect(await read(way, refTo(session.name))).toContain('RUN_FINISHED');
  });

  test('the last number that was seen is passed on', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND]);
    const session = backend.add({ initialPrompt: 'hi' });
    const way = await wayTo(server);
    for await (const _items of way.events(refTo(session.name), 17, AbortSignal.timeout(HANG_MS))) break;
    expect(backend.requests[0]?.headers['last-event-id']).toBe('17');
  });
});

describe('by port-forward, where the API server bars its proxy', () => {
  test.each([
    ['plain', undefined],
    ['encrypted', TLS],
  ])('events come from a ready pod of the Service: %s', async (_, tls) => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND], tls);
    barred(server, 'services/proxy');
    const session = backend.add({ initialPrompt: 'hi' });
    const way = await wayTo(server, { cluster: await server.cluster({ ca: pem('ca') }) });
    expect(await read(way, refTo(session.name))).toContain('RUN_FINISHED');
    expect(backend.requests[0]?.headers.authorization).toBe(`Bearer ${KUBE_TOKEN}`);
    expect(server.requests.at(-1)).toMatch(/^UPGRADE .*\/pods\/backend-service-0\/portforward\?ports=18080$/);
    expect(await way.find('team-a')).toBe('Service ambient-code/backend-service:http, by port-forward');
  });

  test('a large message arrives whole', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND]);
    barred(server, 'services/proxy');
    const session = backend.add();
    const way = await wayTo(server);
    const content = 'ä'.repeat(2_000_000);
    await way.send(refTo(session.name), { runId: 'r', messages: [{ id: 'm', role: 'user', content }] });
    expect(backend.asked('POST', '/agui/run')[0]?.body).toContain(content);
  });

  test('a long stream arrives whole, however slowly it is read', async () => {
    const line = `data: ${JSON.stringify({ type: 'CUSTOM', name: 'x', value: 'y'.repeat(1_000) })}\n\n`;
    await using backend = await Listening.http((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).end(line.repeat(4_000));
    });
    const server = await ServiceServer.start();
    server.services.push({ ...BACKEND, url: backend.url });
    barred(server, 'services/proxy');
    const way = await wayTo(server);
    let events = 0;
    for await (const items of way.events(refTo('session-1'), undefined, AbortSignal.timeout(HANG_MS))) {
      events += items.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(events).toBe(4_000);
  });

  test('it goes through a proxy, as all connections to the API server do', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND], TLS);
    barred(server, 'services/proxy');
    const asked: IncomingMessage[] = [];
    await using proxy = await Listening.proxy(asked);
    const session = backend.add({ initialPrompt: 'hi' });
    const given = await server.cluster({ ca: pem('ca'), env: { HTTPS_PROXY: proxy.url } });
    expect(await read(await wayTo(server, { cluster: given }), refTo(session.name))).toContain('RUN_FINISHED');
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked.every(({ method }) => method === 'CONNECT')).toBe(true);
  });

  test('leaving closes the connection to the pod', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND]);
    barred(server, 'services/proxy');
    const session = backend.add();
    const way = await wayTo(server);
    for await (const _items of way.events(refTo(session.name), undefined, AbortSignal.timeout(HANG_MS))) break;
    await expect.poll(() => session.log.readers, { timeout: HANG_MS }).toBe(0);
  });

  test('a pod that is not ready is waited for', async () => {
    const backend = await platform();
    const server = await cluster(backend, [{ ...BACKEND, isReady: false }]);
    barred(server, 'services/proxy');
    const way = await wayTo(server);
    await expect(read(way, refTo('session-1'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    server.services[0] = { ...BACKEND, url: backend.url };
    const session = backend.add({ initialPrompt: 'hi' });
    expect(await read(way, refTo(session.name))).toContain('RUN_FINISHED');
  });
});

describe('no way', () => {
  test.each<[what: string, bars: readonly Right[], says: RegExp]>([
    [
      'nothing is allowed',
      ['services', 'services/proxy', 'pods', 'pods/portforward'],
      /^there is no way to the events: ambient-code\/amber-serve:http and ambient-code\/backend-service:http: services\/proxy is refused, get services is refused$/,
    ],
    ['the pods may not be listed', ['services/proxy', 'pods'], /services\/proxy is refused, list pods is refused/],
    [
      'no port may be forwarded',
      ['services/proxy', 'pods/portforward'],
      /port of pod backend-service-0 is not forwarded \(403\)/,
    ],
  ])('%s: said with what is missing, and not asked again', async (_, bars, says) => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND]);
    barred(server, ...bars);
    const way = await wayTo(server);
    const refused = read(way, refTo('session-1'));
    await expect(refused).rejects.toMatchObject({
      code: 'NO_STREAM',
      message: expect.stringMatching(says),
      hint: expect.stringMatching(/^role amber-events \(amber crd --rbac\): .*kubectl auth can-i .*--api-url/),
    });
    const asked = server.requests.length;
    for (let n = 0; n < 3; n += 1) await read(way, refTo('session-1')).catch(() => undefined);
    expect(server.requests).toHaveLength(asked);
    expect(backend.requests).toEqual([]);
  });

  test('a Service that has no pod is there: it is waited for, whatever else is refused', async () => {
    const backend = await platform();
    const server = await cluster(backend, [{ ...SERVE, hasEndpoints: false }]);
    barred(server, 'services', 'pods', 'pods/portforward');
    const way = await wayTo(server);
    await expect(read(way, refTo('session-1'))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('Service ambient-code/amber-serve:http: no pod of it is ready'),
      hint: 'kubectl get pods --namespace ambient-code',
    });
    server.services[0] = { ...SERVE, url: backend.url };
    const session = backend.add({ initialPrompt: 'hi' });
    expect(await read(way, refTo(session.name))).toContain('RUN_FINISHED');
  });

  test('no Service at all: which setting names one', async () => {
    const server = await ServiceServer.start();
    await expect(read(await wayTo(server), refTo('session-1'))).rejects.toMatchObject({
      code: 'NO_STREAM',
      hint: expect.stringMatching(/--api-url .*--events-service/),
    });
  });

  test('a certificate alone is nothing that the server of the events could know', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND]);
    const way = await wayTo(server, { cluster: await server.cluster({ token: '' }) });
    await expect(read(way, refTo('session-1'))).rejects.toMatchObject({
      code: 'NO_STREAM',
      hint: expect.stringContaining('AMBER_TOKEN=$(kubectl create token'),
    });
    expect(backend.requests).toEqual([]);
  });

  test('a way that has worked is refused three times before it is given up: an API server that starts refuses everybody', async () => {
    const backend = await platform();
    const server = await cluster(backend, [BACKEND]);
    const session = backend.add({ initialPrompt: 'hi' });
    const way = await wayTo(server);
    await read(way, refTo(session.name));
    barred(server, 'services/proxy', 'pods');
    const codes: string[] = [];
    for (let n = 0; n < 4; n += 1)
      await read(way, refTo(session.name)).catch((error: { code: string }) => codes.push(error.code));
    expect(codes).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'NO_STREAM', 'NO_STREAM']);
  });
});

describe('with the address of a server', () => {
  test('events come from there, with the kubeconfig’s token where none was given for it', async () => {
    const backend = await platform();
    const server = await ServiceServer.start();
    const session = backend.add({ initialPrompt: 'hi' });
    const options = { apiUrl: backend.url, env: {}, clock: backend.clock, notice: () => undefined };
    const way = await wayTo(server, { backend: async () => ({ ...options, token: async () => '' }) });
    expect(await read(way, refTo(session.name))).toContain('RUN_FINISHED');
    expect(backend.requests[0]?.headers.authorization).toBe(`Bearer ${KUBE_TOKEN}`);
    expect(await way.find('team-a')).toBe(backend.url);
    expect(server.requests).toEqual([]);
  });
});
