import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import type { Clock } from '../../../src/core/clock.ts';
import type { SessionMeta } from '../../../src/core/session/session.ts';
import { type Engine, findByRequest } from '../../../src/engine/engine.ts';
import { createKubernetesEngine } from '../../../src/engine/kubernetes/kubernetes-engine.ts';
import { closeConnections } from '../../../src/http/pool.ts';
import { kubeconfigFor } from '../../fakes/api-server.ts';
import { ObjectStore } from '../../fakes/object-store.ts';
import { PacedClock } from '../../fakes/paced-clock.ts';
import { HANG_MS } from '../../fakes/patience.ts';

const dir = mkdtempSync(join(tmpdir(), 'amber-engine-'));
afterAll(() => rmSync(dir, { recursive: true }));
afterEach(closeConnections);
beforeAll(() => import('@kubernetes/client-node/dist/config.js'), 60_000);

const SESSIONS = 'agenticsessions';
const META: SessionMeta = { project: 'team-a', requestId: 'request-1' };
const NAME = /^session-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Opened extends AsyncDisposable {
  readonly engine: Engine;
  readonly server: ObjectStore;
  readonly notices: readonly string[];
}

async function open(clock: Clock = systemClock): Promise<Opened> {
  const server = await ObjectStore.start();
  const kubeconfig = join(dir, 'config.yaml');
  writeFileSync(kubeconfig, kubeconfigFor(server.url));
  const notices: string[] = [];
  const notice = (message: string): void => void notices.push(message);
  const engine = await createKubernetesEngine({ kubeconfig, env: {}, clock, notice });
  const dispose = async (): Promise<void> => {
    await engine.close();
    await server[Symbol.asyncDispose]();
  };
  return { engine, server, notices, [Symbol.asyncDispose]: dispose };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('create', () => {
  test('names the session after the request; a second call for it finds the first one’s', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    const spec = { initialPrompt: 'hi', runnerType: 'claude', environmentVariables: { A: '1' } };
    const meta = { ...META, labels: { a: 'b' }, annotations: { 'x/y': 'z' } };
    const made = await engine.create(spec, meta);
    expect(made.metadata).toMatchObject({ namespace: 'team-a', labels: { a: 'b' } });
    expect(made.metadata.name).toMatch(NAME);
    expect(made.metadata.annotations).toEqual({ 'x/y': 'z', 'amber/request-id': 'request-1' });
    expect(server.object(SESSIONS, 'team-a', made.metadata.name)?.spec).toEqual({
      initialPrompt: 'hi',
      environmentVariables: { A: '1', RUNNER_TYPE: 'claude' },
    });
    expect(made.spec.runnerType).toBe('claude');
    const again = await engine.create(spec, meta);
    expect(again.metadata.uid).toBe(made.metadata.uid);
    const other = await engine.create(spec, { ...META, requestId: 'request-2' });
    expect(other.metadata.name).not.toBe(made.metadata.name);
    const elsewhere = await engine.create(spec, { ...META, project: 'team-b' });
    expect(elsewhere.metadata.name).not.toBe(made.metadata.name);
  });

  test.each([
    ['an answer that was lost', 'lost'],
    ['a connection that broke before', 'dropped'],
    ['a busy server', { status: 429, headers: { 'retry-after': '1' } }],
    ['a server that fails', { status: 500 }],
  ] as const)('%s is settled by the name: there is one session in the end', async (_what, upset) => {
    await using opened = await open();
    const { engine, server } = opened;
    server.upset('create', upset);
    const made = await engine.create({}, META);
    expect(await all(engine.list('team-a'))).toHaveLength(1);
    expect(server.object(SESSIONS, 'team-a', made.metadata.name)).toBeDefined();
  });

  test('a server that goes on failing is tried for 2 s: whoever creates tries again, and looks for it before', async () => {
    const clock = new PacedClock();
    await using opened = await open(clock);
    const { engine, server } = opened;
    server.upset('create', ...Array.from({ length: 100 }, () => ({ status: 500 })));
    const begin = clock.now();
    await expect(engine.create({}, META)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(clock.now() - begin).toBeLessThanOrEqual(2_000);
    expect(server.asked.filter((asked) => asked === `create ${SESSIONS}`).length).toBeGreaterThan(2);
  });

  test('a name that somebody else has taken is a conflict', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    const { name } = (await engine.create({}, META)).metadata;
    server.put(SESSIONS, 'team-a', name, { metadata: { annotations: {} } });
    await expect(engine.create({}, META)).rejects.toMatchObject({ code: 'CONFLICT', hint: 'use another --request-id' });
    await expect(engine.made?.(META)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('what a request has made is found without a list', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    expect(await findByRequest(engine, META)).toBeUndefined();
    const made = await engine.create({}, META);
    expect((await findByRequest(engine, META))?.metadata.name).toBe(made.metadata.name);
    expect(server.asked).not.toContain(`list ${SESSIONS}`);
  });

  test('a field that the cluster drops is reported once', async () => {
    await using opened = await open();
    const { engine, notices } = opened;
    const spec = { pruned: 1 } as object;
    await engine.create(spec, META);
    await engine.create(spec, { ...META, requestId: 'request-2' });
    expect(notices).toEqual([
      expect.stringMatching(/has no spec\.pruned.*it has no effect here \(amber crd --check\)/),
    ]);
  });

  test('what no pod could start with is refused before anything is asked', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    await expect(engine.create({ initialPrompt: 'x'.repeat(140_000) }, META)).rejects.toMatchObject({
      code: 'INVALID',
    });
    expect(server.asked).toEqual([]);
  });

  test('options of an agent are refused: no runner sets them', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    const annotations = { 'amber/agent-options': '{"mode":"plan"}' };
    const refused = { code: 'UNSUPPORTED', message: expect.stringContaining("--mode can't be set with engine") };
    await expect(engine.create({ initialPrompt: 'hi' }, { ...META, annotations })).rejects.toMatchObject(refused);
    const input = { runId: 'r', messages: [], agentOptions: { mode: 'plan' } };
    await expect(engine.send({ project: 'team-a', name: 'x' }, input)).rejects.toMatchObject(refused);
    expect(server.asked).toEqual([]);
  });

  test('a dry run shows what would be sent, or what the server would make of it; nothing is made', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    expect(await engine.validate({ initialPrompt: 'hi' }, META)).toMatchObject({
      kind: 'AgenticSession',
      metadata: { name: expect.stringMatching(NAME), namespace: 'team-a' },
      spec: { initialPrompt: 'hi' },
    });
    expect(server.asked).toEqual([]);
    expect(await engine.validate({}, META, 'server')).toMatchObject({ metadata: { uid: 'dry' } });
    expect(await all(engine.list('team-a'))).toEqual([]);
  });
});

describe('list', () => {
  test('all pages, whatever the order of an answer’s fields, and whatever an object holds', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    server.metadataFirst = true;
    const misleading = { mcpServers: { custom: { x: { metadata: { continue: 'elsewhere' } } } } };
    for (let index = 0; index < 300; index += 1)
      server.put(SESSIONS, 'team-a', `session-${index}`, { spec: misleading, metadata: {} });
    expect(await all(engine.list('team-a'))).toHaveLength(300);
  });

  test('all pages, newest first, by labels and phase', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    for (let at = 0; at < 1_100; at += 1)
      server.put(SESSIONS, 'team-a', `s${(at * 7919) % 1_100}`, {
        metadata: { labels: { third: String(at % 3) } },
        status: { phase: at % 2 === 0 ? 'Running' : 'Stopped' },
      });
    server.put(SESSIONS, 'team-b', 'other');
    const listed = await all(engine.list('team-a'));
    expect(listed).toHaveLength(1_100);
    const times = listed.map(({ metadata }) => metadata.creationTimestamp ?? '');
    expect(times).toEqual([...times].sort().reverse());
    expect(server.asked).toEqual(Array(5).fill(`list ${SESSIONS}`));
    const some = await all(engine.list('team-a', { labels: { third: '0' }, phase: 'Running' }));
    expect(some).toHaveLength(184);
  });
});

describe('changes', () => {
  test('a stop is a merge patch of annotations that can’t meet another write', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    server.put(SESSIONS, 'team-a', 's', { metadata: { annotations: { kept: '1' } }, status: { phase: 'Running' } });
    const ref = { project: 'team-a', name: 's' };
    await engine.stop(ref, 'timeout');
    expect((await engine.get(ref)).metadata.annotations).toEqual({
      kept: '1',
      'ambient-code.io/desired-phase': 'Stopped',
      'ambient-code.io/stop-reason': 'timeout',
      'ambient-code.io/stop-requested-at': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    await expect(engine.stop({ ...ref, name: 'none' }, 'user')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a start is for what has stopped', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    const ref = { project: 'team-a', name: 's' };
    server.put(SESSIONS, 'team-a', 's', { status: { phase: 'Running' } });
    await engine.start(ref);
    expect(server.asked).toEqual([`get ${SESSIONS}`]);
    server.put(SESSIONS, 'team-a', 's', {
      status: { phase: 'Stopped' },
      metadata: { annotations: { 'ambient-code.io/stop-reason': 'user' } },
    });
    await expect.poll(async () => (await engine.get(ref)).status?.phase, { timeout: HANG_MS }).toBe('Stopped');
    await engine.start(ref);
    expect((await engine.get(ref)).metadata.annotations).toEqual({
      'ambient-code.io/desired-phase': 'Running',
      'ambient-code.io/start-requested-at': expect.any(String),
    });
  });

  test('annotations are tried again beside a writer, and through an API server that is away for a moment', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    server.put(SESSIONS, 'team-a', 's');
    server.upset('patch', { status: 409, reason: 'Conflict' }, { status: 503 }, 'lost');
    await engine.annotate({ project: 'team-a', name: 's' }, { a: 'b' });
    expect((await engine.get({ project: 'team-a', name: 's' })).metadata.annotations).toEqual({ a: 'b' });
    expect(server.asked.filter((one) => one.startsWith('patch'))).toHaveLength(4);
  });

  test('a spec is changed field by field; a session that was deleted is not found', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    const ref = { project: 'team-a', name: 's' };
    server.put(SESSIONS, 'team-a', 's', { spec: { initialPrompt: 'hi', displayName: 'a' } });
    expect((await engine.update?.(ref, { displayName: 'b' }))?.spec).toEqual({ initialPrompt: 'hi', displayName: 'b' });
    await engine.remove(ref);
    await expect(engine.get(ref)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(engine.remove(ref)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('what a run asks again and again', () => {
  const ref = { project: 'team-a', name: 's' };

  test('costs the API server a constant number of requests', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    const { name } = (await engine.create({}, META)).metadata;
    const own = { project: 'team-a', name };
    for (let looks = 0; looks < 50; looks += 1) {
      await engine.get(own);
      await engine.probe(own);
    }
    await engine.stop(own, 'run-finished');
    for (let looks = 0; looks < 50; looks += 1) {
      expect((await engine.get(own)).metadata.annotations).toMatchObject({
        'ambient-code.io/desired-phase': 'Stopped',
      });
      await engine.stop(own, 'run-finished');
    }
    expect(server.asked).toEqual([`create ${SESSIONS}`, `watch ${SESSIONS}`, 'watch pods', `patch ${SESSIONS}`]);
  });

  test('is answered with what is so, as the session and its pod change', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    server.put(SESSIONS, 'team-a', 's');
    const pod = (status: object): void => void server.put('pods', 'team-a', 's-runner', { kind: 'Pod', status });
    const sees = (runner: string, startTime?: string): Promise<void> =>
      expect
        .poll(() => engine.probe(ref), { timeout: HANG_MS })
        .toEqual({ runner, tasks: 0, ...(startTime !== undefined && { startTime }) });
    await engine.get(ref);
    await sees('gone');
    pod({ phase: 'Pending' });
    await sees('unknown');
    pod({ phase: 'Running', containerStatuses: [{ state: { running: {} } }] });
    server.put(SESSIONS, 'team-a', 's', { status: { phase: 'Running', startTime: '2026-11-26T00:00:00Z' } });
    await sees('alive', '2026-11-26T00:00:00Z');
    pod({ phase: 'Running', containerStatuses: [{ state: { terminated: { exitCode: 137 } } }] });
    await sees('gone', '2026-11-26T00:00:00Z');
    server.drop('pods', 'team-a', 's-runner');
    await sees('gone', '2026-11-26T00:00:00Z');
    server.drop(SESSIONS, 'team-a', 's');
    await expect
      .poll(() => engine.get(ref).catch(({ code }: { code: string }) => code), { timeout: HANG_MS })
      .toBe('NOT_FOUND');
  });

  test.each([true, false])(
    'is never older than the question: others’ changes, and what came while a watch was away (watch that begins by itself: %s)',
    async (streams) => {
      await using opened = await open();
      const { engine, server } = opened;
      server.streams = streams;
      const phaseOf = async (): Promise<string | undefined> => {
        await turn();
        return (await engine.get(ref)).status?.phase;
      };
      server.put(SESSIONS, 'team-a', 's', { status: { phase: 'Pending' } });
      expect(await phaseOf()).toBe('Pending');
      server.put(SESSIONS, 'team-a', 's', { status: { phase: 'Running' } });
      expect(await phaseOf()).toBe('Running');
      for (let round = 0; round < 4; round += 1) {
        const now = round % 2 === 0 ? 'Stopped' : 'Running';
        const asked = server.asked.length;
        server.endWatches();
        server.put(SESSIONS, 'team-a', 's', { status: { phase: now } });
        if (round < 2) server.compact();
        // Once it is noticed that the watch has ended: from then until another one is there, and after that.
        while (server.asked.length === asked) await phaseOf();
        for (let looks = 0; looks < 3; looks += server.openWatches > 0 ? 1 : 0) expect(await phaseOf()).toBe(now);
      }
    },
  );

  test('a watch that shows nothing of our own write is not believed', async () => {
    const clock = new PacedClock();
    await using opened = await open(clock);
    const { engine, server } = opened;
    server.put(SESSIONS, 'team-a', 's', { status: { phase: 'Running' } });
    await engine.get(ref);
    await engine.get(ref);
    server.mute = true;
    await engine.stop(ref, 'user');
    server.put(SESSIONS, 'team-a', 's', { status: { phase: 'Stopped' } });
    await expect.poll(async () => (await engine.get(ref)).status?.phase, { timeout: HANG_MS }).toBe('Stopped');
  });

  test('without the right to watch each look is a request', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    server.put(SESSIONS, 'team-a', 's', { status: { phase: 'Running' } });
    server.upset('watch', { status: 403 }, { status: 403 }, { status: 403 });
    for (let looks = 0; looks < 5; looks += 1) await engine.get(ref);
    expect(server.asked.filter((one) => one === `get ${SESSIONS}`)).toHaveLength(5);
    server.upset('get', { status: 403 }, { status: 403 });
    for (let looks = 0; looks < 5; looks += 1) expect((await engine.probe(ref)).runner).toBe('unknown');
    expect(server.asked.filter((one) => one.endsWith(' pods'))).toEqual(['watch pods', 'get pods']);
  });

  test('one look is one request, and leaves nothing open', async () => {
    await using opened = await open();
    const { engine, server } = opened;
    server.put(SESSIONS, 'team-a', 's');
    await engine.get(ref);
    expect(server.asked).toEqual([`get ${SESSIONS}`]);
    await engine.get(ref);
    expect(server.openWatches).toBe(1);
    await engine.close();
    await expect.poll(() => server.openWatches, { timeout: HANG_MS }).toBe(0);
  });
});

test.each(['', '.', '..', 'a/..', '../x', '%2e'])(
  '"%s" is no session: nothing is asked of all of them',
  async (name) => {
    await using opened = await open();
    const { engine, server } = opened;
    await engine.create({}, META);
    const ref = { project: 'team-a', name };
    const before = server.asked.length;
    const refused = { code: 'INVALID' };
    await expect((async () => engine.remove(ref))()).rejects.toMatchObject(refused);
    await expect((async () => engine.stop(ref, 'user'))()).rejects.toMatchObject(refused);
    await expect((async () => engine.get(ref))()).rejects.toMatchObject(refused);
    expect(server.asked).toHaveLength(before);
  },
);
