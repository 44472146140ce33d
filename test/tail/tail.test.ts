import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/async/system-clock.ts';
import type { Session } from '../../src/core/session/session.ts';
import { TIMING } from '../../src/core/stream-timing.ts';
import type { OwnRun } from '../../src/core/tracker/run-tracker.ts';
import { closeConnections } from '../../src/http/pool.ts';
import type { TailSource } from '../../src/tail/tail-source.ts';
import { asks, callsTool, runError, runFinished, runStarted, says } from '../fakes/agui.ts';
import { arrived, SleepyClock, until } from '../fakes/clock.ts';
import { frame, type Script, SseServer, sessionOf } from '../fakes/sse-server.ts';
import { ownEnd, sourceOf, Tailed } from './tailed.ts';

afterEach(closeConnections);

const started = runStarted('r1');
const finished = runFinished('r1');
const talk = says('r1', 'm1', 'Hello, ', 'this is ', 'the answer.');
const SENT: OwnRun = { kind: 'sent', runId: 'r1' };

/** Lets virtual time pass in steps, and what is on its way over real sockets arrive after each. */
async function pass(clock: SleepyClock, ms: number, step = 1_000): Promise<void> {
  for (let left = ms; left > 0; left -= step) {
    await clock.advance(Math.min(step, left));
    await arrived();
  }
}

/** Lets virtual time pass until something is so; fails after `most` ms. */
async function passUntil(clock: SleepyClock, isSo: () => boolean, most: number): Promise<number> {
  const from = clock.now();
  while (!isSo()) {
    if (clock.now() - from > most) throw new Error(`not so within ${most} ms: ${isSo}`);
    await pass(clock, 250, 250);
  }
  return clock.now() - from;
}

describe('the stream over real HTTP', () => {
  test('case 5: heartbeats keep a connection, and a connection without a byte for 45 s is replaced', async () => {
    let beat = true;
    await using server = await SseServer.start(async (connection, n) => {
      connection.send(started);
      if (n > 1) connection.send(...talk, finished);
      while (beat && n === 1) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        if (!connection.response.destroyed) connection.write(': heartbeat\n\n');
      }
    });
    const clock = new SleepyClock();
    const tailed = ownEnd(sourceOf(server), clock, SENT);
    await until(() => tailed.updates.length > 0);
    await pass(clock, 120_000);
    expect(server.asked.events).toBe(1);
    beat = false;
    await passUntil(clock, () => server.asked.events === 2, 47_000);
    expect((await tailed.done)?.outcome).toBe('finished');
    expect(tailed.updates).toContainEqual({ type: 'stream.reconnected', attempt: 1, cause: 'no byte for 45 s' });
  });

  test('case 9: a replayed end of an older run is never the end', async () => {
    await using server = await SseServer.start(async (connection) => {
      connection.send(runStarted('r0'), ...says('r0', 'm0', 'old'), runFinished('r0'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      connection.send(started, ...talk, finished);
    });
    const tailed = ownEnd(sourceOf(server), systemClock, SENT);
    const end = await tailed.done;
    expect(end).toMatchObject({ outcome: 'finished', runId: 'r1', message: 'Hello, this is the answer.' });
    expect(tailed.text).toBe('oldHello, this is the answer.');
  });

  test('case 10: a run that ended before we came ends us at once', async () => {
    await using server = await SseServer.start((connection) => {
      connection.send(started, ...talk, finished, runStarted('r2'));
    });
    const clock = new SleepyClock();
    const end = await ownEnd(sourceOf(server), clock, SENT).done;
    expect(end).toMatchObject({ outcome: 'finished', message: 'Hello, this is the answer.' });
    expect(clock.now()).toBe(0);
    await until(() => server.sockets === 0 || server.asked.events === 1);
  });

  test('case 11: an end that was lost while heartbeats flow is found in the replay', async () => {
    let ended = false;
    await using server = await SseServer.start(async (connection) => {
      connection.send(started, ...(ended ? [...talk, finished] : talk.slice(0, 3)));
      while (!connection.response.destroyed) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        connection.write(': heartbeat\n\n');
      }
    });
    const clock = new SleepyClock();
    const tailed = ownEnd(sourceOf(server), clock);
    await until(() => tailed.text === 'Hello, this is ');
    ended = true;
    server.session = sessionOf('Running', { agentStatus: 'idle' });
    const took = await passUntil(clock, () => server.asked.events === 2, 11_000);
    expect(took).toBeGreaterThanOrEqual(10_000);
    const end = await tailed.done;
    expect(end).toMatchObject({ outcome: 'finished', message: 'Hello, this is the answer.' });
    expect(tailed.text).toBe('Hello, this is the answer.');
    expect(tailed.types.filter((type) => type === 'RUN_STARTED')).toHaveLength(1);
    expect(tailed.types).not.toContain('stream.reconnected');
  });

  const lives: { readonly [name: string]: readonly [readonly object[], object, OwnRun?] } = {
    'case 12: of two interleaved runs only ours ends us': [
      [
        started,
        runStarted('r2'),
        talk[0] ?? {},
        ...says('r2', 'm2', 'other'),
        talk[1] ?? {},
        runFinished('r2'),
        ...talk.slice(2),
        finished,
      ],
      { outcome: 'finished', runId: 'r1', message: 'Hello, this is the answer.' },
      SENT,
    ],
    'case 13: an error that names its run by run_id only is matched': [
      [runStarted('r2'), started, { type: 'RUN_ERROR', run_id: 'r1', message: 'mine' }],
      { outcome: 'failed', error: { message: 'mine' } },
      SENT,
    ],
    'case 14: an event that was too large to send is no end': [
      [
        started,
        { type: 'RUN_ERROR', run_id: 'r1', message: 'An event was too large to send (2 MB)' },
        ...talk,
        finished,
      ],
      { outcome: 'finished', message: 'Hello, this is the answer.' },
    ],
    'case 14: a RUN_FINISHED within two seconds of an error wins': [
      [started, runError('r1'), ...talk, finished],
      { outcome: 'finished' },
    ],
    'case 15: a run that failed is ours, whatever is tried after it': [
      [started, runError('r1', 'first'), runStarted('r2'), runFinished('r2')],
      { outcome: 'failed', runId: 'r1', error: { message: 'first' } },
    ],
    'case 16: an error without a start is a failure if it is ours': [
      [runError('r1', 'Runner is not available')],
      { outcome: 'failed', error: { message: 'Runner is not available' } },
      SENT,
    ],
    'case 20: doubled and reordered lifecycle events change nothing': [
      [started, started, ...talk, ...talk.slice(-1), finished, started, finished, runError('r1')],
      { outcome: 'finished', message: 'Hello, this is the answer.' },
    ],
    'case 21: an error in the result is a failure': [
      [started, runFinished('r1', { result: { is_error: true } })],
      { outcome: 'failed' },
    ],
    'case 21: outcome cancelled is a cancellation by someone else': [
      [started, runFinished('r1', { outcome: { type: 'cancelled' } })],
      { outcome: 'cancelled', by: 'other' },
    ],
    'case 22: a question is needs-input, with its options': [
      asks('r1', 'Red or blue?'),
      {
        outcome: 'needs-input',
        question: { questions: [{ question: 'Red or blue?', options: [{ label: 'red' }, { label: 'blue' }] }] },
      },
    ],
    'case 23: open tools, results without a start and events outside of runs are tolerated': [
      [
        { type: 'CUSTOM', name: 'x', value: 1 },
        started,
        ...callsTool('r1', 't1', 'Bash', {}).slice(0, 1),
        { type: 'TOOL_CALL_RESULT', messageId: 'x', toolCallId: 'never', content: 'y' },
        { type: 'META' },
        ...talk,
        finished,
        { type: 'RAW', event: {} },
      ],
      { outcome: 'finished', message: 'Hello, this is the answer.' },
    ],
  };
  test.each(Object.entries(lives))('%s', async (_name, [events, expected, own]) => {
    await using server = await SseServer.start((connection) => void connection.send(...events));
    const clock = new SleepyClock();
    const tailed = ownEnd(sourceOf(server), clock, own);
    await until(() => tailed.updates.filter(({ type }) => type === 'event').length >= events.length);
    await pass(clock, 3_000);
    expect(await tailed.done).toMatchObject(expected);
    expect(tailed.updates.flatMap((update) => (update.type === 'event' ? [update.event] : []))).toEqual(events);
  });

  test('case 18: an end in the middle is no success: it reconnects and reads on', async () => {
    const frames = [started, ...talk, finished].map(frame);
    await using server = await SseServer.start((connection, n) => {
      const upTo = frames.slice(0, n).join('');
      // Half a frame, or a whole one without its blank line, before an end as it should be and before a cut.
      if (n === frames.length) connection.write(frames.join(''));
      else if (n % 2 === 1) {
        connection.write(upTo + frames[n]?.slice(0, -2));
        connection.end();
      } else {
        connection.write(upTo + frames[n]?.slice(0, 20));
        setTimeout(() => connection.cut(), 5);
      }
    });
    const clock = new SleepyClock();
    const tailed = ownEnd(sourceOf(server), clock);
    await passUntil(clock, () => server.asked.events === frames.length, 60_000);
    const end = await tailed.done;
    expect(end).toMatchObject({ outcome: 'finished', message: 'Hello, this is the answer.' });
    expect(tailed.updates.flatMap((update) => (update.type === 'event' ? [update.event] : []))).toEqual([
      started,
      ...talk,
      finished,
    ]);
    const causes = tailed.updates.flatMap((update) => (update.type === 'stream.reconnected' ? [update.cause] : []));
    expect(causes).toContain('the stream ended');
    expect(causes.some((cause) => cause.includes('closed in the middle') || cause.includes('aborted'))).toBe(true);
  });

  test('case 18: connections that bring nothing are opened ever more rarely, however willingly they are accepted', async () => {
    await using server = await SseServer.start((connection) => connection.head().end());
    const clock = new SleepyClock();
    const tailed = ownEnd(sourceOf(server), clock);
    await pass(clock, 120_000);
    expect(server.asked.events).toBeGreaterThan(12);
    expect(server.asked.events).toBeLessThan(25);
    expect(tailed.codes()).toContain('STREAM_UNAVAILABLE');
    tailed.abort();
    expect(await tailed.done).toBeUndefined();
  });

  test('case 19: a replay of deltas, then of a compacted log, prints every message once', async () => {
    const snapshot = {
      type: 'MESSAGES_SNAPSHOT',
      messages: [{ id: 'm1', role: 'assistant', content: 'Hello, this is the answer.' }],
    };
    await using server = await SseServer.start((connection, n) => {
      if (n === 1) connection.send(started, ...talk.slice(0, 3)).end();
      else if (n === 2) connection.send(started, ...talk.slice(0, 1), ...talk.slice(1, 4)).end();
      else connection.send(started, snapshot, finished);
    });
    const clock = new SleepyClock();
    const tailed = ownEnd(sourceOf(server), clock);
    await passUntil(clock, () => server.asked.events === 3, 30_000);
    expect(await tailed.done).toMatchObject({ outcome: 'finished', message: 'Hello, this is the answer.' });
    expect(tailed.text).toBe('Hello, this is the answer.');
    expect(tailed.types.filter((type) => !type.includes('.'))).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      ...Array(3).fill('TEXT_MESSAGE_CONTENT'),
      'MESSAGES_SNAPSHOT',
      'RUN_FINISHED',
    ]);
  });

  test('case 19: where the log has sequence numbers, a connection goes on behind the last one', async () => {
    const log = [started, ...talk, finished];
    const from: (string | undefined)[] = [];
    await using server = await SseServer.start((connection, n) => {
      from.push(String(connection.request.headers['last-event-id']));
      const since = Number(connection.request.headers['last-event-id'] ?? 0);
      // One that was seen comes again, as it does from servers that count from the frame before.
      const rest = log.map((event, i) => `id: ${i + 1}\n${frame(event)}`).slice(Math.max(0, since - 1));
      connection.write(rest.slice(0, 3).join('')).write(': live\n\n');
      if (n < 4) connection.end();
    });
    const base = sourceOf(server);
    const { openEvents } = await import('../../src/sse/open-stream.ts');
    const source: TailSource = {
      ...base,
      events: (_ref, cursor, signal) =>
        openEvents({
          url: `${server.url}/events`,
          headers: cursor === undefined ? {} : { 'last-event-id': String(cursor) },
          signal,
          env: {},
        }),
    };
    const clock = new SleepyClock();
    const tailed = ownEnd(source, clock);
    await passUntil(clock, () => server.asked.events === 3, 30_000);
    expect(await tailed.done).toMatchObject({ outcome: 'finished' });
    expect(from).toEqual(['undefined', '3', '5']);
    expect(tailed.updates.flatMap((update) => (update.type === 'event' ? [update.seq] : []))).toEqual(
      [1, 2, 3, 4, 5, 6, 7].slice(0, log.length),
    );
  });

  const wrong: { readonly [name: string]: readonly [Script, string] } = {
    'a 401': [(connection) => connection.answer(401, '{"error":"Token expired or invalid"}'), 'UNAUTHENTICATED'],
    'a 403': [(connection) => connection.answer(403, '{"error":"Unauthorized to access project"}'), 'FORBIDDEN'],
    'JSON with 200, twice': [(connection) => connection.answer(200, '{"items":[]}'), 'BAD_RESPONSE'],
    'a login page with 200, twice': [
      (connection) => connection.answer(200, '<html>Log in', 'text/html'),
      'BAD_RESPONSE',
    ],
    'a redirect to a login page, twice': [
      ({ response }) => void response.writeHead(302, { location: 'https://login.example.com/?next=x' }).end(),
      'BAD_RESPONSE',
    ],
  };
  test.each(Object.entries(wrong))('case 24: %s is the error that it is', async (_name, [script, code]) => {
    await using server = await SseServer.start(script);
    const clock = new SleepyClock();
    const tailed = ownEnd(sourceOf(server), clock);
    await pass(clock, 2_000, 100);
    await expect(tailed.done).rejects.toMatchObject({ name: 'AmberError', code });
  });

  test('case 24: a 401 in the middle is an error at once', async () => {
    await using server = await SseServer.start((connection, n) => {
      if (n === 1) connection.send(started, ...talk.slice(0, 2)).end();
      else connection.answer(401, '{"error":"Token expired or invalid"}');
    });
    const clock = new SleepyClock();
    const tailed = ownEnd(sourceOf(server), clock);
    await passUntil(clock, () => server.asked.events === 2, 5_000);
    await expect(tailed.done).rejects.toThrow('401 Token expired or invalid');
    expect(tailed.text).toBe('Hello, ');
  });

  test('case 24: a 502 and closed connections for a minute, a page of HTML between them, are waited for', async () => {
    const clock = new SleepyClock();
    await using server = await SseServer.start((connection, n) => {
      if (n === 1) connection.send(started, ...talk.slice(0, 2)).end();
      else if (n === 4) connection.answer(200, '<html>Starting …', 'text/html');
      else if (clock.now() > 60_000) connection.send(started, ...talk, finished);
      else if (n % 2 === 0) connection.answer(502, 'Bad Gateway', 'text/plain');
      else connection.cut();
    });
    const tailed = ownEnd(sourceOf(server), clock);
    await passUntil(clock, () => tailed.types.includes('RUN_FINISHED'), 90_000);
    expect(await tailed.done).toMatchObject({ outcome: 'finished' });
    expect(tailed.text).toBe('Hello, this is the answer.');
    expect(tailed.codes()).toEqual(['STREAM_UNAVAILABLE']);
  });

  test('case 24: headers that come with the first event, half a minute later, are waited for', async () => {
    const clock = new SleepyClock();
    await using server = await SseServer.start(async (connection) => {
      await until(() => clock.now() >= 30_000);
      connection.send(started, ...talk, finished);
    });
    const tailed = ownEnd(sourceOf(server), clock);
    await pass(clock, 31_000);
    expect(await tailed.done).toMatchObject({ outcome: 'finished' });
    expect(server.asked.events).toBe(1);
  });

  test('case 24: a session that is not there is an error, also where its stream opens', async () => {
    await using server = await SseServer.start((connection) => void connection.write(': heartbeat\n\n'));
    server.session = 404;
    for (const kind of ['session-end', 'replay-end'] as const) {
      const tailed = new Tailed(sourceOf(server), systemClock, { until: { kind } });
      await expect(tailed.done).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(server.asked.events).toBe(0);
  });

  test('case 24: logs give up after a minute, a watch does not', async () => {
    await using server = await SseServer.start((connection) => connection.answer(503, '{"error":"no"}'));
    const clock = new SleepyClock();
    const logs = new Tailed(sourceOf(server), clock, { until: { kind: 'replay-end' } });
    const watch = new Tailed(sourceOf(server), clock);
    await pass(clock, 75_000);
    await expect(logs.done).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    watch.abort();
    expect(await watch.done).toBeUndefined();
  });

  test('case 26: an abort closes the socket at once, wherever it meets the tail', async () => {
    const scripts: { readonly [when: string]: Script } = {
      'before headers': () => undefined,
      'before the first byte': (connection) => void connection.head(),
      'in the replay': (connection) => void connection.send(started, ...talk.slice(0, 2)),
      'in a flood': async (connection) => {
        connection.send(started);
        while (!connection.response.destroyed) {
          connection.send(...talk);
          await new Promise((resolve) => setImmediate(resolve));
        }
      },
      'while it waits to reconnect': (connection) => connection.answer(503),
    };
    for (const [when, script] of Object.entries(scripts)) {
      await using server = await SseServer.start(script);
      // No wait of the tail ends by itself.
      const tailed = ownEnd(sourceOf(server), new SleepyClock());
      await until(() => server.asked.events > 0);
      await new Promise((resolve) => setTimeout(resolve, 30));
      tailed.abort();
      expect(await tailed.done, when).toBeUndefined();
      closeConnections();
      await until(() => server.sockets === 0);
    }
  });

  test('case 26: a consumer that leaves closes the socket', async () => {
    await using server = await SseServer.start((connection) => void connection.send(started));
    const { tail } = await import('../../src/tail/tail.ts');
    const updates = tail(
      sourceOf(server),
      { project: 'p', name: 's' },
      {
        until: { kind: 'session-end' },
        signal: new AbortController().signal,
        clock: systemClock,
        timing: TIMING,
      },
    );
    for await (const _ of updates) break;
    closeConnections();
    await until(() => server.sockets === 0);
  });

  test('case 28: gzip, chunks of odd sizes and a proxy that buffers give the same events', async () => {
    const { gzipSync } = await import('node:zlib');
    const recorded = readFileSync(new URL('../fixtures/platform/long/live.sse', import.meta.url));
    const runs = new Map<string, Script>([
      ['plain', (connection) => connection.write(recorded).end()],
      ['gzip', (connection) => connection.head({ 'content-encoding': 'gzip' }).write(gzipSync(recorded)).end()],
      [
        'chunks of 1 to 97 bytes',
        async (connection) => {
          for (let at = 0, n = 1; at < recorded.length; at += n, n = (n * 7 + 3) % 97 || 1) {
            connection.write(recorded.subarray(at, at + n));
            if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
          }
        },
      ],
      [
        'a proxy that buffers 4 kB',
        async (connection) => {
          for (let at = 0; at < recorded.length; at += 4_096) {
            connection.write(recorded.subarray(at, at + 4_096));
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
        },
      ],
    ]);
    const all: unknown[] = [];
    for (const script of runs.values()) {
      await using server = await SseServer.start(script);
      const tailed = ownEnd(sourceOf(server), systemClock);
      expect(await tailed.done).toMatchObject({ outcome: 'finished' });
      all.push(tailed.updates.filter(({ type }) => type === 'event'));
    }
    expect(all).toEqual(Array(runs.size).fill(all[0]));
  });

  test('case 29: a clock that jumps decides nothing', async () => {
    let end = (): void => undefined;
    await using server = await SseServer.start((connection) => {
      connection.send(started, ...talk);
      end = () => void connection.send(finished);
    });
    const clock = new SleepyClock();
    const tailed = ownEnd(sourceOf(server), clock);
    await until(() => tailed.text === 'Hello, this is the answer.');
    for (const jump of [3_600_000, -7_200_000, 86_400_000]) {
      clock.jump(jump);
      await pass(clock, 1_000);
    }
    expect(server.asked.events).toBeLessThanOrEqual(3);
    end();
    expect(await tailed.done).toMatchObject({ outcome: 'finished' });
  });

  test('case 29: after a suspend the session is asked before anything else, and then the stream anew', async () => {
    const order: string[] = [];
    await using server = await SseServer.start((connection, n) => {
      order.push('events');
      connection.send(started, ...talk.slice(0, 3));
      if (n > 1) connection.send(...talk.slice(3), finished);
    });
    const base = sourceOf(server);
    const source: TailSource = {
      ...base,
      get: (ref): Promise<Session> => {
        order.push('session');
        return base.get(ref);
      },
      probe: (ref) => {
        order.push('probe');
        return base.probe(ref);
      },
    };
    const clock = new SleepyClock();
    const tailed = ownEnd(source, clock);
    await until(() => tailed.text === 'Hello, this is ' && server.asked.session > 0);
    await pass(clock, 5_000);
    order.length = 0;
    // The monotonic clock of Linux stands still meanwhile: nothing else is due.
    clock.jump(3_600_000);
    await passUntil(clock, () => order.length > 0, 6_000);
    expect(await tailed.done).toMatchObject({ outcome: 'finished' });
    expect(order[0]).toBe('session');
    expect(order).toContain('events');
  });
});
