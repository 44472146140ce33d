import { describe, expect, onTestFinished, test } from 'vitest';
import { isAmberError } from '../../../src/core/errors.ts';
import { MAX_INITIAL_PROMPT } from '../../../src/core/session/pod-limits.ts';
import { FORWARDED_TOKEN } from '../../../src/engine/platform/api-routes.ts';
import { type FakePlatform, type PlatformOptions, startPlatform } from '../../fakes/platform/server.ts';
import { engineOn, META, ref, until } from './harness.ts';

const NOBODY = `session-${crypto.randomUUID()}`;

async function start(options: PlatformOptions = {}): Promise<FakePlatform> {
  const platform = await startPlatform({ speed: 20, ...options });
  onTestFinished(() => platform.close());
  return platform;
}

describe('the address', () => {
  test.each<[string, PlatformOptions, (url: string) => string]>([
    ['without /api', {}, (url) => url],
    ['with /api', {}, (url) => `${url}/api`],
    ['with /api/', {}, (url) => `${url}/api/`],
    ['behind a path', { prefix: '/team/ambient' }, (url) => url],
    ['behind a path, with /api', { prefix: '/team/ambient' }, (url) => `${url}/api`],
    ['behind a path that a proxy maps onto the API', { prefix: '/ambient', withoutApi: true }, (url) => `${url}/`],
  ])('%s', async (_, options, apiUrl) => {
    const platform = await start(options);
    const engine = engineOn(platform, { apiUrl: apiUrl(platform.url) });
    const made = await engine.create({ initialPrompt: 'hi' }, META);
    expect((await engine.get(ref(made.metadata.name))).metadata.uid).toBe(platform.session().uid);
  });

  test('one that is something else is reported with what to check', async () => {
    const platform = await start();
    const engine = engineOn(platform, { apiUrl: `${platform.url}/nothing/here` });
    await expect(engine.get(ref(NOBODY))).rejects.toMatchObject({
      code: 'BAD_RESPONSE',
      hint: expect.stringContaining('--api-url'),
    });
  });

  test('where nobody listens, that is reported', async () => {
    const platform = await start();
    await platform.close();
    await expect(engineOn(platform).get(ref(NOBODY))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^cannot read session .*connection refused$/),
      hint: expect.stringContaining('amber doctor'),
    });
  });
});

describe('the token', () => {
  test('goes in Authorization alone: the other header is a proxy’s, and would win', async () => {
    const platform = await start();
    await engineOn(platform)
      .get(ref(NOBODY))
      .catch(() => undefined);
    const { headers } = platform.requests[0] ?? {};
    expect(headers?.authorization).toBe(`Bearer ${platform.token}`);
    expect(headers).not.toHaveProperty(FORWARDED_TOKEN);
  });

  test('that expired is read anew, once, and the request sent again', async () => {
    const platform = await start();
    const tokens = ['old', platform.token];
    const engine = engineOn(platform, { token: async () => tokens.shift() ?? platform.token });
    await expect(engine.create({}, META)).resolves.toMatchObject({ kind: 'AgenticSession' });
    expect(platform.sessions).toHaveLength(1);
    platform.token = 'another';
    const stale = engineOn(platform, { token: async () => 'old' });
    const before = platform.requests.length;
    await expect(stale.get(ref(NOBODY))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(platform.requests.length - before).toBe(1);
  });

  test('that is missing is reported as that', async () => {
    const platform = await start();
    const engine = engineOn(platform, { token: async () => '' });
    await expect(engine.get(ref(NOBODY))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      hint: expect.stringMatching(/no token was sent.*AMBER_TOKEN/),
    });
    expect(platform.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  test('of a reader: all that changes is forbidden, though the platform says 500', async () => {
    const platform = await start({ readerToken: 'reader' });
    const session = platform.add();
    const engine = engineOn(platform, { token: async () => 'reader' });
    await expect(engine.create({}, META)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    // A stop and a start are tried again by their callers, and wait for nothing: what a 500 means the next try knows.
    const again = async (change: () => Promise<void>): Promise<void> => {
      for (;;) {
        const error: unknown = await change().catch((thrown: unknown) => thrown);
        if (!isAmberError(error, 'UNAVAILABLE')) throw error;
      }
    };
    const changes = [
      () => again(() => engine.stop(session, 'user')),
      () => again(() => engine.start(session)),
      () => engine.annotate(session, { a: 'b' }),
      () => engine.remove(session),
    ];
    for (const change of changes)
      await expect(change()).rejects.toMatchObject({
        code: 'FORBIDDEN',
        message: expect.stringContaining('500 Failed to update session'),
        hint: expect.stringContaining('may not change sessions in "team-a"'),
      });
    await expect(engine.send(session, { runId: 'r', messages: [] })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(engine.get(session)).resolves.toMatchObject({ metadata: { name: session.name } });
  });

  test('over plain HTTP to another machine is warned of', async () => {
    const platform = await start();
    const said: string[] = [];
    engineOn(platform, { apiUrl: 'http://ambient.example.com', notice: (message) => void said.push(message) });
    expect(said).toEqual([expect.stringContaining('unencrypted to ambient.example.com')]);
  });
});

describe('create', () => {
  test('sends the spec, the labels and the request id, and gives the object that the server made', async () => {
    const platform = await start({ speed: 0.1 });
    const spec = {
      initialPrompt: 'hi',
      stopOnRunFinished: true,
      inactivityTimeout: 900,
      timeout: 1830,
      runnerType: 'claude',
    };
    const made = await engineOn(platform).create(spec, { ...META, labels: { a: 'b' }, annotations: { c: 'd' } });
    expect(platform.session().body).toEqual({
      ...spec,
      labels: { a: 'b' },
      annotations: { c: 'd', 'amber/request-id': 'request-1' },
    });
    expect(made.metadata).toMatchObject({ name: platform.session().name, namespace: 'team-a', labels: { a: 'b' } });
    expect(made.status).toBeUndefined();
    // the server's copy lacks these two
    expect(made.spec).toMatchObject({ stopOnRunFinished: true, inactivityTimeout: 900, timeout: 1830 });
  });

  test('twice with one request id makes one session', async () => {
    const platform = await start();
    const first = await engineOn(platform).create({}, META);
    for (let other = 0; other < 30; other++) platform.add();
    const second = await engineOn(platform).create({}, META);
    expect(second.metadata.name).toBe(first.metadata.name);
    expect(platform.asked('POST', '/agentic-sessions')).toHaveLength(1);
  });

  test('whose answer is lost gives the session that it made', async () => {
    const platform = await start({ traps: { loseAnswer: 'create' } });
    const made = await engineOn(platform).create({}, { ...META, requestIdIsNew: true });
    expect(made.metadata.name).toBe(platform.session().name);
    expect(platform.asked('POST', '/agentic-sessions')).toHaveLength(1);
  });

  test('needs no search before it when the request id is new', async () => {
    const platform = await start();
    await engineOn(platform).create({}, { ...META, requestIdIsNew: true });
    expect(platform.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  test('shows what the platform has against it', async () => {
    const platform = await start();
    const engine = engineOn(platform);
    await expect(engine.create({ runnerType: 'nope' }, META)).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining("Runner type 'nope' is not enabled"),
    });
    await expect(engine.create({}, { ...META, labels: { 'a b': 'c' } })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(engine.create({}, { ...META, project: 'team-b' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(engine.create({}, { ...META, project: 'Bad_Name' })).rejects.toMatchObject({ code: 'INVALID' });
    expect(platform.sessions).toEqual([]);
  });

  test('a prompt that no pod could start with is refused before anything is sent; the engine says the limit', async () => {
    const platform = await start();
    const engine = engineOn(platform);
    expect(engine.maxInitialPrompt).toBe(MAX_INITIAL_PROMPT);
    await expect(engine.create({ initialPrompt: 'x'.repeat(MAX_INITIAL_PROMPT + 1) }, META)).rejects.toMatchObject({
      code: 'INVALID',
    });
    expect(platform.requests).toEqual([]);
  });

  test('validate gives the request’s body and sends nothing', async () => {
    const platform = await start();
    expect(await engineOn(platform).validate({ initialPrompt: 'hi' }, META)).toEqual({
      initialPrompt: 'hi',
      annotations: { 'amber/request-id': 'request-1' },
    });
    expect(platform.requests).toEqual([]);
  });
});

describe('list', () => {
  const names = async (sessions: AsyncIterable<{ metadata: { name: string } }>): Promise<string[]> => {
    const found: string[] = [];
    for await (const session of sessions) found.push(session.metadata.name);
    return found;
  };

  test('reads all pages, newest first', async () => {
    const platform = await start();
    for (let index = 0; index < 250; index++) platform.add();
    const found = await names(engineOn(platform).list('team-a'));
    expect(found).toEqual(platform.sessions.map(({ name }) => name).toReversed());
    expect(platform.asked('GET', '/agentic-sessions')).toHaveLength(3);
  });

  test('looks at labels and phases itself: the server has no filter for them', async () => {
    const platform = await start();
    const mine = platform.add({ labels: { team: 'x' } });
    platform.add({ labels: { team: 'y' } });
    const engine = engineOn(platform);
    expect(await names(engine.list('team-a', { labels: { team: 'x' } }))).toEqual([mine.name]);
    await until(() => platform.sessions.every(({ phase }) => phase === 'Running'));
    expect(await names(engine.list('team-a', { phase: 'Running', labels: { team: 'x' } }))).toEqual([mine.name]);
    expect(await names(engine.list('team-a', { phase: 'Stopped' }))).toEqual([]);
  });

  test('all projects: those that the server shows to the token, by pages; without such a list it is refused', async () => {
    const projects = Array.from({ length: 120 }, (_, n) => `team-${n}`);
    const platform = await start({ projects });
    platform.add({}, 'team-3');
    platform.add({}, 'team-119');
    const engine = engineOn(platform);
    const all = async (): Promise<string[]> => (engine.listAll === undefined ? [] : names(engine.listAll()));
    expect((await all()).sort()).toEqual(platform.sessions.map(({ name }) => name).sort());
    expect(platform.asked('GET', '/projects')).toHaveLength(2);
    platform.traps.hidesProjects = true;
    await expect(all()).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      hint: 'amber list --project NAME',
    });
  });

  test('a session that moves to the next page because a new one came is reported once', async () => {
    const platform = await start();
    for (let index = 0; index < 150; index++) platform.add();
    const found: string[] = [];
    for await (const session of engineOn(platform).list('team-a')) {
      if (found.length === 0) platform.add();
      found.push(session.metadata.name);
    }
    expect(new Set(found).size).toBe(found.length);
    expect(found).toHaveLength(150);
  });
});

describe('stop, start, interrupt, annotate, remove', () => {
  test('a stop is one request with its reason; 500 from a concurrent write is worth another', async () => {
    const platform = await start();
    const session = platform.add();
    const engine = engineOn(platform);
    await until(() => session.phase === 'Running');
    platform.traps.failWrites = 1;
    await expect(engine.stop(session, 'timeout')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await engine.stop(session, 'timeout');
    await until(() => session.phase === 'Stopped');
    expect(platform.asked('POST', `${session.name}/stop`)[1]?.body).toBe('{"reason":"timeout"}');
  });

  test('of an unknown session are NOT_FOUND', async () => {
    const platform = await start();
    const engine = engineOn(platform);
    const { name, project } = ref(NOBODY);
    const nobody = { name, project };
    const asks = [
      engine.get(nobody),
      engine.stop(nobody, 'user'),
      engine.start(nobody),
      engine.interrupt(nobody),
      engine.annotate(nobody, {}),
      engine.remove(nobody),
    ];
    for (const ask of asks) await expect(ask).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('an annotation set to null is absent afterwards, though the platform keeps ""', async () => {
    const platform = await start();
    const session = platform.add();
    const engine = engineOn(platform);
    await engine.annotate(session, { 'amber/stop-owed': 'run-1' });
    expect((await engine.get(session)).metadata.annotations).toEqual({ 'amber/stop-owed': 'run-1' });
    await engine.annotate(session, { 'amber/stop-owed': null });
    expect(session.annotations).toEqual({ 'amber/stop-owed': '' });
    expect((await engine.get(session)).metadata.annotations ?? {}).toEqual({});
  });

  test('an interrupt needs a runner and a run', async () => {
    const platform = await start();
    const session = platform.add({ initialPrompt: '[slow 30] x' });
    const engine = engineOn(platform);
    await expect(engine.interrupt(session)).rejects.toMatchObject({ code: 'CONFLICT' });
    await until(() => session.ran);
    await expect(engine.interrupt(session)).resolves.toBeUndefined();
  });

  test('remove makes get fail', async () => {
    const platform = await start();
    const session = platform.add();
    const engine = engineOn(platform);
    await engine.remove(session);
    await expect(engine.get(session)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('send', () => {
  test('posts one message with our run id to the thread that has the session’s name', async () => {
    const platform = await start();
    const session = platform.add();
    const message = { id: 'm1', role: 'user', content: 'hello' } as const;
    await expect(engineOn(platform).send(session, { runId: 'run-1', messages: [message] })).resolves.toEqual({
      runId: 'run-1',
    });
    expect(JSON.parse(platform.asked('POST', '/agui/run')[0]?.body ?? '')).toEqual({
      threadId: session.name,
      runId: 'run-1',
      messages: [message],
      tools: [],
      context: [],
      state: {},
      forwardedProps: {},
    });
  });

  test('whose answer is lost is reported, and not sent twice', async () => {
    const platform = await start({ traps: { loseAnswer: 'run' } });
    const session = platform.add();
    const sent = engineOn(platform).send(session, { runId: 'run-1', messages: [] });
    await expect(sent).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(session.posted).toEqual(['run-1']);
  });
});

describe('probe', () => {
  test('a runner that answers is alive; its running tasks are counted, and the start is reported', async () => {
    const platform = await start();
    const session = platform.add();
    session.tasks = [
      { task_id: '1', status: 'running' },
      { task_id: '2', status: 'completed' },
    ];
    await until(() => session.pod === 'ready');
    expect(await engineOn(platform).probe(session)).toEqual({
      runner: 'alive',
      tasks: 1,
      startTime: session.status?.startTime,
    });
  });

  test('one of which the backend itself says 502 is gone', async () => {
    const platform = await start();
    const session = platform.add();
    await until(() => session.pod === 'ready');
    session.killRunner();
    expect(await engineOn(platform).probe(session)).toMatchObject({ runner: 'gone' });
  });

  test.each(['bad-gateway', 'login', 'redirect'] as const)('what a proxy says (%s) proves nothing', async (proxy) => {
    const platform = await start({ traps: { proxy } });
    expect(await engineOn(platform).probe(ref(NOBODY))).toEqual({ runner: 'unknown', tasks: 0 });
  });

  test('nor does a session that is not there, or a server', async () => {
    const platform = await start();
    const engine = engineOn(platform);
    expect(await engine.probe(ref(NOBODY))).toMatchObject({ runner: 'unknown' });
    await platform.close();
    expect(await engine.probe(ref(NOBODY))).toMatchObject({ runner: 'unknown' });
  });

  test('nor does the backend’s own time-out: the runner took the connection', async () => {
    const platform = await start();
    const session = platform.add();
    session.refusal =
      'Get "http://x:8001/tasks": context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
    expect(await engineOn(platform).probe(session)).toMatchObject({ runner: 'unknown' });
  });
});

describe('what stands in front', () => {
  test.each(['login', 'redirect'] as const)('a sign-in page (%s) is reported as that', async (proxy) => {
    const platform = await start({ traps: { proxy } });
    const engine = engineOn(platform);
    const hint = expect.stringMatching(/sign-in page|login page/);
    await expect(engine.get(ref(NOBODY))).rejects.toMatchObject({ code: 'BAD_RESPONSE', hint });
    await expect(engine.create({}, META)).rejects.toMatchObject({ code: 'BAD_RESPONSE', hint });
    await expect(engine.stop(ref(NOBODY), 'user')).rejects.toMatchObject({ code: 'BAD_RESPONSE', hint });
  });

  test.each([429, 503])('%d is worth another try', async (status) => {
    const platform = await start({ traps: { busy: { status, times: 1 } } });
    const session = platform.add();
    const engine = engineOn(platform);
    await expect(engine.get(session)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(engine.get(session)).resolves.toBeDefined();
  });
});
