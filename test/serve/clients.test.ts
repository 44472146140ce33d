import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { FakeRun } from '../fakes/hostless/runner.ts';
import { loadScene } from '../fakes/platform/scene.ts';
import { Bed, PROJECT, TOKEN } from './harness.ts';

const HAS_CURL = spawnSync('curl', ['--version']).status === 0;

/** A whole run of an agent, as AG-UI wants it. */
function answer(run: FakeRun): void {
  const threadId = run.session;
  const { runId } = run;
  run.send({ type: 'RUN_STARTED', threadId, runId });
  run.send({ type: 'TEXT_MESSAGE_START', messageId: `m-${runId}`, role: 'assistant' });
  for (const delta of ['Hello', ', ', 'world ✓'])
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: `m-${runId}`, delta });
  run.send({ type: 'TEXT_MESSAGE_END', messageId: `m-${runId}` });
  run.send({ type: 'RUN_FINISHED', threadId, runId });
  run.end();
}

describe('clients that nobody here wrote', () => {
  test('@ag-ui/client reads the stream with its own transform and verifier', async () => {
    const { runHttpRequest, transformHttpEventStream, verifyEvents } = await import('@ag-ui/client');
    await using bed = await Bed.open();
    bed.store.runner.script = answer;
    const name = await bed.create();
    await bed.run(name, 'run-1');
    await bed.run(name, 'run-2');
    const over = new AbortController();
    const request = () =>
      fetch(`${bed.url}${bed.path(name, '/agui/events?runId=run-2')}`, {
        headers: { authorization: `Bearer ${TOKEN}` },
        signal: over.signal,
      });
    const events: { type: string }[] = [];
    await new Promise<void>((resolve, reject) => {
      verifyEvents()(transformHttpEventStream(runHttpRequest(request))).subscribe({
        next: (event) => {
          events.push(event);
          if (event.type === 'RUN_FINISHED') resolve();
        },
        error: reject,
      });
    });
    over.abort();
    expect(events.map(({ type }) => type)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ]);
  });

  test('what serve adds is valid by itself: an end for a run that has none, before and after others', async () => {
    const { verifyEvents, transformHttpEventStream, runHttpRequest } = await import('@ag-ui/client');
    const { EventSchemas } = await import('@ag-ui/core/schemas');
    await using bed = await Bed.open();
    const name = await bed.create();
    const tap = await bed.stream(name);
    for (const runId of ['run-1', 'run-2', 'run-3']) {
      await bed.run(name, runId);
      const run = await bed.store.runner.next();
      // The first one breaks before it has begun, the second one in the middle.
      if (runId === 'run-3') answer(run);
      else if (runId === 'run-1') run.end();
      else {
        run.send({ type: 'RUN_STARTED', threadId: name, runId });
        run.send({ type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' });
        run.end();
      }
      const isEnd = (type: string) => type === 'RUN_FINISHED' || type === 'RUN_ERROR';
      await tap.until(({ events }) => events.some((event) => isEnd(event.type) && event.runId === runId), 'its end');
    }
    const added = tap.events.filter(({ type }) => type === 'RUN_ERROR');
    expect(added.map(({ code, runId }) => [code, runId])).toEqual([
      ['STREAM_ENDED', 'run-1'],
      ['STREAM_ENDED', 'run-2'],
    ]);
    for (const event of added) expect(EventSchemas.safeParse(event).success).toBe(true);
    const over = new AbortController();
    const request = () =>
      fetch(`${bed.url}${bed.path(name, '/agui/events')}`, {
        headers: { authorization: `Bearer ${TOKEN}` },
        signal: over.signal,
      });
    const types: string[] = [];
    await new Promise<void>((resolve, reject) => {
      verifyEvents()(transformHttpEventStream(runHttpRequest(request))).subscribe({
        next: ({ type }) => {
          types.push(type);
          if (type === 'RUN_FINISHED') resolve();
        },
        error: reject,
      });
    });
    over.abort();
    expect(types).toHaveLength(tap.events.length);
    tap.close();
  });

  test('HttpAgent runs an agent over serve: post, then read that run’s events', async () => {
    const { HttpAgent } = await import('@ag-ui/client');
    await using bed = await Bed.open();
    bed.store.runner.script = answer;
    const name = await bed.create();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const base = `${bed.url}${bed.path(name)}`;
    const agent = new HttpAgent({
      url: `${base}/agui/run`,
      headers,
      threadId: name,
      // What a client of the platform has to do: a run's events come on the session's stream.
      fetch: async (url, init) => {
        const accepted = (await (await fetch(url, init)).json()) as { runId: string };
        const stream = await fetch(`${base}/agui/events?runId=${accepted.runId}`, { headers });
        return new Response(stream.body?.pipeThrough(untilEnd()), { headers: stream.headers });
      },
    });
    agent.addMessage({ id: 'm1', role: 'user', content: 'Hi' });
    const first = await agent.runAgent();
    expect(first.newMessages).toMatchObject([{ role: 'assistant', content: 'Hello, world ✓' }]);
    // The second time it sends the whole conversation.
    agent.addMessage({ id: 'm2', role: 'user', content: 'Again' });
    expect((await agent.runAgent()).newMessages).toHaveLength(1);
  });

  test.skipIf(!HAS_CURL)('curl -N prints frames as they come, and goes on from where it is asked to', async () => {
    await using bed = await Bed.open();
    bed.store.runner.script = answer;
    const name = await bed.create();
    await bed.run(name, 'run-1');
    const curl = async (...more: string[]): Promise<string> => {
      const url = `${bed.url}${bed.path(name, '/agui/events')}`;
      const args = ['-sN', '--max-time', '1', '-H', `Authorization: Bearer ${TOKEN}`, ...more, url];
      // 28: its own time limit, on a stream that does not end.
      const { stdout } = await promisify(execFile)('curl', args).catch((error: { code: number; stdout: string }) => {
        expect(error.code).toBe(28);
        return error;
      });
      return stdout;
    };
    const whole = await curl();
    expect(whole.match(/^id: \d+$/gm)).toHaveLength(7);
    expect(whole).toContain('id: 7\ndata: {"type":"RUN_FINISHED"');
    expect(whole).toMatch(/\n\n: live\n\n$/);
    expect(await curl('-H', 'Last-Event-ID: 7')).toBe(': live\n\n');
  });

  test('the predecessor’s requests: create, then poll until the phase is an end', async () => {
    await using bed = await Bed.open();
    bed.store.runner.script = answer;
    const created = await fetch(`${bed.url}/api/projects/${PROJECT}/agentic-sessions`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        initialPrompt: 'Fix the build',
        displayName: 'nightly',
        timeout: 3600,
        inactivityTimeout: 0,
        stopOnRunFinished: true,
        runnerType: 'claude-agent-sdk',
        llmSettings: { model: 'claude-opus-4-5' },
        repos: [{ url: 'https://github.com/org/repo', branch: 'main', autoPush: true }],
        labels: { source: 'action' },
        environmentVariables: { CI: 'true' },
        activeWorkflow: { gitUrl: 'https://github.com/org/flows', branch: 'main', path: 'workflows/x' },
      }),
    });
    expect(created.status).toBe(201);
    const { name, uid } = (await created.json()) as { name: string; uid: string };
    expect([name, uid]).toEqual([expect.stringMatching(/^session-/), expect.any(String)]);
    await bed.run(name, 'run-1');
    let phase = '';
    for (let i = 0; i < 1_000 && !['Completed', 'Failed', 'Stopped', 'Error'].includes(phase); i++) {
      const polled = await fetch(`${bed.url}/api/projects/${PROJECT}/agentic-sessions/${name}`, {
        headers: { Authorization: `Bearer ${TOKEN}` },
      });
      const session = (await polled.json()) as { status?: { phase?: string } };
      phase = session.status?.phase ?? '';
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(phase).toBe('Stopped');
  });

  test.each(['tool', 'think', 'multi', 'ask', 'long'] as const)(
    'a recorded runner’s events (%s) come through unchanged',
    async (scene) => {
      await using bed = await Bed.open();
      const { frames } = loadScene(scene);
      const data = frames.filter(({ event }) => event !== undefined).map(({ text }) => text.slice('data: '.length, -2));
      bed.store.runner.script = (run) => {
        for (const text of data) run.raw(`data: ${text}\n\n`);
        run.end();
      };
      const name = await bed.create();
      const tap = await bed.stream(name);
      await bed.run(name, 'run-1');
      await tap.until(({ seqs }) => seqs.length >= data.length, 'all events');
      expect(tap.items.flatMap((item) => (item.kind === 'event' ? [item.raw] : [])).slice(0, data.length)).toEqual(
        data,
      );
      tap.close();
    },
  );
});

/** Ends the stream behind the run's last event: this one goes on with the session. */
function untilEnd(): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk);
      if (/"type":"RUN_(FINISHED|ERROR)"/.test(decoder.decode(chunk, { stream: true }))) controller.terminate();
    },
  });
}
