import { describe, expect, test } from 'vitest';
import { TIMING } from '../../../src/core/stream-timing.ts';
import { RunTracker } from '../../../src/core/tracker/run-tracker.ts';
import { failed, feed, finished, initial, OTHER, OWN, RUNNING, said, sent, session, started, taken } from './events.ts';

const INITIAL = { id: 'prompt', role: 'user', content: 'do it', metadata: { source: 'runner_initial_prompt' } };
const FOREIGN = { id: 'else', role: 'user', content: 'something else' };

describe('which run is ours', () => {
  test('case 9: a replayed end of an older run is never ours', () => {
    const tracker = sent();
    feed(tracker, [started(OTHER), ...said('old', 'm1', { runId: OTHER }), finished(OTHER)]);
    expect(tracker.end(0)).toBeUndefined();
    expect(tracker.started).toBe(false);
    feed(tracker, [started(OWN), ...said('new', 'm2', { runId: OWN }), finished(OWN)]);
    expect(tracker.end(0)).toMatchObject({ outcome: 'finished', runId: OWN, message: 'new' });
  });

  test('case 10: an end that came before we subscribed is in the replay, and ends us at once', () => {
    const tracker = sent();
    const answer = said('done', 'm1', { run_id: OWN });
    feed(tracker, [
      started(OTHER),
      finished(OTHER),
      taken(OWN),
      started(OWN),
      ...answer,
      finished(OWN),
      started(OTHER),
    ]);
    expect(tracker.end(0)).toMatchObject({ outcome: 'finished', runId: OWN });
    expect(tracker.next(0)).toBeUndefined();
  });

  test('case 12: two interleaved runs each have their own state, and only ours ends us', () => {
    const tracker = sent();
    const ours = said('ours', 'm-own', { run_id: OWN });
    const theirs = said('theirs', 'm-other', { run_id: OTHER });
    const mixed = ours.flatMap((event, index) => [theirs[index], event]).filter((event) => event !== undefined);
    const runs = feed(tracker, [started(OTHER), started(OWN), ...mixed, finished(OTHER)]);
    expect(runs).toEqual([OTHER, OWN, OTHER, OWN, OTHER, OWN, OTHER, OWN, OTHER, OWN, OTHER]);
    expect(tracker.end(0)).toBeUndefined();
    feed(tracker, [finished(OWN)]);
    expect(tracker.end(0)?.message).toBe('ours');
  });

  test('an event without an id belongs to the only active run, and to none while there are two', () => {
    const tracker = sent();
    expect(feed(tracker, said('x', 'm1'))).toEqual([undefined, undefined, undefined, undefined]);
    feed(tracker, [started(OWN)]);
    expect(feed(tracker, said('x', 'm1'))).toEqual([OWN, OWN, OWN, OWN]);
    feed(tracker, [started(OTHER)]);
    expect(feed(tracker, said('y', 'm2'))).toEqual([undefined, undefined, undefined, undefined]);
    feed(tracker, [finished(OTHER)]);
    expect(feed(tracker, said('z', 'm3'))).toEqual([OWN, OWN, OWN, OWN]);
  });

  test('on a replay an event without an id belongs to the run that is open at that place', () => {
    const tracker = sent();
    feed(tracker, [started(OTHER), finished(OTHER), started(OWN)]);
    tracker.connection('closed', 1);
    tracker.connection('open', 1);
    expect(feed(tracker, [started(OTHER), ...said('old', 'm1'), finished(OTHER), started(OWN)], 1)).toEqual([
      OTHER,
      ...[OTHER, OTHER, OTHER, OTHER],
      OTHER,
      OWN,
    ]);
    feed(tracker, [...said('new', 'm2'), finished(OWN)], 1);
    expect(tracker.end(1)?.message).toBe('new');
  });

  test('where the stream goes on after a reconnect, an event without an id still belongs to the active run', () => {
    const tracker = sent();
    feed(tracker, [started(OWN)]);
    tracker.connection('closed', 1);
    tracker.connection('open', 1);
    expect(feed(tracker, said('x', 'm1'), 1)).toEqual([OWN, OWN, OWN, OWN]);
    feed(tracker, [started(OTHER)], 1);
    expect(feed(tracker, said('y', 'm2'), 1)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('a snapshot without an id goes by its user’s message, as two runs may be open', () => {
    const tracker = sent();
    feed(tracker, [taken(OTHER), taken(OWN), started(OTHER), started(OWN)]);
    const answered = { ...taken(OWN), runId: undefined };
    expect(feed(tracker, [answered])).toEqual([OWN]);
  });

  test('case 25: our run is found in the stream as soon as it was taken in', () => {
    const tracker = sent();
    feed(tracker, [taken(OTHER), started(OTHER)]);
    expect(tracker.accepted).toBe(false);
    feed(tracker, [taken(OWN)]);
    expect(tracker.accepted).toBe(true);
    expect(tracker.started).toBe(false);
  });

  test('case 25: a run that was not seen is not taken for accepted because it was given up', () => {
    const tracker = sent();
    tracker.expire('start-timeout', 1);
    expect(tracker.accepted).toBe(false);
  });
});

describe('the own run of a session that was just created', () => {
  test('is the first to start, where no server marks it', () => {
    const tracker = initial();
    feed(tracker, [started(OWN), ...said('hello', 'm1'), finished(OWN)]);
    expect(tracker.end(0)).toMatchObject({ outcome: 'finished', runId: OWN, message: 'hello' });
  });

  test('is known from the message that was taken in, before it starts', () => {
    const tracker = initial();
    feed(tracker, [taken(OWN, { messages: [INITIAL] })]);
    expect(tracker.runId).toBe(OWN);
    expect(tracker.accepted).toBe(true);
    expect(tracker.started).toBe(false);
  });

  test('is the one with the initial prompt, also where another starts before it', () => {
    const tracker = initial();
    feed(tracker, [started(OTHER), started(OWN, { input: { messages: [INITIAL] } }), finished(OTHER)]);
    expect(tracker.runId).toBe(OWN);
    expect(tracker.end(0)).toBeUndefined();
    feed(tracker, [finished(OWN)]);
    expect(tracker.end(0)?.runId).toBe(OWN);
  });

  test('is none that plainly carries another message, even if it starts first', () => {
    const reported = new RunTracker({ kind: 'initial', prompt: ' do it\n' }, TIMING, 0);
    const seen = initial();
    seen.session(session({ phase: 'Running' }, { initialPrompt: 'do it' }), 0);
    for (const tracker of [reported, seen]) {
      feed(tracker, [taken(OTHER, { messages: [FOREIGN] }), started(OTHER, { input: { messages: [FOREIGN] } })]);
      feed(tracker, [...said('no', 'm1', { run_id: OTHER }), finished(OTHER)]);
      expect(tracker.runId).toBeUndefined();
      expect(tracker.end(0)).toBeUndefined();
      const merged = { id: 'x', role: 'user', content: 'first greet\n\ndo it' };
      feed(tracker, [started(OWN, { input: { messages: [merged] } }), finished(OWN)]);
      expect(tracker.end(0)?.runId).toBe(OWN);
    }
  });

  test('is known by its end, where the server has dropped its start', () => {
    const tracker = initial();
    feed(tracker, [finished(OWN)]);
    expect(tracker.end(0)).toMatchObject({ outcome: 'finished', runId: OWN });
  });

  test('case 15: an error, then a retry with a new id: the first one failed, and is ours', () => {
    for (const input of [{}, { input: { messages: [INITIAL] } }]) {
      const tracker = initial();
      feed(tracker, [started(OWN, input), failed('Runner error: HTTP 500', { runId: OWN })], 0);
      feed(tracker, [started(OTHER, { input: { messages: [INITIAL] } })], 1_000);
      expect(tracker.end(1_999)).toBeUndefined();
      expect(tracker.end(2_000)).toMatchObject({
        outcome: 'failed',
        runId: OWN,
        error: { code: 'RUN_ERROR', message: 'Runner error: HTTP 500' },
      });
      feed(tracker, [finished(OTHER)], 3_000);
      expect(tracker.end(3_000)?.outcome).toBe('failed');
    }
  });

  test('case 16: an error without a start is a failure if it is ours', () => {
    const named = initial();
    feed(named, [failed('Runner is not available', { runId: OWN })]);
    expect(named.end(2_000)).toMatchObject({ outcome: 'failed', runId: OWN });

    const nameless = initial();
    feed(nameless, [failed('no agent', { code: 'AGENT_EXITED' })]);
    expect(nameless.runId).toBeUndefined();
    expect(nameless.end(2_000)).toMatchObject({ outcome: 'failed', runId: null, error: { code: 'AGENT_EXITED' } });

    const foreign = sent();
    feed(foreign, [failed('Runner is not available', { runId: OTHER }), failed('nobody’s')]);
    expect(foreign.end(2_000)).toBeUndefined();
    feed(foreign, [failed('Runner is not available', { run_id: OWN })], 3_000);
    expect(foreign.end(5_000)).toMatchObject({ outcome: 'failed', runId: OWN });
  });
});

describe('runs that are not ours', () => {
  test('are in use while accepted or active, and no more once they have ended', () => {
    const tracker = sent();
    feed(tracker, [taken(OWN), started(OWN), taken(OTHER), finished(OWN)]);
    expect(tracker.otherRuns()).toEqual({ active: [], accepted: [OTHER] });
    feed(tracker, [started(OTHER)]);
    expect(tracker.otherRuns()).toEqual({ active: [OTHER], accepted: [] });
    feed(tracker, [finished(OTHER)]);
    expect(tracker.otherRuns()).toEqual({ active: [], accepted: [] });
  });

  test('are over 2 s after their error', () => {
    const tracker = sent();
    feed(tracker, [started(OTHER), failed('x', { runId: OTHER })], 0);
    expect(tracker.otherRuns().active).toEqual([OTHER]);
    feed(tracker, [started(OWN)], 2_000);
    expect(tracker.otherRuns().active).toEqual([]);
  });

  test('are over at once where another run has begun after their error', () => {
    const tracker = sent();
    feed(tracker, [started(OTHER), failed('x', { runId: OTHER }), started(OWN), failed('y', { runId: OWN })], 0);
    expect(tracker.otherRuns().active).toEqual([]);
  });

  test('are over, though their end was lost, once the next run of their thread has ended', () => {
    const tracker = sent();
    feed(tracker, [started(OTHER), started(OWN)]);
    expect(tracker.otherRuns().active).toEqual([OTHER]);
    feed(tracker, [finished(OWN)]);
    expect(tracker.otherRuns().active).toEqual([]);
  });

  test('go on beside ours where they still speak, or run on another thread', () => {
    const speaks = sent();
    feed(speaks, [started(OTHER), started(OWN), ...said('still here', 'm', { run_id: OTHER }), finished(OWN)]);
    expect(speaks.otherRuns().active).toEqual([OTHER]);

    const elsewhere = sent();
    feed(elsewhere, [started(OTHER, { threadId: 'elsewhere' }), started(OWN), finished(OWN)]);
    expect(elsewhere.otherRuns().active).toEqual([OTHER]);
  });

  test('are remembered up to a limit, and ours is never forgotten', () => {
    const tracker = sent();
    for (let count = 0; count < 5_000; count++) feed(tracker, [started(`run-${count}`)]);
    expect(tracker.otherRuns().active.length).toBeLessThanOrEqual(512);
    feed(tracker, [finished(OWN)]);
    expect(tracker.end(0)?.outcome).toBe('finished');
  });
});

test('case 18: a connection that ends in the middle is no end', () => {
  const tracker = sent();
  feed(tracker, [started(OWN)]);
  tracker.connection('closed', 1);
  expect(tracker.end(1)).toBeUndefined();
  expect(tracker.next(1)?.action).toBe('get');
  tracker.session(RUNNING, 2);
  expect(tracker.end(100_000)).toBeUndefined();
});
