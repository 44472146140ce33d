import { describe, expect, test } from 'vitest';
import { AmberError } from '../../src/core/errors.ts';
import { lastRunText } from '../../src/core/session/last-run-annotation.ts';
import { ANNOTATION, type Session } from '../../src/core/session/session.ts';
import type { TailSource } from '../../src/tail/tail-source.ts';
import { arrived, SleepyClock } from '../fakes/clock.ts';
import { sessionOf } from '../fakes/sse-server.ts';
import { ownEnd, Tailed } from './tailed.ts';

const NO_STREAM = new AmberError('NO_STREAM', 'no Service has the events', { hint: '--api-url URL' });
const RUNNING = sessionOf('Running') as Session;

function reported(phase: string): Session {
  const session = sessionOf(phase) as Session;
  const text = lastRunText({ runId: 'run-x', outcome: 'finished', at: '2026-11-26T02:00:00Z' });
  return { ...session, metadata: { ...session.metadata, annotations: { [ANNOTATION.lastRun]: text } } };
}

/** An engine without a way to the stream, and how often each thing was asked of it. */
class Blind implements TailSource {
  readonly asked = { events: 0, get: 0, probe: 0 };
  session = RUNNING;
  watch?: NonNullable<TailSource['watch']>;

  async get(): Promise<Session> {
    this.asked.get += 1;
    return this.session;
  }
  async probe(): ReturnType<TailSource['probe']> {
    this.asked.probe += 1;
    return { runner: 'alive', tasks: 0 };
  }
  // biome-ignore lint/correctness/useYield: it has nothing to bring
  async *events(): ReturnType<TailSource['events']> {
    this.asked.events += 1;
    throw NO_STREAM;
  }
}

async function pass(clock: SleepyClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await clock.advance(1_000);
    await arrived();
  }
}

describe('an engine without a way to the stream', () => {
  test('is asked for it once; that is said once, and the run waited for', async () => {
    const [clock, source] = [new SleepyClock(), new Blind()];
    const tailed = ownEnd(source, clock);
    await pass(clock, 600_000);
    expect(source.asked.events).toBe(1);
    expect(source.asked.get).toBeLessThanOrEqual(2 + 600 / 15);
    expect(tailed.codes()).toEqual(['NO_STREAM']);
    expect(tailed.updates).toContainEqual(
      expect.objectContaining({
        message: expect.stringMatching(/^no Service has the events; the session alone is followed$/),
      }),
    );
    source.session = reported('Stopped');
    await pass(clock, 20_000);
    expect(await tailed.done).toMatchObject({ outcome: 'finished', runId: null, message: '' });
    expect(tailed.types.filter((type) => type === 'session.phase')).toHaveLength(2);
  });

  test('a watch tells of the end at once, and is closed with the tail', async () => {
    const [clock, source] = [new SleepyClock(), new Blind()];
    const changes: ((session: Session | null) => void)[] = [];
    let isClosed = false;
    source.watch = async function* (_ref, signal) {
      signal.addEventListener('abort', () => {
        isClosed = true;
      });
      yield RUNNING;
      for (;;) yield await new Promise<Session | null>((resolve) => void changes.push(resolve));
    };
    const tailed = ownEnd(source, clock);
    await pass(clock, 30_000);
    for (const change of changes) change(reported('Running'));
    await arrived();
    expect(await tailed.done).toMatchObject({ outcome: 'finished' });
    expect(isClosed).toBe(true);
  });

  test('a session that is deleted is gone at once', async () => {
    const [clock, source] = [new SleepyClock(), new Blind()];
    source.watch = async function* () {
      yield null;
    };
    const tailed = ownEnd(source, clock);
    await arrived();
    expect(await tailed.done).toMatchObject({ outcome: 'stopped', error: { code: 'NOT_FOUND' } });
  });

  test('a watch that breaks leaves the looks at the session', async () => {
    const [clock, source] = [new SleepyClock(), new Blind()];
    // biome-ignore lint/correctness/useYield: it breaks before it brings anything
    source.watch = async function* () {
      throw new AmberError('FORBIDDEN', 'no watch for you');
    };
    const tailed = ownEnd(source, clock);
    await pass(clock, 20_000);
    source.session = reported('Running');
    await pass(clock, 20_000);
    expect(await tailed.done).toMatchObject({ outcome: 'finished' });
  });

  test('who wants the stream and nothing else gets the error', async () => {
    for (const kind of ['session-end', 'replay-end'] as const) {
      const tailed = new Tailed(new Blind(), new SleepyClock(), { until: { kind } });
      await expect(tailed.done).rejects.toMatchObject({ code: 'NO_STREAM', hint: '--api-url URL' });
    }
  });
});
