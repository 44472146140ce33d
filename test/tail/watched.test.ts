import { expect, test } from 'vitest';
import type { Session } from '../../src/core/session/session.ts';
import { TIMING } from '../../src/core/stream-timing.ts';
import { RunTracker } from '../../src/core/tracker/run-tracker.ts';
import { tail } from '../../src/tail/tail.ts';
import type { TailSource } from '../../src/tail/tail-source.ts';
import { arrived, SleepyClock } from '../fakes/clock.ts';
import { sessionOf } from '../fakes/sse-server.ts';
import { ownEnd, REF, Tailed } from './tailed.ts';

/** A session whose stream is open and silent, and whose changes can be followed. */
class Watched implements TailSource {
  readonly asked = { events: 0, get: 0, watch: 0 };
  isClosed = false;
  session: Session | null = sessionOf('Pending') as Session;
  #change = (): void => undefined;

  become(session: Session | null): void {
    this.session = session;
    this.#change();
  }
  async get(): Promise<Session> {
    this.asked.get += 1;
    return (this.session ?? sessionOf('Stopped')) as Session;
  }
  async probe(): ReturnType<TailSource['probe']> {
    return { runner: 'alive', tasks: 0 };
  }
  async *events(_ref: unknown, _from: unknown, signal: AbortSignal): ReturnType<TailSource['events']> {
    this.asked.events += 1;
    yield [{ kind: 'live' }];
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
  async *watch(_ref: unknown, signal: AbortSignal): AsyncGenerator<Session | null> {
    this.asked.watch += 1;
    signal.addEventListener('abort', () => {
      this.isClosed = true;
    });
    for (;;) {
      yield this.session;
      await new Promise<void>((resolve) => {
        this.#change = resolve;
      });
    }
  }
}

const phases = (tailed: Tailed): unknown[] =>
  tailed.updates.flatMap((update) => (update.type === 'session.phase' ? [update.phase] : []));

test('a phase that changes is reported at once, beside a stream that is silent, and so is the end', async () => {
  const [clock, source] = [new SleepyClock(), new Watched()];
  const tailed = ownEnd(source, clock);
  await arrived();
  expect(phases(tailed)).toEqual(['Pending']);
  source.become(sessionOf('Running') as Session);
  await arrived();
  expect(phases(tailed)).toEqual(['Pending', 'Running']);
  await clock.advance(1_000);
  source.become(sessionOf('Stopped') as Session);
  await arrived();
  expect(phases(tailed)).toEqual(['Pending', 'Running', 'Stopped']);
  // The replay that began after it is read first.
  await clock.advance(1_000);
  await arrived();
  expect(await tailed.done).toMatchObject({ outcome: 'stopped' });
  expect(source.asked).toMatchObject({ events: 2, watch: 1 });
  expect(source.isClosed).toBe(true);
});

test('what changes without a change of phase is no reason to ask: a busy writer costs nothing', async () => {
  const [clock, source] = [new SleepyClock(), new Watched()];
  source.session = sessionOf('Running') as Session;
  const tailed = ownEnd(source, clock);
  await arrived();
  const { get } = source.asked;
  for (let n = 0; n < 20; n += 1) {
    source.become({ ...source.session, metadata: { ...source.session.metadata, generation: n } } as Session);
    await arrived();
  }
  expect(source.asked.get).toBe(get);
  source.become(sessionOf('Stopped') as Session);
  await clock.advance(1_000);
  await arrived();
  await tailed.done;
});

test('who only reads the log opens no watch', async () => {
  const [clock, source] = [new SleepyClock(), new Watched()];
  source.session = sessionOf('Running') as Session;
  const tailed = new Tailed(source, clock, { until: { kind: 'replay-end' } });
  await tailed.done;
  expect(source.asked.watch).toBe(0);
});

test('of a session that changes without end no more is read than a slow consumer takes; an end closes the watch', async () => {
  let [read, isClosed] = [0, false];
  const source = new Watched();
  source.watch = async function* () {
    try {
      for (; ; read++) {
        yield sessionOf('Running') as Session;
        await new Promise(setImmediate);
      }
    } finally {
      isClosed = true;
    }
  };
  const [clock, abort] = [new SleepyClock(), new AbortController()];
  const tracker = new RunTracker({ kind: 'initial' }, TIMING, 0);
  const updates = tail(source, REF, {
    until: { kind: 'own-end', tracker },
    signal: abort.signal,
    clock,
    timing: TIMING,
  });
  await updates.next();
  const before = read;
  await arrived();
  expect(read).toBeLessThanOrEqual(before + 1);
  abort.abort();
  await updates.next();
  await arrived();
  expect(isClosed).toBe(true);
});
