import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/async/system-clock.ts';
import type { StreamItem } from '../../src/core/agui/events.ts';
import type { Session } from '../../src/core/session/session.ts';
import { TIMING } from '../../src/core/stream-timing.ts';
import { RunTracker } from '../../src/core/tracker/run-tracker.ts';
import { closeConnections } from '../../src/http/pool.ts';
import { tail } from '../../src/tail/tail.ts';
import type { TailSource } from '../../src/tail/tail-source.ts';
import { answers, runFinished, runStarted } from '../fakes/agui.ts';
import { SleepyClock, until } from '../fakes/clock.ts';
import { cpuTime } from '../fakes/cpu-time.ts';
import { heap } from '../fakes/heap.ts';
import { frame, type SseConnection, SseServer, sessionOf } from '../fakes/sse-server.ts';
import { countEvents, ownEnd, REF, sourceOf, Tailed } from '../tail/tailed.ts';

afterEach(closeConnections);

const PER_BLOCK = 500;
const delta = (i: number): object => ({
  type: 'TEXT_MESSAGE_CONTENT',
  messageId: '1c116dd0-41f1-4f04-949c-72368591669a',
  delta: `word ${String(i).padStart(4, '0')} of the answer, `,
});
const BLOCK = Buffer.from(Array.from({ length: PER_BLOCK }, (_, i) => frame(delta(i))).join(''));

/** Sends blocks as fast as they are taken; gives how many bytes were handed to the socket. */
async function flood(connection: SseConnection, blocks: number, sent: { bytes: number }): Promise<void> {
  const { response } = connection;
  for (let i = 0; i < blocks && !response.destroyed; i += 1) {
    sent.bytes += BLOCK.length;
    if (response.write(BLOCK)) continue;
    await Promise.race([new Promise((resolve) => response.once('drain', resolve)), connection.closed]);
  }
}

describe('a flood', () => {
  test('case 27: a consumer that stands still holds the sender back, and nothing times out meanwhile', async () => {
    const sent = { bytes: 0 };
    await using server = await SseServer.start(async (connection) => {
      connection.send(runStarted('r1'));
      await flood(connection, 2_000, sent);
      connection.send(runFinished('r1'));
    });
    const clock = new SleepyClock();
    const tracker = new RunTracker({ kind: 'initial' }, TIMING, clock.now());
    const updates = tail(sourceOf(server), REF, {
      until: { kind: 'own-end', tracker },
      signal: new AbortController().signal,
      clock,
      timing: TIMING,
    });
    let events = 0;
    for (let i = 0; i < 3; i += 1) {
      const step = await updates.next();
      if (step.done !== true) events += countEvents(step.value);
    }
    const asked = server.asked.session;
    // Blocked for an hour: longer than any limit here.
    let before = -1;
    while (before !== sent.bytes) {
      before = sent.bytes;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(sent.bytes).toBeLessThan(BLOCK.length * 400);
    const held = heap();
    await clock.advance(3_600_000);
    expect(heap() - held).toBeLessThan(4 << 20);
    for (;;) {
      const step = await updates.next();
      if (step.done === true) {
        expect(step.value?.outcome).toBe('finished');
        break;
      }
      events += countEvents(step.value);
    }
    expect(events).toBeGreaterThan(2_000 * PER_BLOCK);
    expect(server.asked).toEqual({ events: 1, session: Math.max(asked, 1), tasks: 0 });
  });

  test('case 30: half a million events take no more memory than fifty thousand, and are in linear time', async () => {
    const measured: { heap: number; ms: number }[] = [];
    for (const blocks of [20, 100, 1_000]) {
      const sent = { bytes: 0 };
      await using server = await SseServer.start(async (connection) => {
        connection.send(runStarted('r1'));
        await flood(connection, blocks, sent);
        connection.send({ type: 'CUSTOM', name: 'last' });
      });
      const before = heap();
      const start = cpuTime();
      let events = 0;
      const abort = new AbortController();
      const tracker = new RunTracker({ kind: 'sent', runId: 'another' }, TIMING, systemClock.now());
      const until_ = { kind: 'own-end', tracker } as const;
      const options = { until: until_, signal: abort.signal, clock: systemClock, timing: TIMING };
      for await (const batch of tail(sourceOf(server), REF, options)) {
        events += countEvents(batch);
        if (batch.some((update) => update.type === 'event' && update.event.type === 'CUSTOM')) {
          measured.push({ heap: heap() - before, ms: cpuTime() - start });
          abort.abort();
        }
      }
      expect(events).toBeGreaterThanOrEqual(blocks * PER_BLOCK);
    }
    const [, small, large] = measured;
    // Five bytes kept for each event would be more.
    expect((large?.heap ?? 0) - (small?.heap ?? 0)).toBeLessThan(2 << 20);
    expect(large?.ms).toBeLessThan(40 * ((small?.ms ?? 0) + 5));
  });

  test('case 30: ten thousand reconnects leave no listener, no timer and no memory behind', async () => {
    const clock = new SleepyClock();
    let opened = 0;
    let aborted = 0;
    const source: TailSource = {
      get: async () => sessionOf('Running') as Session,
      probe: async () => ({ runner: 'alive', tasks: 0 }),
      async *events(_ref, _from, signal): AsyncGenerator<readonly StreamItem[], void, void> {
        opened += 1;
        signal.addEventListener('abort', () => (aborted += 1), { once: true });
        yield [];
        // Progress, so that the next connection comes soon.
        yield [{ kind: 'event', event: { type: 'CUSTOM', name: `n${opened}` } }];
      },
    };
    const listeners = new Set<unknown>();
    const { signal } = new AbortController();
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (type: string, listener: never, options?: object) => {
      listeners.add(listener);
      add(type, listener, options);
    };
    signal.removeEventListener = (type: string, listener: never) => {
      listeners.delete(listener);
      remove(type, listener);
    };
    const updates = tail(source, REF, { until: { kind: 'session-end' }, signal, clock, timing: TIMING });
    let warm = 0;
    let reconnected = 0;
    let reading = true;
    const reader = (async () => {
      for await (const batch of updates) {
        reconnected += batch.filter(({ type }) => type === 'stream.reconnected').length;
        if (reconnected === 2_000) warm = heap();
        if (reconnected === 10_000) break;
      }
      reading = false;
    })();
    while (reading) await clock.advance(500);
    await reader;
    expect(opened).toBeGreaterThan(10_000);
    expect(aborted).toBe(opened);
    expect(listeners.size).toBe(0);
    expect(clock.sleeping).toBe(0);
    // What the memory of delivered events may hold is bounded; 8,000 more of them are a part of it.
    expect(heap() - warm).toBeLessThan(4 << 20);
  });

  test('case 30: hundreds of reconnects over real sockets leave none open', async () => {
    await using server = await SseServer.start((connection, n) => {
      connection.send({ type: 'CUSTOM', name: `n${n}` });
      if (n % 2 === 0) connection.end();
      else setImmediate(() => connection.cut());
    });
    const clock = new SleepyClock();
    const tailed = new Tailed(sourceOf(server), clock);
    while (server.asked.events < 400) {
      await clock.advance(250);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    // The server learns late, on a busy machine, that a connection has gone.
    await until(() => server.sockets < 6);
    tailed.abort();
    await tailed.done;
    closeConnections();
    await until(() => server.sockets === 0);
  });

  test('a stream of garbage tells of it, but not for each line', async () => {
    await using server = await SseServer.start((connection) => {
      connection.write('data: garbage\n\n'.repeat(10_000)).send(runStarted('r1'), ...answers('r1'));
    });
    const tailed = ownEnd(sourceOf(server), systemClock);
    expect(await tailed.done).toMatchObject({ outcome: 'finished' });
    expect(tailed.codes()).toEqual(Array(20).fill('MALFORMED_JSON'));
  });
});
