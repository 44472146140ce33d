import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/async/system-clock.ts';
import type { FakeRun } from '../fakes/hostless/runner.ts';
import { ask, Bed, eventually, Tap } from './harness.ts';

async function startRun(bed: Bed, name: string, runId: string): Promise<FakeRun> {
  await bed.run(name, runId);
  const run = await bed.store.runner.next();
  run.send({ type: 'RUN_STARTED', threadId: name, runId });
  return run;
}

describe('a restart', () => {
  test('loses no event: readers go on where they were', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const tap = await bed.stream(name);
    const first = await startRun(bed, name, 'run-1');
    for (let i = 0; i < 100; i++) first.send({ type: 'CUSTOM', name: 'n', value: i });
    first.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
    first.end();
    await tap.until(({ seqs }) => seqs.length === 102, '102 events');
    await bed.serving?.close();
    await tap.ended;
    await bed.start();
    const second = await startRun(bed, name, 'run-2');
    const on = await bed.stream(name, '', { 'last-event-id': '50' });
    second.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-2' });
    second.end();
    await on.until(
      ({ events }) => events.some(({ type, runId }) => type === 'RUN_FINISHED' && runId === 'run-2'),
      'the end',
    );
    expect(on.seqs).toEqual(Array.from({ length: 54 }, (_, i) => 51 + i));
    on.close();
  });

  test('gives runs that were under way an end, once', async () => {
    await using bed = await Bed.open({ timing: { drain: 20 } });
    const name = await bed.create();
    const run = await startRun(bed, name, 'run-1');
    const tap = await bed.stream(name);
    await tap.untilType('RUN_STARTED');
    await bed.serving?.close();
    await run.closed;
    await tap.ended;
    // Readers have heard of it before the end of their stream.
    expect(tap.events.map(({ type }) => type)).toEqual(['RUN_STARTED', 'RUN_ERROR']);
    for (let i = 0; i < 2; i++) {
      await bed.start();
      const after = await bed.stream(name);
      await after.until(({ isLive }) => isLive, ': live');
      expect(after.events).toEqual(tap.events);
      await bed.serving?.close();
    }
  });

  test('after a crash ends the runs that have none, and knows those that it had accepted', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    const run = await startRun(bed, name, 'run-1');
    const tap = await bed.stream(name);
    await tap.untilType('RUN_STARTED');
    // What a killed serve leaves: everything but its lock, which counts no more.
    const dir = join(bed.stateDir, 'serve');
    const crashed = bed.serving;
    rmSync(join(dir, 'lock'), { recursive: true });
    await bed.start();
    const after = await bed.stream(name);
    await after.untilType('RUN_ERROR');
    expect(after.events).toMatchObject([
      { type: 'RUN_STARTED' },
      { type: 'RUN_ERROR', code: 'STREAM_ENDED', runId: 'run-1' },
    ]);
    await bed.run(name, 'run-1');
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(bed.store.stops[0]?.reason).toBe('run-error');
    await eventually(() => readdirSync(join(dir, 'unsettled')).length === 0, 'settlement');
    expect(bed.store.runner.requests.filter((line) => line === 'POST /')).toHaveLength(1);
    for (const one of [tap, after]) one.close();
    run.end();
    await crashed?.close();
  });
});

describe('two serves', () => {
  test('of one state directory exclude each other; the second one says who has it', async () => {
    await using bed = await Bed.open();
    const first = bed.serving;
    await expect(bed.start()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`process ${process.pid}, ${bed.url}`),
    });
    expect((await bed.ask('/healthz')).status).toBe(200);
    await first?.close();
    await bed.start();
    expect((await bed.ask('/healthz')).status).toBe(200);
  });

  test('at one address: the second one says so, and leaves the state directory free', async () => {
    await using bed = await Bed.open();
    await using other = await Bed.open();
    await other.serving?.close();
    await expect(other.start({ port: Number(new URL(bed.url).port) })).rejects.toMatchObject({ code: 'CONFIG' });
    await other.start();
  });
});

describe('the end of serve', () => {
  test('waits for runs, tells readers all, and takes nothing new meanwhile', async () => {
    await using bed = await Bed.open({ timing: { drain: 10_000 } });
    const name = await bed.create({ stopOnRunFinished: true });
    const run = await startRun(bed, name, 'run-1');
    const taps = await Promise.all([bed.stream(name), bed.stream(name)]);
    await Promise.all(taps.map((tap) => tap.untilType('RUN_STARTED')));
    const { url } = bed;
    const closing = bed.serving?.close();
    await expect(ask(`${url}/healthz`)).rejects.toThrow();
    for (let i = 0; i < 20; i++) {
      run.send({ type: 'CUSTOM', name: 'n', value: i });
      await systemClock.sleep(5);
    }
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
    run.end();
    await closing;
    for (const tap of taps) {
      await tap.ended;
      expect(tap.seqs).toHaveLength(22);
      expect(tap.events.at(-1)?.type).toBe('RUN_FINISHED');
    }
    expect(bed.store.stops).toHaveLength(1);
    expect(bed.store.touches.length).toBeGreaterThan(0);
  });

  test('comes with the signal, too, and once however often it is asked for', async () => {
    const over = new AbortController();
    await using bed = await Bed.open({ signal: over.signal });
    const tap = await bed.stream(await bed.create());
    over.abort();
    await Promise.all([bed.serving?.close(), bed.serving?.close()]);
    await tap.ended;
    expect(bed.logged.filter((line) => line.includes('serve.stopped'))).toHaveLength(1);
  });

  test('does not wait for a reader that does not read', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const stuck = await bed.stream(name);
    stuck.response.pause();
    const run = await startRun(bed, name, 'run-1');
    for (let i = 0; i < 3_000; i++)
      if (!run.send({ type: 'CUSTOM', name: 'x'.repeat(5_000), value: i })) await run.drained();
    run.send({ type: 'RUN_FINISHED', threadId: name, runId: 'run-1' });
    run.end();
    await run.closed;
    // Comes to an end.
    await bed.serving?.close();
    stuck.close();
  });
});

describe('what is counted', () => {
  test('is Prometheus text that its parser takes, without names of sessions', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const tap = await Tap.open(`${bed.url}${bed.path(name, '/agui/events')}`);
    const run = await startRun(bed, name, 'run-1');
    await tap.untilType('RUN_STARTED');
    const { text, headers } = await bed.ask('/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const line of text.trimEnd().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"\\]*",?)+\})? [-+.e\d]+)$/);
    expect(text).not.toContain(name);
    expect(text).toMatch(/^amber_serve_requests_total\{route="createSession",status="201"\} 1$/m);
    expect(text).toMatch(/^amber_serve_events_total 1$/m);
    expect(text).toMatch(/^amber_serve_runs 1$/m);
    run.end();
    tap.close();
  });

  test('and logged is structured: one JSON object a line', async () => {
    await using bed = await Bed.open();
    await bed.ask(bed.path('session-none'));
    for (const line of bed.logged)
      expect(JSON.parse(line)).toMatchObject({
        ts: expect.any(String),
        level: expect.any(String),
        event: expect.any(String),
      });
    expect(bed.logged.join('')).toContain('"route":"getSession","status":404');
    expect(readFileSync(join(bed.stateDir, 'serve', 'url'), 'utf8')).toBe(bed.url);
  });
});
