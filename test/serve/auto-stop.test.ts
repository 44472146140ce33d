import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/async/system-clock.ts';
import { lastRunOf } from '../../src/core/session/last-run-annotation.ts';
import type { FakeRun } from '../fakes/hostless/runner.ts';
import { VirtualClock } from '../fakes/virtual-clock.ts';
import { Bed, eventually, type Json } from './harness.ts';

const settle = (ms = 150) => systemClock.sleep(ms);

async function startRun(bed: Bed, name: string, runId: string): Promise<FakeRun> {
  await bed.run(name, runId);
  const run = await bed.store.runner.next();
  run.send({ type: 'RUN_STARTED', threadId: name, runId });
  return run;
}

function finish(run: FakeRun, name: string, extra: Json = { result: {} }): void {
  run.send({ type: 'RUN_FINISHED', threadId: name, runId: run.runId, ...extra });
  run.end();
}

const reasons = (bed: Bed) => bed.store.stops.map(({ reason }) => reason);

describe('auto-stop over an engine without hosts', () => {
  test('stops a flagged session on RUN_FINISHED, with that reason', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    finish(await startRun(bed, name, 'run-1'), name);
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(bed.store.stops).toEqual([{ ref: { project: 'team-a', name }, reason: 'run-finished' }]);
    expect(await bed.metric('amber_serve_stops_total\\{reason="run-finished"\\}')).toBe(1);
  });

  test.each([false, undefined])(
    'leaves a session alone whose flag is %s; many events and runs cost one read',
    async (flag) => {
      await using bed = await Bed.open();
      const name = await bed.create(flag === undefined ? {} : { stopOnRunFinished: flag });
      const before = bed.store.count('get');
      for (let i = 0; i < 20; i++) {
        const run = await startRun(bed, name, `run-${i}`);
        for (let j = 0; j < 50; j++) run.send({ type: 'CUSTOM', name: 'n', value: j });
        finish(run, name);
        await run.closed;
      }
      await settle();
      expect(bed.store.stops).toEqual([]);
      expect(await bed.metric('amber_serve_flag_reads_total')).toBe(1);
      // One for each POST, to see that the session exists, and one for the flag.
      expect(bed.store.count('get') - before).toBe(21);
    },
  );

  test('tells sessions of one name in two projects apart', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    const flagged = bed.store.sessions.get(`team-a/${name}`);
    if (flagged === undefined) throw new Error('no session');
    const other = { ...flagged, metadata: { ...flagged.metadata, namespace: 'team-b' }, spec: {} };
    bed.store.sessions.set(`team-b/${name}`, other);
    const body = { threadId: name, runId: 'run-b', messages: [{ id: 'm', role: 'user', content: 'hi' }] };
    await bed.ask(`/api/projects/team-b/agentic-sessions/${name}/agui/run`, { method: 'POST', body });
    const run = await bed.store.runner.next();
    run.send({ type: 'RUN_STARTED', threadId: name, runId: 'run-b' });
    finish(run, name);
    await settle();
    expect(bed.store.stops).toEqual([]);
    finish(await startRun(bed, name, 'run-a'), name);
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(bed.store.stops[0]?.ref.project).toBe('team-a');
  });

  test('tries a stop, and the read before it, until they succeed, and counts the failures', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    const run = await startRun(bed, name, 'run-1');
    bed.store.failing.get = 2;
    bed.store.failing.stop = 3;
    finish(run, name);
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(await bed.metric('amber_serve_stop_failures_total')).toBe(5);
  });

  test('waits for another run that was accepted, and stops after its end', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    const first = await startRun(bed, name, 'run-1');
    await bed.run(name, 'run-2');
    const second = await bed.store.runner.next();
    finish(first, name);
    await settle();
    expect(bed.store.stops).toEqual([]);
    second.send({ type: 'RUN_STARTED', threadId: name, runId: 'run-2' });
    finish(second, name);
    await eventually(() => bed.store.stops.length === 1, 'a stop');
  });

  test('stops on RUN_ERROR once 2 s have passed, and not if the run goes on', async () => {
    const clock = new VirtualClock();
    await using bed = await Bed.open({ clock, timing: { errorSettle: 2_000 } });
    const name = await bed.create({ stopOnRunFinished: true });
    const tap = await bed.stream(name);
    const run = await startRun(bed, name, 'run-1');
    run.send({ type: 'RUN_ERROR', message: 'odd', run_id: 'run-1' });
    for (let i = 0; i < 10; i++) {
      await tap.until(({ events }) => events.length === 2 + i, 'the event');
      await clock.advance(1_900);
      run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'x', run_id: 'run-1' });
    }
    await tap.until(({ events }) => events.length === 12, 'the last event');
    await clock.advance(1_900);
    expect(bed.store.stops).toEqual([]);
    await clock.advance(100);
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(reasons(bed)).toEqual(['run-error']);
    run.end();
    tap.close();
  });

  test('never stops on "An event was too large to send"', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    const run = await startRun(bed, name, 'run-1');
    run.send({ type: 'RUN_ERROR', message: 'An event was too large to send (12 MB)', run_id: 'run-1' });
    await settle(200);
    expect(bed.store.stops).toEqual([]);
    finish(run, name);
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(reasons(bed)).toEqual(['run-finished']);
  });

  test('stops with reason run-error after a runner that ended without a word', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    const tap = await bed.stream(name);
    const run = await startRun(bed, name, 'run-1');
    await tap.untilType('RUN_STARTED');
    run.cut();
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(reasons(bed)).toEqual(['run-error']);
    tap.close();
  });

  const ask = (run: FakeRun, name: string): void => {
    run.send({ type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: 'AskUserQuestion' });
    run.send({ type: 'TOOL_CALL_ARGS', toolCallId: 't', delta: '{"question":"Which?"}' });
    run.send({ type: 'TOOL_CALL_END', toolCallId: 't' });
    finish(run, name, {});
  };

  test('stops at once after a question, by default', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    ask(await startRun(bed, name, 'run-1'), name);
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(reasons(bed)).toEqual(['question']);
  });

  test('waits for the answer as long as --question-grace says', async () => {
    const clock = new VirtualClock();
    await using bed = await Bed.open({ clock, questionGraceMs: 600_000 });
    const name = await bed.create({ stopOnRunFinished: true });
    const asked = async (session: string): Promise<void> => {
      const tap = await bed.stream(session);
      ask(await startRun(bed, session, 'run-1'), session);
      await tap.untilType('RUN_FINISHED');
      await clock.advance(599_000);
      tap.close();
    };
    await asked(name);
    const answer = await startRun(bed, name, 'run-2');
    await clock.advance(600_000);
    expect(bed.store.stops).toEqual([]);
    finish(answer, name);
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(reasons(bed)).toEqual(['run-finished']);

    const other = await bed.create({ stopOnRunFinished: true });
    await asked(other);
    expect(bed.store.stops).toHaveLength(1);
    await clock.advance(1_000);
    await eventually(() => bed.store.stops.length === 2, 'a second stop');
    expect(reasons(bed)).toEqual(['run-finished', 'question']);
  });

  test('that was owed when serve died is made by the next serve', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    const run = await startRun(bed, name, 'run-1');
    bed.store.failing.stop = 1_000_000;
    finish(run, name);
    await eventually(async () => (await bed.metric('amber_serve_stop_failures_total')) > 0, 'a failure');
    await bed.serving?.close();
    bed.store.failing.stop = 0;
    await bed.start();
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(reasons(bed)).toEqual(['run-finished']);
  });

  test('of a run that was accepted, and that nobody heard of before serve ended, is made by the next serve', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    await bed.run(name, 'run-1');
    await bed.store.runner.next();
    await bed.serving?.close();
    await bed.start();
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(reasons(bed)).toEqual(['run-error']);
    expect(lastRun(bed, name)).toMatchObject({ runId: 'run-1', outcome: 'failed', code: 'STREAM_ENDED' });
  });

  test.each<[string, (bed: Bed) => Promise<void>]>([
    ['answers and says nothing', async (bed) => (await bed.store.runner.next()).cut()],
    [
      'breaks off before it answers',
      async (bed) => {
        bed.store.runner.status = 0;
      },
    ],
  ])('after a runner that %s: it may have had the run', async (_, happen) => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    const happened = happen(bed);
    await bed.run(name, 'run-1');
    await happened;
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(lastRun(bed, name)).toMatchObject({ runId: 'run-1', code: 'STREAM_ENDED' });
  });

  test('sees a flag that was set behind its back, when the store has a watch, and asks for none', async () => {
    await using bed = await Bed.open({}, (store) => {
      store.hasWatch = true;
    });
    const name = await bed.create();
    bed.store.change({ project: 'team-a', name }, (session) => session);
    finish(await startRun(bed, name, 'run-1'), name);
    await eventually(() => isSettled(bed, name, 'run-1'), 'the end of the run');
    expect(bed.store.stops).toEqual([]);
    bed.store.change({ project: 'team-a', name }, (session) => ({ ...session, spec: { stopOnRunFinished: true } }));
    finish(await startRun(bed, name, 'run-2'), name);
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(await bed.metric('amber_serve_flag_reads_total')).toBe(0);
  });
});

const lastRun = (bed: Bed, name: string) => {
  const session = bed.store.sessions.get(`team-a/${name}`);
  return session && lastRunOf(session);
};
const isSettled = (bed: Bed, name: string, runId: string): boolean => lastRun(bed, name)?.runId === runId;

describe('how a run ended is written into its session', () => {
  const say = (run: FakeRun, delta: string): void => {
    run.send({ type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' });
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta });
  };

  test.each<[string, (run: FakeRun, name: string) => void, object]>([
    [
      'with an answer',
      (run, name) => {
        say(run, 'yes');
        finish(run, name);
      },
      { outcome: 'finished' },
    ],
    ['without one', (run, name) => finish(run, name), { outcome: 'failed', code: 'NO_ANSWER' }],
    [
      'with the model’s error',
      (run, name) => finish(run, name, { result: { is_error: true, result: 'API Error: no' } }),
      { outcome: 'failed', code: 'RUN_FAILED' },
    ],
    [
      'with a question',
      (run, name) => {
        run.send({ type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: 'AskUserQuestion' });
        finish(run, name, {});
      },
      { outcome: 'needs-input' },
    ],
    [
      'with an error',
      (run) => {
        run.send({ type: 'RUN_ERROR', message: 'no', code: 'E_NO' });
        run.end();
      },
      { outcome: 'failed', code: 'E_NO' },
    ],
    ['in the middle', (run) => run.cut(), { outcome: 'failed', code: 'STREAM_ENDED' }],
  ])('%s', async (_, end, expected) => {
    await using bed = await Bed.open();
    const name = await bed.create();
    end(await startRun(bed, name, 'run-1'), name);
    await eventually(() => isSettled(bed, name, 'run-1'), 'the end');
    expect(lastRun(bed, name)).toMatchObject({ runId: 'run-1', ...expected });
  });

  test('before it is stopped; a store that takes neither is tried until it does', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    bed.store.failing.annotate = 3;
    const run = await startRun(bed, name, 'run-1');
    say(run, 'yes');
    finish(run, name);
    await eventually(() => bed.store.failing.annotate === 0 || bed.store.stops.length > 0, 'tries');
    await eventually(() => bed.store.stops.length === 1, 'a stop');
    expect(isSettled(bed, name, 'run-1')).toBe(true);
    expect(await bed.metric('amber_serve_stop_failures_total')).toBeGreaterThan(0);
  });

  test('a run that goes on after an error is written once it has really ended', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    const run = await startRun(bed, name, 'run-1');
    const tap = await bed.stream(name);
    run.send({ type: 'RUN_ERROR', message: 'odd', run_id: 'run-1' });
    await tap.untilType('RUN_ERROR');
    await settle();
    expect(lastRun(bed, name)).toBeUndefined();
    say(run, 'but then');
    finish(run, name);
    await eventually(() => isSettled(bed, name, 'run-1'), 'the end');
    expect(lastRun(bed, name)).toMatchObject({ outcome: 'finished' });
    tap.close();
  });

  test('by the next serve, if this one died between the end and the writing', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    bed.store.failing.annotate = 1_000_000;
    const run = await startRun(bed, name, 'run-1');
    say(run, 'yes');
    finish(run, name);
    await eventually(async () => (await bed.metric('amber_serve_last_run_failures_total')) > 0, 'a failure');
    await bed.serving?.close();
    bed.store.failing.annotate = 0;
    await bed.start();
    await eventually(() => isSettled(bed, name, 'run-1'), 'the end');
    expect(lastRun(bed, name)).toMatchObject({ outcome: 'finished' });
  });
});

describe('the log of a session that is gone', () => {
  test('has no runs that were left for another one of its name: that is neither stopped nor noted', async () => {
    await using bed = await Bed.open();
    const name = await bed.create({ stopOnRunFinished: true });
    bed.store.failing.annotate = 1_000_000;
    finish(await startRun(bed, name, 'run-old'), name);
    await eventually(async () => (await bed.metric('amber_serve_last_run_failures_total')) > 0, 'a failure');
    await bed.serving?.close();
    bed.store.failing.annotate = 0;
    const old = bed.store.sessions.get(`team-a/${name}`);
    if (old === undefined) throw new Error('no session');
    const metadata = { ...old.metadata, uid: 'another', creationTimestamp: '2999-01-01T00:00:00Z' };
    bed.store.sessions.set(`team-a/${name}`, { ...old, metadata });
    await bed.start();
    expect((await bed.ask(bed.path(name, '/export'))).status).toBe(404);
    await settle(300);
    expect([bed.store.stops, lastRun(bed, name)]).toEqual([[], undefined]);
  });

  test('goes with it, if it went while serve was away', async () => {
    await using bed = await Bed.open();
    const [gone, kept] = [await bed.create(), await bed.create()];
    for (const name of [gone, kept]) {
      finish(await startRun(bed, name, 'run-1'), name);
      await eventually(() => isSettled(bed, name, 'run-1'), 'the end');
    }
    await bed.serving?.close();
    bed.store.sessions.delete(`team-a/${gone}`);
    bed.store.hasWatch = true;
    const logOf = (name: string): string => join(bed.stateDir, 'serve', 'logs', 'team-a', name);
    expect([existsSync(logOf(gone)), existsSync(logOf(kept))]).toEqual([true, true]);
    await bed.start();
    await eventually(() => !existsSync(logOf(gone)), 'the end of the log');
    expect(existsSync(logOf(kept))).toBe(true);
  });

  test('is not shown as the log of another one of its name', async () => {
    await using bed = await Bed.open();
    const name = await bed.create();
    finish(await startRun(bed, name, 'run-old'), name);
    await eventually(() => isSettled(bed, name, 'run-old'), 'the end');
    const old = bed.store.sessions.get(`team-a/${name}`);
    if (old === undefined) throw new Error('no session');
    const tap = await bed.stream(name);
    await tap.untilType('RUN_FINISHED');
    const metadata = { ...old.metadata, uid: 'another', creationTimestamp: '2999-01-01T00:00:00Z' };
    bed.store.sessions.set(`team-a/${name}`, { ...old, metadata });
    expect((await bed.ask(bed.path(name, '/export'))).status).toBe(404);
    await tap.ended;
    // The same run id is another run there.
    finish(await startRun(bed, name, 'run-old'), name);
    const other = await bed.stream(name);
    await other.untilType('RUN_FINISHED');
    expect(other.seqs[0]).toBe(1);
    other.close();
  });
});
