import { describe, expect, test } from 'vitest';
import { lastRunText } from '../../../src/core/session/last-run-annotation.ts';
import { ANNOTATION, type Session } from '../../../src/core/session/session.ts';
import type { RunTracker } from '../../../src/core/tracker/run-tracker.ts';
import { initial, RUNNING, session } from './events.ts';

const STOPPED = session({ phase: 'Stopped', stoppedReason: 'run-finished' });

/** A second passes at a time; each is one more connection that can't be made, and a look at the session. Returns when it ended. */
function refused(tracker: RunTracker, get: (now: number) => Session | null, until = 60_000): number | undefined {
  for (let now = 0; now <= until; now += 1_000) {
    tracker.connection('closed', now, false, 'connection refused');
    if (tracker.end(now) !== undefined) return now;
    tracker.session(get(now), now);
  }
  return undefined;
}

describe('a stream that could never be opened', () => {
  test('a session that has ended is lost soon, with what was in the way', () => {
    const tracker = initial();
    expect(refused(tracker, (now) => (now < 3_000 ? RUNNING : STOPPED))).toBeLessThanOrEqual(11_000);
    expect(tracker.decided).toMatchObject({
      outcome: 'lost',
      error: { code: 'NO_STREAM', message: expect.stringContaining('connection refused'), hint: expect.any(String) },
    });
  });

  test('it is still tried once more after the session has ended', () => {
    const tracker = initial();
    tracker.connection('closed', 0);
    tracker.connection('closed', 20_000);
    tracker.session(STOPPED, 20_000 + 1);
    expect(tracker.end(29_000)).toBeUndefined();
    tracker.connection('closed', 29_500);
    expect(tracker.end(29_500)).toMatchObject({ outcome: 'lost' });
  });

  test('what the session tells of its run is believed', () => {
    const text = lastRunText({ runId: 'run-x', outcome: 'finished', at: '2026-11-26T02:00:00Z' });
    const reported = { ...STOPPED, metadata: { ...STOPPED.metadata, annotations: { [ANNOTATION.lastRun]: text } } };
    const tracker = initial();
    refused(tracker, () => reported);
    expect(tracker.decided).toMatchObject({ outcome: 'finished' });
  });

  test('our own time limit finds a session that has ended, and no run that took too long', () => {
    const tracker = initial();
    expect(refused(tracker, () => STOPPED, 5_000)).toBeUndefined();
    tracker.expire('timeout', 5_500);
    expect(tracker.decided).toMatchObject({ outcome: 'lost', error: { code: 'NO_STREAM' } });
  });

  test('a stream that was open once is given its time to come back', () => {
    const tracker = initial();
    tracker.connection('open', 0);
    expect(refused(tracker, (now) => (now < 1_000 ? RUNNING : STOPPED), 40_000)).toBeUndefined();
  });
});

describe('our own limits, of a session that nothing has acted on', () => {
  test.each(['start-timeout', 'timeout'] as const)('%s: the operator is asked about', (cause) => {
    const tracker = initial();
    tracker.session(session({}), 0);
    tracker.expire(cause, 1_000);
    expect(tracker.decided?.error?.message).toMatch(/nothing has acted on the session; is the platform’s operator/);
  });

  test('one that has a phase was acted on', () => {
    const tracker = initial();
    tracker.session(session({ phase: 'Pending' }), 0);
    tracker.expire('start-timeout', 1_000);
    expect(tracker.decided?.error?.message).toBe('the run did not start in time');
  });
});
