import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import { ANNOTATION } from '../../../src/core/session/session.ts';
import { TIMING } from '../../../src/core/stream-timing.ts';
import { RunTracker } from '../../../src/core/tracker/run-tracker.ts';
import { closeConnections } from '../../../src/http/pool.ts';
import { tail } from '../../../src/tail/tail.ts';
import { runError, runFinished, runStarted, says } from '../../fakes/agui.ts';
import { arrived, SleepyClock, until } from '../../fakes/clock.ts';
import { frame, type Script, type SseConnection, SseServer, sessionOf } from '../../fakes/sse-server.ts';
import { ownEnd, REF, sourceOf, Tailed } from '../tailed.ts';

afterEach(closeConnections);

const whole = [runStarted('r1'), ...says('r1', 'm1', 'Hello, ', 'world'), runFinished('r1')];
const REPLAY = { until: { kind: 'replay-end' } } as const;

/** Lets virtual time pass until the tail is done; gives how much that was. */
async function passUntilDone(clock: SleepyClock, tailed: Tailed, most = 120_000): Promise<number> {
  let done = false;
  const settle = (): void => {
    done = true;
  };
  tailed.done.then(settle, settle);
  const from = clock.now();
  while (!done) {
    if (clock.now() - from > most) throw new Error('the tail does not end');
    await clock.advance(250);
    await arrived();
  }
  return clock.now() - from;
}

/** Sends a heartbeat every so many milliseconds of the clock, until the reader has gone. */
async function beat(connection: SseConnection, clock: SleepyClock, every: number): Promise<void> {
  while (!connection.response.destroyed) {
    connection.write(': heartbeat\n\n');
    await clock.sleep(every);
  }
}

describe('until the end of the replay', () => {
  const scripts: { readonly [how: string]: readonly [Script, number] } = {
    'the mark of the stream': [
      (connection) =>
        void connection
          .send(...whole)
          .write(': live\n\n')
          .send(runStarted('r2')),
      0,
    ],
    'the end of the stream': [(connection) => connection.send(...whole).end(), 0],
    'a pause': [(connection) => void connection.send(...whole), 1_000],
    'a heartbeat': [(connection) => void connection.send(...whole).write(': heartbeat\n\n'), 0],
    'a pause, after comments that open the stream': [
      (connection) => void connection.write(': ok\n\n: welcome\n\n').send(...whole),
      1_000,
    ],
  };
  test.each(Object.entries(scripts))('%s', async (_how, [script, ms]) => {
    await using server = await SseServer.start(script);
    const clock = new SleepyClock();
    const logs = new Tailed(sourceOf(server), clock, REPLAY);
    await until(() => logs.types.includes('RUN_FINISHED'));
    if (ms > 0) {
      await clock.advance(ms - 1);
      await expect(Promise.race([logs.done, 'running'])).resolves.toBe('running');
      await clock.advance(1);
    }
    expect(await logs.done).toBeUndefined();
    expect(logs.text).toBe('Hello, world');
  });

  test('an empty log is over a second after the first heartbeat', async () => {
    const clock = new SleepyClock();
    await using server = await SseServer.start(async (connection) => {
      await until(() => clock.now() >= 15_000);
      connection.write(': heartbeat\n\n');
    });
    const logs = new Tailed(sourceOf(server), clock, REPLAY);
    const took = await passUntilDone(clock, logs);
    expect(took).toBeGreaterThanOrEqual(16_000);
    expect(took).toBeLessThan(20_000);
    expect(logs.types).toEqual(['session.phase']);
  });

  test('an empty log is over a second after the first of many heartbeats', async () => {
    const clock = new SleepyClock();
    await using server = await SseServer.start((connection) => beat(connection, clock, 500));
    const logs = new Tailed(sourceOf(server), clock, REPLAY);
    expect(await passUntilDone(clock, logs)).toBeLessThan(4_000);
  });

  test('a line that comes in pieces, with pauses of less than a second, is read to its end', async () => {
    const clock = new SleepyClock();
    const line = frame({ type: 'MESSAGES_SNAPSHOT', messages: [{ id: 'm', content: 'x'.repeat(100_000) }] });
    await using server = await SseServer.start(async (connection) => {
      connection.send(...whole);
      for (let at = 0, n = 1; at < line.length; at += 20_000, n += 1) {
        await until(() => clock.now() >= n * 900);
        connection.write(line.slice(at, at + 20_000));
      }
    });
    const logs = new Tailed(sourceOf(server), clock, REPLAY);
    while (!logs.types.includes('MESSAGES_SNAPSHOT')) {
      await clock.advance(100);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await passUntilDone(clock, logs);
    expect(logs.types).toContain('MESSAGES_SNAPSHOT');
  });

  test('a replay that is cut off is read again, and printed once', async () => {
    await using server = await SseServer.start((connection, n) => {
      connection.send(...whole.slice(0, 3));
      if (n === 1) setTimeout(() => connection.cut(), 5);
      else connection.send(...whole.slice(3)).end();
    });
    const clock = new SleepyClock();
    const logs = new Tailed(sourceOf(server), clock, REPLAY);
    await passUntilDone(clock, logs);
    expect(logs.text).toBe('Hello, world');
  });

  test('from a sequence number on, where the engine has them', async () => {
    const from: unknown[] = [];
    await using server = await SseServer.start((connection) => void connection.send(...whole).end());
    const source = sourceOf(server);
    const spying = {
      ...source,
      events: (...args: Parameters<typeof source.events>) => {
        from.push(args[1]);
        return source.events(...args);
      },
    };
    await new Tailed(spying, systemClock, { ...REPLAY, from: 41 }).done;
    expect(from).toEqual([41]);
  });
});

describe('until the end of the session', () => {
  test('a session that has stopped is read once and is over', async () => {
    await using server = await SseServer.start((connection) => void connection.send(...whole));
    server.session = sessionOf('Stopped', { stoppedReason: 'user' });
    const clock = new SleepyClock();
    const watch = new Tailed(sourceOf(server), clock);
    expect(await passUntilDone(clock, watch)).toBeLessThan(3_000);
    expect(watch.text).toBe('Hello, world');
    expect(watch.updates[0]).toEqual({ type: 'session.phase', phase: 'Stopped', reason: 'user' });
    expect(server.asked).toEqual({ events: 1, session: 1, tasks: 0 });
  });

  test('why it stopped is reported in the words of who asked for it', async () => {
    await using server = await SseServer.start((connection) => void connection.send(...whole));
    const annotations = { [ANNOTATION.stopReason]: 'run-finished' };
    server.session = { ...sessionOf('Stopped', { stoppedReason: 'user' }), metadata: { name: 's1', annotations } };
    const clock = new SleepyClock();
    const watch = new Tailed(sourceOf(server), clock);
    await passUntilDone(clock, watch);
    expect(watch.updates[0]).toEqual({ type: 'session.phase', phase: 'Stopped', reason: 'run-finished' });
  });

  test('a stream that stays open after the stop, and lost the end, is read once more', async () => {
    let over = false;
    await using server = await SseServer.start((connection) => {
      connection.send(...(over ? whole : whole.slice(0, 3)));
    });
    const clock = new SleepyClock();
    const watch = new Tailed(sourceOf(server), clock);
    await until(() => watch.text === 'Hello, ');
    await clock.advance(5_000);
    over = true;
    server.session = sessionOf('Failed', {
      conditions: [{ type: 'Ready', status: 'False', reason: 'PodFailed', message: 'exit code 1' }],
    });
    const took = await passUntilDone(clock, watch);
    expect(took).toBeLessThan(17_000);
    expect(watch.text).toBe('Hello, world');
    expect(watch.updates).toContainEqual({ type: 'session.phase', phase: 'Failed', reason: 'PodFailed: exit code 1' });
    expect(watch.types).not.toContain('stream.reconnected');
    expect(server.asked.events).toBe(2);
  });

  test('a session that is deleted right after its end is not waited for', async () => {
    await using server = await SseServer.start((connection, n) => {
      if (n > 1) {
        server.session = 404;
        connection.answer(404, '{}');
        return;
      }
      connection.send(...whole);
      server.session = sessionOf('Stopped');
      setTimeout(() => connection.end(), 10);
    });
    const clock = new SleepyClock();
    const watch = new Tailed(sourceOf(server), clock);
    await passUntilDone(clock, watch).catch(() => {});
    await expect(watch.done).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(watch.text).toBe('Hello, world');
  });

  test('a stream that ends with the session is over at once', async () => {
    await using server = await SseServer.start((connection, n) => {
      connection.send(...whole);
      server.session = sessionOf('Stopped');
      if (n === 1) setTimeout(() => connection.end(), 10);
      else connection.end();
    });
    const clock = new SleepyClock();
    const watch = new Tailed(sourceOf(server), clock);
    expect(await passUntilDone(clock, watch)).toBeLessThan(2_000);
    expect(watch.text).toBe('Hello, world');
    expect(watch.types).not.toContain('stream.reconnected');
  });

  test('a session that ended while the server was away is over once the server is back', async () => {
    let leave = (): void => undefined;
    await using server = await SseServer.start((connection, n) => {
      if (server.session === 503) return connection.answer(503);
      connection.send(...whole.slice(0, n === 1 ? 3 : whole.length)).write(': live\n\n');
      leave = () => connection.cut();
    });
    const clock = new SleepyClock();
    const watch = new Tailed(sourceOf(server), clock);
    await until(() => watch.text === 'Hello, ');
    server.session = 503;
    leave();
    await until(() => server.asked.session === 2);
    server.session = sessionOf('Failed');
    expect(await passUntilDone(clock, watch)).toBeLessThan(5_000);
    expect(watch.text).toBe('Hello, world');
  });

  test('a session that works is watched, asked only while it is quiet, and its phases are reported once each', async () => {
    await using server = await SseServer.start(async (connection) => {
      connection.send(...whole.slice(0, 3));
      while (!connection.response.destroyed) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        connection.write(': heartbeat\n\n');
      }
    });
    server.session = sessionOf('Creating');
    const clock = new SleepyClock();
    const watch = new Tailed(sourceOf(server), clock);
    await until(() => watch.text === 'Hello, ');
    server.session = sessionOf('Running');
    for (let second = 0; second < 100; second += 1) {
      await clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    // Once at first, and every 15 s.
    expect(server.asked.session).toBeGreaterThanOrEqual(6);
    expect(server.asked.session).toBeLessThanOrEqual(8);
    expect(server.asked.events).toBe(1);
    expect(watch.updates.flatMap((update) => (update.type === 'session.phase' ? [update.phase] : []))).toEqual([
      'Creating',
      'Running',
    ]);
    server.session = 404;
    await passUntilDone(clock, watch).catch(() => undefined);
    await expect(watch.done).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('until the own run has ended', () => {
  test('the time that a consumer takes is none in which a run could have gone on after its error', async () => {
    const clock = new SleepyClock();
    let go = (): void => undefined;
    await using server = await SseServer.start((connection) => {
      connection.send(runStarted('r1'), runError('r1'));
      go = () => void connection.send(...whole.slice(1));
    });
    const tracker = new RunTracker({ kind: 'initial' }, TIMING, clock.now());
    const updates = tail(sourceOf(server), REF, {
      until: { kind: 'own-end', tracker },
      signal: new AbortController().signal,
      clock,
      timing: TIMING,
    });
    for (let errors = 0; errors === 0; ) {
      const step = await updates.next();
      if (step.done === true) throw new Error('ended too early');
      errors = step.value.filter((update) => update.type === 'event' && update.event.type === 'RUN_ERROR').length;
    }
    // A terminal that was stopped with Ctrl-S: the rest of the run waits in the socket.
    await clock.advance(60_000);
    go();
    let end: unknown;
    for (;;) {
      const step = await updates.next();
      if (step.done === true) {
        end = step.value;
        break;
      }
    }
    expect(end).toMatchObject({ outcome: 'finished', message: 'Hello, world' });
  });

  test('a runner that is gone is found out, however often heartbeats come', async () => {
    const clock = new SleepyClock();
    await using server = await SseServer.start((connection) => {
      connection.send(...whole.slice(0, 3));
      return beat(connection, clock, 2_000);
    });
    server.tasks = { status: 502, body: { error: 'connection refused' } };
    const run = ownEnd(sourceOf(server), clock);
    await until(() => run.text === 'Hello, ');
    expect(await passUntilDone(clock, run)).toBeLessThan(30_000);
    expect(await run.done).toMatchObject({ outcome: 'lost', error: { code: 'RUNNER_GONE' } });
  });

  test('a defect of the engine is thrown, not retried', async () => {
    await using server = await SseServer.start(() => undefined);
    const tracker = new RunTracker({ kind: 'initial' }, TIMING, 0);
    const source = {
      ...sourceOf(server),
      events: (): never => {
        throw new TypeError('undefined is not a function');
      },
    };
    const tailed = new Tailed(source, new SleepyClock(), { until: { kind: 'own-end', tracker } });
    await expect(tailed.done).rejects.toThrow(TypeError);
  });

  test('a signal that is aborted before it begins opens nothing', async () => {
    await using server = await SseServer.start(() => undefined);
    const tailed = new Tailed(sourceOf(server), systemClock, { signal: AbortSignal.abort() });
    expect(await tailed.done).toBeUndefined();
    expect(server.asked).toEqual({ events: 0, session: 0, tasks: 0 });
  });
});
