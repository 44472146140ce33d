import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/async/system-clock.ts';
import type { SessionRef } from '../../src/core/session/session.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { createLocalEngine } from '../../src/engine/local/create-local-engine.ts';
import { serve } from '../../src/serve/serve.ts';
import type { ServeOptions, Serving } from '../../src/serve/serve-options.ts';
import { type Scenario, scripted } from '../fakes/acp-agents/scripted.ts';
import { QUESTION } from '../scenarios/kit/agents.ts';
import { ask, eventually, type Json, type Reply, Tap, TOKEN } from './harness.ts';

const BUSY = [{ text: 'working' }, { hang: true }];

/** A serve over the local engine, with agents of its own. */
class LocalBed implements AsyncDisposable {
  readonly root = mkdtempSync(join(tmpdir(), 'amber-hosted-'));
  readonly engine: Engine;
  readonly #local: Engine;
  /** How often the engine's streams were opened. */
  streams = 0;
  /** The stream of this number gives nothing until it is given up. */
  deaf = -1;
  /** How late the engine's events come, in ms. */
  lag = 0;
  serving: Serving | undefined;

  constructor(agents: { readonly [name: string]: Scenario }, questionGrace = 0) {
    const commands = Object.fromEntries(Object.entries(agents).map(([name, scenario]) => [name, scripted(scenario)]));
    mkdirSync(join(this.root, 'work'));
    this.#local = createLocalEngine({
      stateDir: join(this.root, 'state'),
      hosting: 'here',
      spawnHost: () => undefined,
      agent: { env: { PATH: process.env.PATH ?? '' }, commands, permissions: 'read' },
      cwd: join(this.root, 'work'),
      clock: systemClock,
      notice: () => undefined,
      questionGrace,
    });
    this.engine = new Proxy(this.#local, {
      get: (target, name: keyof Engine) => {
        if (name === 'events' && ++this.streams === this.deaf)
          return (...[, , signal]: Parameters<Engine['events']>) => silence(signal);
        if (name === 'events' && this.lag > 0) return (...args: Parameters<Engine['events']>) => this.#late(...args);
        const value: unknown = target[name];
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  async *#late(...args: Parameters<Engine['events']>): ReturnType<Engine['events']> {
    for await (const items of this.#local.events(...args)) {
      await systemClock.sleep(this.lag);
      yield items;
    }
  }

  static async open(
    agents: { readonly [name: string]: Scenario } = {},
    options: Partial<ServeOptions> = {},
  ): Promise<LocalBed> {
    const bed = new LocalBed(agents, options.questionGraceMs);
    await bed.start(options);
    return bed;
  }

  async start(options: Partial<ServeOptions> = {}): Promise<void> {
    this.serving = await serve({
      engine: this.engine,
      host: '127.0.0.1',
      port: 0,
      access: { token: TOKEN },
      stateDir: join(this.root, 'state'),
      clock: systemClock,
      log: () => undefined,
      redact: (text) => text,
      ...options,
      timing: { parked: 30, ...options.timing },
    });
  }

  path(name: string, rest = ''): string {
    return `${this.serving?.url}/api/projects/default/agentic-sessions/${name}${rest}`;
  }

  async create(body: Json): Promise<SessionRef> {
    const reply = await ask(`${this.serving?.url}/api/projects/default/agentic-sessions`, { method: 'POST', body });
    if (reply.status !== 201) throw new Error(reply.text);
    return { project: 'default', name: String(reply.json.name) };
  }

  /** A session that runs, waits for its first message, and is stopped after it. */
  async started(runnerType: string): Promise<string> {
    const { name } = await this.create({ runnerType, stopOnRunFinished: true });
    await eventually(async () => (await this.phase(name)) === 'Running', 'the start');
    return name;
  }

  run(name: string, runId: string, content: string): Promise<Reply> {
    const body = { threadId: name, runId, messages: [{ id: runId, role: 'user', content }] };
    return ask(this.path(name, '/agui/run'), { method: 'POST', body });
  }

  stream(name: string, query = '', headers: { readonly [name: string]: string } = {}): Promise<Tap> {
    return Tap.open(this.path(name, `/agui/events${query}`), headers);
  }

  async phase(name: string): Promise<unknown> {
    return ((await ask(this.path(name))).json.status as Json | undefined)?.phase;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.serving?.close();
    await this.engine.close();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A stream on which nothing comes. */
async function* silence(signal: AbortSignal): ReturnType<Engine['events']> {
  await systemClock.sleep(600_000, signal).catch(() => undefined);
  if (!signal.aborted) yield [];
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe.skipIf(process.platform === 'win32')('serve over the local engine', () => {
  test('a session runs, its events come numbered, and the stream ends once it has stopped', async () => {
    await using bed = await LocalBed.open({ actor: { prompts: [[{ text: 'one' }, { text: 'two' }]] } });
    const name = await bed.started('actor');
    const tap = await bed.stream(name);
    await tap.until(({ isLive }) => isLive, ': live');
    await bed.run(name, 'run-1', 'hi');
    await tap.ended;
    expect(tap.events.map(({ type }) => type)).toContain('RUN_FINISHED');
    expect(tap.seqs).toEqual(upTo(tap.seqs.length));
    expect(await bed.phase(name)).toBe('Stopped');
    // Whoever comes back gets the rest, that is nothing, and waits.
    const again = await bed.stream(name, '', { 'last-event-id': String(tap.seqs.length) });
    await again.until(({ isLive }) => isLive, ': live');
    await systemClock.sleep(150);
    expect([again.isOver, again.seqs]).toEqual([false, []]);
    again.close();
  });

  test('a reader of a stopped session hears what comes after its next start, by whomever', async () => {
    await using bed = await LocalBed.open({ actor: { prompts: [[{ text: 'answer' }]] } });
    const ref = await bed.create({ initialPrompt: 'hi', runnerType: 'actor', stopOnRunFinished: true });
    await eventually(async () => (await bed.phase(ref.name)) === 'Stopped', 'the stop');
    const tap = await bed.stream(ref.name);
    await tap.until(({ isLive }) => isLive, ': live');
    const before = tap.seqs.length;
    // Not through serve: it has to find out.
    await bed.engine.start(ref);
    await eventually(async () => (await bed.phase(ref.name)) === 'Running', 'the start');
    expect((await bed.run(ref.name, 'second', 'more')).status).toBe(200);
    await tap.until(
      ({ events }) => events.some(({ type, runId }) => type === 'RUN_FINISHED' && runId === 'second'),
      'its end',
    );
    expect(tap.seqs).toEqual(upTo(tap.seqs.length));
    expect(tap.seqs.length).toBeGreaterThan(before);
    tap.close();
  });

  test('a hundred readers cost one stream of the engine; all get the same', async () => {
    const words = Array.from({ length: 300 }, (_, index) => [
      { text: `w${index} ` },
      ...(index % 20 === 0 ? [{ sleep: 5 }] : []),
    ]);
    await using bed = await LocalBed.open({ actor: { prompts: [words.flat()] } });
    const name = await bed.started('actor');
    const first = await bed.stream(name);
    await first.until(({ isLive }) => isLive, ': live');
    const before = bed.streams;
    const taps = await Promise.all(Array.from({ length: 100 }, () => bed.stream(name)));
    await Promise.all(taps.slice(50).map((tap) => tap.until(({ isLive }) => isLive, ': live')));
    await bed.run(name, 'run-1', 'hi');
    await Promise.all([first, ...taps].map(({ ended }) => ended));
    for (const tap of taps) expect(tap.text.replace(/^:.*\n\n/gm, '')).toBe(first.text.replace(/^:.*\n\n/gm, ''));
    expect(first.events.filter(({ type }) => type === 'TEXT_MESSAGE_CONTENT').length).toBeGreaterThan(100);
    // One for the replay of each, none for what came live.
    expect(bed.streams - before).toBeLessThan(130);
  });

  test('a number that the log has not come to disturbs nobody else', async () => {
    await using bed = await LocalBed.open({ actor: { prompts: [[{ text: 'x' }]] } });
    const name = await bed.started('actor');
    const ahead = await bed.stream(name, '?since=100000');
    await ahead.until(({ isLive }) => isLive, ': live');
    const late = await bed.stream(name);
    await late.until(({ isLive }) => isLive, ': live');
    await bed.run(name, 'run-1', 'hi');
    await late.ended;
    expect(late.seqs).toEqual(upTo(late.seqs.length));
    expect(late.events.at(-1)?.type).toBe('RUN_FINISHED');
    await ahead.ended;
    expect(ahead.seqs).toEqual([]);
  });

  test('a reader has all that the log held when it came, however late others hear of it', async () => {
    await using bed = await LocalBed.open({ actor: { prompts: [BUSY] } });
    const { name } = await bed.create({ initialPrompt: 'hi', runnerType: 'actor', stopOnRunFinished: true });
    await eventually(async () => (await bed.phase(name)) === 'Running', 'the start');
    // What goes on for all readers begins, and hears of nothing more.
    bed.deaf = bed.streams + 2;
    const first = await bed.stream(name);
    await first.until(({ isLive }) => isLive, ': live');
    await ask(bed.path(name, '/stop'), { method: 'POST' });
    await eventually(async () => (await bed.phase(name)) === 'Stopped', 'the stop');
    const second = await bed.stream(name, '', { 'last-event-id': String(first.seqs.at(-1) ?? 0) });
    await second.until(({ isLive }) => isLive, ': live');
    expect(second.events.at(-1)?.type).toBe('RUN_FINISHED');
    for (const tap of [first, second]) tap.close();
  });

  test('filters by run, from the middle too, though events do not say whose they are', async () => {
    await using bed = await LocalBed.open({ actor: { prompts: [[{ text: 'one' }], [{ text: 'two' }]] } });
    const { name } = await bed.create({ initialPrompt: 'hi', runnerType: 'actor' });
    const all = await bed.stream(name);
    await all.untilType('RUN_FINISHED');
    const end = all.seqs.length;
    await bed.run(name, 'second', 'more');
    await all.until(({ events }) => events.filter(({ type }) => type === 'RUN_FINISHED').length === 2, 'two ends');
    const tap = await bed.stream(name, '?runId=second');
    await tap.until(({ isLive }) => isLive, ': live');
    expect(tap.seqs).toEqual(all.seqs.slice(end));
    const rest = await bed.stream(name, '?runId=second', { 'last-event-id': String(end + 2) });
    await rest.until(({ isLive }) => isLive, ': live');
    expect(rest.seqs).toEqual(all.seqs.slice(end + 2));
    for (const one of [all, tap, rest]) one.close();
  });

  test('a runId that was posted is not run twice, also after the session was stopped', async () => {
    await using bed = await LocalBed.open({ actor: { prompts: [[{ text: 'one' }]] } });
    const name = await bed.started('actor');
    const tap = await bed.stream(name);
    await tap.until(({ isLive }) => isLive, ': live');
    for (let i = 0; i < 3; i++)
      expect((await bed.run(name, 'same', 'hi')).json).toEqual({ runId: 'same', threadId: name });
    await tap.ended;
    expect(tap.events.filter(({ type }) => type === 'RUN_STARTED')).toHaveLength(1);
    expect((await bed.run(name, 'same', 'hi')).status).toBe(200);
    expect((await bed.run(name, 'other', 'hi')).status).toBe(409);
  });

  test('a session that names no agent has the one that is configured; what changes nothing here is said', async () => {
    const agents = { first: { prompts: [[{ text: 'one' }]] }, second: { prompts: [[{ text: 'two' }]] } };
    await using bed = await LocalBed.open(agents, { defaults: { runnerType: 'second' } });
    const body = { initialPrompt: 'hi', stopOnRunFinished: true, mcpServers: { disabled: ['jira'] } };
    const url = `${bed.serving?.url}/api/projects/default/agentic-sessions`;
    const { json } = await ask(url, { method: 'POST', body });
    expect(json.message).toMatch(/; no effect here: mcpServers.disabled$/);
    const tap = await bed.stream(String(json.name));
    await tap.untilType('RUN_FINISHED');
    expect(tap.text).toContain('"delta":"two"');
    tap.close();
  });

  test('a session’s MCP servers reach its agent', async () => {
    const initialize = { protocolVersion: 1, agentCapabilities: { mcpCapabilities: { http: true } } };
    await using bed = await LocalBed.open({ actor: { initialize, prompts: [[{ servers: true }]] } });
    const custom = { docs: { url: 'https://docs.example/mcp', headers: { A: 'b' } } };
    const ref = await bed.create({
      initialPrompt: 'hi',
      stopOnRunFinished: true,
      runnerType: 'actor',
      mcpServers: { custom },
    });
    const tap = await bed.stream(ref.name);
    await tap.untilType('RUN_FINISHED');
    const given = { type: 'http', name: 'docs', url: 'https://docs.example/mcp', headers: [{ name: 'A', value: 'b' }] };
    expect(tap.text).toContain(JSON.stringify(JSON.stringify([given])).slice(1, -1));
    tap.close();
  });

  test('a question waits for its answer as long as --question-grace says', async () => {
    const prompts = [[QUESTION, { text: ' it is' }]];
    await using bed = await LocalBed.open({ actor: { prompts } }, { questionGraceMs: 60_000 });
    const name = await bed.started('actor');
    const tap = await bed.stream(name);
    await tap.until(({ isLive }) => isLive, ': live');
    await bed.run(name, 'run-1', 'hi');
    await tap.until(({ events }) => events.some((event) => event.name === 'amber:waiting'), 'the question');
    await eventually(
      async () => ((await ask(bed.path(name))).json.status as Json).agentStatus === 'waiting_input',
      'the status',
    );
    const wrong = await bed.run(name, 'run-2', 'purple');
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('none of red, blue')]);
    // The answer is part of the run that asked, also for whoever repeats it.
    for (let i = 0; i < 2; i++)
      expect((await bed.run(name, 'run-3', 'blue')).json).toEqual({ runId: 'run-1', threadId: name });
    await tap.ended;
    expect(tap.events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'run-1', outcome: { type: 'success' } });
    expect(tap.text).toContain('blue');
    expect(tap.events.filter(({ type }) => type === 'RUN_STARTED')).toHaveLength(1);

    await using other = await LocalBed.open({ actor: { prompts } });
    // A session that says so itself, answered as a page's form does it.
    const { name: own } = await other.create({
      runnerType: 'actor',
      initialPrompt: 'hi',
      stopOnRunFinished: true,
      annotations: { 'amber/question-grace': '60' },
    });
    const form = await other.stream(own);
    await form.until(({ events }) => events.some((event) => event.name === 'amber:waiting'), 'the question');
    const interruptId = form.events.find(({ type }) => type === 'TOOL_CALL_START')?.toolCallId;
    const resume = [{ interruptId, status: 'resolved', payload: ['red'] }];
    const body = { threadId: own, runId: 'form', messages: [], resume };
    expect((await ask(other.path(own, '/agui/run'), { method: 'POST', body })).status).toBe(200);
    await form.ended;
    expect(form.text).toContain('\\"colour\\":\\"red\\"');

    await using brief = await LocalBed.open({ actor: { prompts } }, { questionGraceMs: 500 });
    const late = await brief.started('actor');
    const start = performance.now();
    await brief.run(late, 'run-1', 'hi');
    await eventually(async () => (await brief.phase(late)) === 'Stopped', 'the stop');
    expect(performance.now() - start).toBeGreaterThan(500);
  });

  test('says of an empty answer that it is empty, and takes the next one', async () => {
    await using bed = await LocalBed.open({ actor: { prompts: [[QUESTION], [{ text: 'it is' }]] } });
    const { name } = await bed.create({ initialPrompt: 'hi', runnerType: 'actor' });
    const tap = await bed.stream(name);
    await tap.untilType('RUN_FINISHED');
    const interruptId = tap.events.find(({ type }) => type === 'TOOL_CALL_START')?.toolCallId;
    const answered = async (runId: string, payload: string, messages: readonly object[] = []) => {
      const resume = [{ interruptId, status: 'resolved', payload: [payload] }];
      const body = { threadId: name, runId, messages, resume };
      return ask(bed.path(name, '/agui/run'), { method: 'POST', body });
    };
    const empty = await answered('empty', '');
    expect([empty.status, empty.text]).toEqual([400, expect.stringContaining('the answer is empty')]);
    expect((await answered('run-2', 'blue')).status).toBe(409);
    expect((await answered('run-2', 'blue', [{ id: 'm', role: 'user', content: 'blue' }])).status).toBe(200);
  });

  test.each([
    { grace: '60', how: 'while its run waits' },
    { grace: '0', how: 'after its run has ended' },
  ])('takes one answer to a question, and refuses those that come after it: $how', async ({ grace }) => {
    await using bed = await LocalBed.open({ actor: { prompts: [[QUESTION], [QUESTION], [{ text: 'bye' }]] } });
    const { name } = await bed.create({
      initialPrompt: 'hi',
      runnerType: 'actor',
      annotations: { 'amber/question-grace': grace },
    });
    const tap = await bed.stream(name);
    const asked = async (nth: number): Promise<unknown> => {
      const isOpen = grace === '0' ? { type: 'RUN_FINISHED' } : { name: 'amber:waiting' };
      const [[key, value] = []] = Object.entries(isOpen);
      await tap.until(({ events }) => events.filter((one) => one[key ?? ''] === value).length === nth, 'the question');
      return tap.events.findLast(({ type }) => type === 'TOOL_CALL_START')?.toolCallId;
    };
    const answer = async (interruptId: unknown, runId: string): Promise<readonly [number, unknown]> => {
      const reply = await ask(bed.path(name, '/agui/run'), {
        method: 'POST',
        body: {
          threadId: name,
          runId,
          messages: [{ id: runId, role: 'user', content: 'red' }],
          resume: [{ interruptId, status: 'resolved', payload: ['red'] }],
          forwardedProps: { amber: { start: true } },
        },
      });
      return [reply.status, reply.json.error];
    };
    const refused = [409, 'the question has been answered already'];
    const first = await asked(1);
    const both = await Promise.all([answer(first, 'tab-1'), answer(first, 'tab-2')]);
    expect(both.sort()).toEqual([[200, undefined], refused]);
    if (grace === '60') {
      await tap.untilType('RUN_FINISHED');
      expect(await answer(first, 'tab-3')).toEqual(refused);
      await bed.run(name, 'more', 'more');
    }
    const second = await asked(2);
    expect(second).not.toBe(first);
    // Another question is open.
    expect(await answer(first, 'tab-4')).toEqual(refused);
    // One that a message without its name has answered.
    expect((await bed.run(name, 'words', 'blue')).status).toBe(200);
    expect(await answer(second, 'tab-5')).toEqual(refused);
    expect((await ask(bed.path(name, '/stop'), { method: 'POST' })).status).toBe(202);
    await tap.ended;
    expect(await answer(second, 'tab-6')).toEqual(refused);
    expect(await bed.phase(name)).toBe('Stopped');
    const begun = tap.events.filter(({ type }) => type === 'RUN_STARTED');
    expect(begun.filter(({ runId }) => String(runId).startsWith('tab-'))).toHaveLength(grace === '0' ? 1 : 0);
  });

  test('a field of a wrong type is refused by its name, and null is none', async () => {
    await using bed = await LocalBed.open({ busy: { prompts: [BUSY] } });
    const post = async (body: Json): Promise<readonly [number, unknown]> => {
      const reply = await ask(`${bed.serving?.url}/api/projects/default/agentic-sessions`, { method: 'POST', body });
      return [reply.status, reply.json.error];
    };
    for (const [body, words] of [
      [{ initialPrompt: { a: 1 } }, 'initialPrompt must be of type string'],
      [{ timeout: '60' }, 'timeout must be of type number'],
      [{ stopOnRunFinished: 'yes' }, 'stopOnRunFinished must be of type boolean'],
      [{ llmSettings: { model: 7 } }, 'llmSettings.model must be of type string'],
      [{ repos: { url: 'x' } }, 'repos must be of type array'],
      [{ repos: [{ url: 'https://git.test/a' }, { url: 1 }] }, 'repos[1].url must be of type string'],
      [{ environmentVariables: { A: 1 } }, 'environmentVariables.A must be of type string'],
      [{ mcpServers: { custom: { docs: 'x' } } }, 'mcpServers.custom.docs must be of type object'],
      [{ labels: [] }, 'labels must be of type object'],
    ] as const)
      expect(await post({ runnerType: 'busy', ...body })).toEqual([400, words]);
    expect((await post({ runnerType: 'busy', initialPrompt: null, repos: null }))[0]).toBe(201);
  });

  test('interrupts, says what the runner does, exports, and deletes', async () => {
    await using bed = await LocalBed.open({ busy: { prompts: [BUSY] } });
    const { name } = await bed.create({ initialPrompt: 'hi', runnerType: 'busy' });
    const tap = await bed.stream(name);
    await tap.untilType('TEXT_MESSAGE_CONTENT');
    expect((await ask(bed.path(name, '/agui/tasks'))).json).toEqual({ tasks: [] });
    expect((await ask(bed.path(name, '/agui/tasks/x/output'))).status).toBe(404);
    expect((await ask(bed.path(name, '/agui/interrupt'), { method: 'POST' })).status).toBe(200);
    await tap.untilType('RUN_FINISHED');
    expect(await bed.phase(name)).toBe('Running');
    expect((await ask(bed.path(name, '/export'))).json.aguiEvents).toEqual(tap.events);
    expect((await ask(bed.path(name), { method: 'PUT', body: { timeout: 1 } })).status).toBe(409);
    expect((await ask(bed.path(name, '/stop'), { method: 'POST' })).status).toBe(202);
    await tap.ended;
    const gone = await ask(bed.path(name, '/agui/tasks'));
    expect([gone.status, gone.json]).toEqual([502, { error: 'Runner is not available' }]);
    expect((await ask(bed.path(name), { method: 'PUT', body: { timeout: 7 } })).json).toMatchObject({
      spec: { timeout: 7 },
    });
    const reader = await bed.stream(name);
    await reader.until(({ isLive }) => isLive, ': live');
    expect((await ask(bed.path(name), { method: 'DELETE' })).status).toBe(204);
    await reader.ended;
    expect((await ask(bed.path(name))).status).toBe(404);
  });

  test('its end waits for readers whose events come late', async () => {
    await using bed = await LocalBed.open({ busy: { prompts: [BUSY] } });
    bed.lag = 200;
    const { name } = await bed.create({ initialPrompt: 'hi', runnerType: 'busy' });
    const tap = await bed.stream(name);
    await tap.untilType('TEXT_MESSAGE_CONTENT');
    await bed.serving?.close();
    await tap.ended;
    expect(tap.events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } });
  });

  test('its end stops what it hosts; readers hear that to the end, and the next serve shows it', async () => {
    await using bed = await LocalBed.open({ busy: { prompts: [BUSY] } });
    const refs = await Promise.all([1, 2, 3].map(() => bed.create({ initialPrompt: 'hi', runnerType: 'busy' })));
    const taps = await Promise.all(refs.map(({ name }) => bed.stream(name)));
    await Promise.all(taps.map((tap) => tap.untilType('TEXT_MESSAGE_CONTENT')));
    await bed.serving?.close();
    await Promise.all(taps.map(({ ended }) => ended));
    for (const tap of taps)
      expect(tap.events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } });
    await bed.start();
    for (const [index, { name }] of refs.entries()) {
      expect((await ask(bed.path(name))).json.status).toMatchObject({ phase: 'Stopped', stoppedReason: 'shutdown' });
      const replay = await bed.stream(name);
      await replay.until(({ isLive }) => isLive, ': live');
      expect(replay.seqs).toEqual(taps[index]?.seqs);
      replay.close();
    }
  });
});
