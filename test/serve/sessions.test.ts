import { describe, expect, test } from 'vitest';
import { Bed, PROJECT } from './harness.ts';

const LIST = `/api/projects/${PROJECT}/agentic-sessions`;

describe('sessions', () => {
  test.each([true, false, undefined])(
    'stopOnRunFinished %s comes back from create, get and list as it was',
    async (flag) => {
      await using bed = await Bed.open();
      const spec = {
        initialPrompt: 'hi',
        timeout: 60,
        inactivityTimeout: 0,
        ...(flag !== undefined && { stopOnRunFinished: flag }),
      };
      const created = await bed.ask(LIST, { method: 'POST', body: spec });
      const name = String(created.json.name);
      expect(created.status).toBe(201);
      expect(created.json).toEqual({
        message: 'Agentic session created successfully',
        name: expect.stringMatching(/^session-/),
        uid: expect.any(String),
        autoBranch: `ambient/${name}`,
      });
      const got = await bed.ask(bed.path(name));
      expect(got.json).toMatchObject({ kind: 'AgenticSession', spec, autoBranch: `ambient/${name}` });
      const listed = await bed.ask(LIST);
      for (const found of [got.json.spec, (listed.json.items as { spec: object }[])[0]?.spec]) {
        expect(found).toEqual(spec);
        expect('stopOnRunFinished' in Object(found)).toBe(flag !== undefined);
      }
    },
  );

  test('are listed newest first, by pages, and searched', async () => {
    await using bed = await Bed.open();
    for (let i = 0; i < 45; i++)
      await bed.create({ displayName: `number ${i}`, initialPrompt: i === 7 ? 'Needle' : 'hay' });
    const names = (items: unknown) =>
      (items as { spec: { displayName: string } }[]).map(({ spec }) => spec.displayName);
    const first = (await bed.ask(LIST)).json;
    expect(first).toMatchObject({ totalCount: 45, limit: 20, offset: 0, hasMore: true, nextOffset: 20 });
    expect(names(first.items)[0]).toBe('number 44');
    const last = (await bed.ask(`${LIST}?offset=40&limit=20`)).json;
    expect(last).toMatchObject({ totalCount: 45, limit: 20, offset: 40, hasMore: false });
    expect(last).not.toHaveProperty('nextOffset');
    expect(names(last.items)).toEqual(['number 4', 'number 3', 'number 2', 'number 1', 'number 0']);
    expect((await bed.ask(`${LIST}?limit=1000`)).json).toMatchObject({ limit: 100, hasMore: false });
    expect((await bed.ask(`${LIST}?limit=-3&offset=x`)).json).toMatchObject({ limit: 20, offset: 0 });
    expect((await bed.ask(`${LIST}?search=needle`)).json).toMatchObject({
      totalCount: 1,
      items: [{ spec: { displayName: 'number 7' } }],
    });
    expect((await bed.ask(`/api/projects/team-b/agentic-sessions`)).json).toMatchObject({ items: [], totalCount: 0 });
  });

  test('their projects are listed, by pages', async () => {
    await using bed = await Bed.open();
    await bed.create({ initialPrompt: 'x' });
    await bed.ask('/api/projects/team-b/agentic-sessions', { method: 'POST', body: { initialPrompt: 'y' } });
    const first = {
      items: [{ name: PROJECT }, { name: 'team-b' }].slice(0, 1),
      totalCount: 2,
      hasMore: true,
      nextOffset: 1,
    };
    expect((await bed.ask('/api/projects?limit=1')).json).toMatchObject(first);
    expect((await bed.ask('/api/projects')).json).toMatchObject({ items: [{ name: PROJECT }, { name: 'team-b' }] });
  });

  test('are created once for one request id', async () => {
    await using bed = await Bed.open();
    const body = { annotations: { 'amber/request-id': 'the-same' } };
    expect(await bed.create(body)).toBe(await bed.create(body));
  });

  test('take annotations, null removes one; the rest of a PATCH is ignored', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ annotations: { a: '1', b: '2' } });
    const body = { metadata: { annotations: { a: null, c: '3' }, name: 'other' }, spec: { timeout: 1 } };
    const reply = await bed.ask(bed.path(name), { method: 'PATCH', body });
    expect(reply.status).toBe(200);
    const { metadata, spec } = (await bed.ask(bed.path(name))).json as {
      metadata: { annotations: object; name: string };
      spec: object;
    };
    expect(metadata.annotations).toMatchObject({ b: '2', c: '3' });
    expect(metadata.annotations).not.toHaveProperty('a');
    expect([metadata.name, spec]).toEqual([name, {}]);
    const bad = { metadata: { annotations: { 'not a key!': 'x' } } };
    expect((await bed.ask(bed.path(name), { method: 'PATCH', body: bad })).status).toBe(400);
  });

  test('keep of Amber’s own annotations only those that mean something over HTTP', async () => {
    await using bed = await Bed.open();
    const annotations = {
      'amber/workspace': '/etc',
      'amber/permissions': 'all',
      'amber/worktree': 'true',
      'amber/auto-push': 'true',
      'amber/threads': 'github.com/org/repo#12',
      'amber/other': 'x',
      'amber/last-run': 'of no run',
    };
    const name = await bed.create({ annotations });
    const changed = {
      'amber/workspace': '/',
      'amber/threads': 'github.com/org/repo#12,#34',
      'amber/last-run': '{"outcome":"failed","code":"OUTPUT_INVALID"}',
    };
    await bed.ask(bed.path(name), { method: 'PATCH', body: { metadata: { annotations: changed } } });
    const stored = bed.store.sessions.get(`${PROJECT}/${name}`)?.metadata.annotations;
    expect(stored).toEqual({
      'amber/permissions': 'all',
      'amber/worktree': 'true',
      'amber/auto-push': 'true',
      'amber/threads': 'github.com/org/repo#12,#34',
      'amber/last-run': '{"outcome":"failed","code":"OUTPUT_INVALID"}',
      'amber/request-id': expect.any(String),
    });
  });

  test('are changed by PUT, but not while they are Running', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ initialPrompt: 'one', timeout: 5 });
    const put = (body: object) => bed.ask(bed.path(name), { method: 'PUT', body });
    const refused = await put({ initialPrompt: 'two' });
    expect([refused.status, refused.json]).toEqual([409, { error: expect.any(String), phase: 'Running' }]);
    bed.store.phase({ project: PROJECT, name }, 'Stopped');
    expect((await put({ initialPrompt: 'two' })).json).toMatchObject({ spec: { initialPrompt: 'two', timeout: 5 } });
    expect((await put({ timeout: -1 })).status).toBe(200);
    expect((await put({ timeout: 1.5 })).status).toBe(400);
  });

  test('are started, stopped with a reason or none, and deleted with their log', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    expect((await bed.ask(bed.path(name, '/stop'), { method: 'POST' })).status).toBe(202);
    expect((await bed.ask(bed.path(name, '/stop'), { method: 'POST', body: { reason: 'timeout' } })).status).toBe(202);
    expect(bed.store.stops.map(({ reason }) => reason)).toEqual(['user', 'timeout']);
    expect((await bed.ask(bed.path(name, '/stop'), { method: 'POST', body: { reason: '; rm' } })).status).toBe(400);
    const started = await bed.ask(bed.path(name, '/start'), { method: 'POST' });
    expect([started.status, started.json]).toMatchObject([202, { status: { phase: 'Running' } }]);
    expect((await bed.ask(bed.path(name), { method: 'DELETE' })).text).toBe('');
    for (const [method, rest] of [
      ['GET', ''],
      ['POST', '/stop'],
      ['POST', '/start'],
      ['DELETE', ''],
      ['POST', '/agui/run'],
      ['GET', '/export'],
      ['GET', '/agui/tasks'],
    ] as const) {
      const reply = await bed.ask(bed.path(name, rest), { method, ...(method === 'POST' && { body: {} }) });
      expect([rest, reply.status, reply.json]).toEqual([rest, 404, { error: 'Session not found' }]);
    }
  });

  test('of a runner type that is not configured here are refused: no command line comes over HTTP', async () => {
    await using bed = await Bed.open({ agents: () => ['demo', 'claude'] });
    const create = (runnerType: string) => bed.ask(LIST, { method: 'POST', body: { runnerType } });
    expect((await create('demo')).status).toBe(201);
    for (const bad of ['sh -c "touch /tmp/x"', '/bin/sh', 'Demo', 'toString']) {
      const reply = await create(bad);
      expect([reply.status, String(reply.json.error)]).toEqual([400, expect.stringContaining('is not enabled')]);
    }
  });

  test('that name no agent have the one that is configured here, with its model', async () => {
    const defaults = { runnerType: 'my-agent --acp', llmSettings: { model: 'fast' } };
    await using bed = await Bed.open({ agents: () => ['demo'], defaults });
    const specOf = async (body: object) => (await bed.ask(bed.path(await bed.create({ ...body })))).json.spec;
    expect(await specOf({})).toEqual(defaults);
    expect(await specOf({ runnerType: '', llmSettings: { temperature: 1 } })).toEqual({
      ...defaults,
      llmSettings: { model: 'fast', temperature: 1 },
    });
    expect(await specOf({ llmSettings: { model: 'slow' } })).toMatchObject({ llmSettings: { model: 'slow' } });
    expect(await specOf({ runnerType: 'demo' })).toEqual({ runnerType: 'demo' });
  });

  test('keep mcpServers; what has no effect is said', async () => {
    await using bed = await Bed.open();
    const custom = { docs: { type: 'http', url: 'https://mcp.example.com' } };
    const mcpServers = { custom, disabled: ['jira'] };
    const created = await bed.ask(LIST, { method: 'POST', body: { mcpServers, sdkOptions: { max_turns: 3 } } });
    expect(created.json.message).toBe('Agentic session created successfully; no effect here: sdkOptions');
    expect(bed.logged.join('')).toContain('"fields":["sdkOptions"]');
    expect((await bed.ask(bed.path(String(created.json.name)))).json.spec).toEqual({ mcpServers });
    expect((await bed.ask(LIST)).json.items).toMatchObject([{ spec: { mcpServers } }]);
  });

  test('that break a rule are refused with a text that names it', async () => {
    await using bed = await Bed.open();
    const tries: readonly [object, RegExp][] = [
      [{ labels: { 'not a label!': 'x' } }, /label key/],
      [{ timeout: 1.5 }, /timeout/],
      [{ environmentVariables: { 'A B': 'x' } }, /environment variable/],
      [{ repos: [{ url: '--upload-pack=touch /tmp/x' }] }, /repo/],
    ];
    for (const [body, text] of tries) {
      const reply = await bed.ask(LIST, { method: 'POST', body });
      expect([reply.status, String(reply.json.error)]).toEqual([400, expect.stringMatching(text)]);
    }
    expect((await bed.ask(LIST, { method: 'POST', body: '{"a":' })).json).toEqual({ error: 'Invalid request body' });
    expect((await bed.ask(LIST, { method: 'POST', body: '[]' })).status).toBe(400);
    expect((await bed.ask(LIST, { method: 'POST' })).status).toBe(201);
  });

  test('are under /api, and without it', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    expect((await bed.ask(bed.path(name).replace('/api', ''))).status).toBe(200);
    const slash = await bed.ask(`${LIST}/?limit=1`);
    expect([slash.status, slash.headers.location]).toEqual([301, `${LIST}?limit=1`]);
    const unknown = await bed.ask(`${LIST}/x/y/z`);
    expect([unknown.status, unknown.text]).toEqual([404, '404 page not found']);
  });
});

describe('the runner', () => {
  test('gets interrupts and questions about tasks, with its own token; without one the answer is 502', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    bed.store.runner.tasks = [{ task_id: 't', status: 'running' }];
    expect((await bed.ask(bed.path(name, '/agui/tasks'))).json).toEqual({
      tasks: [{ task_id: 't', status: 'running' }],
    });
    expect((await bed.ask(bed.path(name, '/agui/interrupt'), { method: 'POST' })).status).toBe(200);
    await bed.ask(bed.path(name, '/agui/tasks/..%2F..%2Finterrupt/output'));
    await bed.ask(bed.path(name, '/agui/tasks/t/stop'), { method: 'POST' });
    expect(bed.store.runner.requests).toEqual([
      'GET /tasks',
      'POST /interrupt',
      'GET /tasks/..%2F..%2Finterrupt/output',
      'POST /tasks/t/stop',
    ]);
    bed.store.booting.add(name);
    for (const [method, rest] of [
      ['GET', '/agui/tasks'],
      ['POST', '/agui/interrupt'],
    ] as const) {
      const reply = await bed.ask(bed.path(name, rest), { method });
      expect([reply.status, reply.json]).toEqual([502, { error: 'Runner is not available' }]);
    }
  });

  test('that refuses a run makes it end in RUN_ERROR', async () => {
    await using bed = await Bed.open();
    bed.store.runner.status = 409;
    const name = await bed.create();
    const tap = await bed.stream(name);
    await bed.run(name, 'run-1');
    await tap.untilType('RUN_ERROR');
    expect(tap.events).toMatchObject([{ code: 'RUNNER_ERROR', message: 'Runner error: HTTP 409', runId: 'run-1' }]);
    tap.close();
  });
});

describe('a posted run is refused', () => {
  test.each([
    ['another thread', { threadId: 'other', runId: 'r' }],
    ['tools', { runId: 'r', tools: [{ name: 't' }] }],
    ['an id with a line break', { runId: 'a\nb' }],
    ['an id of a thousand characters', { runId: 'x'.repeat(1_000) }],
    ['no object', []],
  ])('with %s', async (_, body) => {
    await using bed = await Bed.open();
    const name = await bed.create();
    expect((await bed.ask(bed.path(name, '/agui/run'), { method: 'POST', body })).status).toBe(400);
    expect(bed.store.runner.requests).toEqual([]);
  });
});
