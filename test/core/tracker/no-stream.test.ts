import { describe, expect, test } from 'vitest';
import { lastRunText } from '../../../src/core/session/last-run-annotation.ts';
import type { Phase } from '../../../src/core/session/phase.ts';
import { ANNOTATION, type Session, type SessionStatus } from '../../../src/core/session/session.ts';
import type { RunTracker } from '../../../src/core/tracker/run-tracker.ts';
import { type Course, drive, type World } from './drive.ts';
import { feed, finished, initial, OWN, RUNNING, said, sent, session, started } from './events.ts';

const WHY = { code: 'NO_STREAM', message: 'no Service has the events', hint: '--api-url URL' };

/** The session says that a run has ended. */
function reported(runId: string, outcome: Parameters<typeof lastRunText>[0]['outcome'], rest: object = {}): Session {
  const { code, status = { phase: 'Running' } }: { code?: string; status?: SessionStatus } = rest;
  const text = lastRunText({ runId, outcome, ...(code !== undefined && { code }), at: '2026-11-26T02:00:00Z' });
  const seen = session(status);
  return { ...seen, metadata: { ...seen.metadata, annotations: { [ANNOTATION.lastRun]: text } } };
}

/** A run whose stream there is no way to. Its session says so much over time. */
function blind(tracker: RunTracker, get: World['get'], rest: Partial<World> = {}): Course {
  return drive(tracker, { frames: [], get, noStream: WHY, probe: () => 'alive', ...rest });
}

describe('without the stream', () => {
  test.each<[what: string, says: Session, end: object]>([
    ['finished', reported('run-x', 'finished'), { outcome: 'finished' }],
    ['asked', reported('run-x', 'needs-input'), { outcome: 'needs-input', question: expect.anything() }],
    ['failed', reported('run-x', 'failed', { code: 'NO_ANSWER' }), { outcome: 'failed', error: { code: 'NO_ANSWER' } }],
    ['cancelled', reported('run-x', 'cancelled'), { outcome: 'cancelled', by: 'other' }],
    ['timed out', reported('run-x', 'timed-out'), { outcome: 'timed-out', by: 'other' }],
  ])('the session tells that its first run has %s', (_, says, end) => {
    const tracker = initial();
    const course = blind(tracker, (now) => (now < 60_000 ? RUNNING : says));
    expect(course.end).toMatchObject({ ...end, message: '' });
    // What was not read is said, and never made up.
    expect(tracker.drain().map(({ code }) => code)).toEqual(['NO_STREAM', 'NO_STREAM']);
  });

  test('an answer that could not be read makes no failure of a run that has finished', () => {
    expect(blind(initial(), () => reported('run-x', 'finished')).end).toMatchObject({
      outcome: 'finished',
      message: '',
    });
  });

  test('the same of a session that has stopped since, or was deleted', () => {
    const stopped = reported('run-x', 'finished', { status: { phase: 'Stopped', stoppedReason: 'user' } });
    expect(blind(initial(), () => stopped).end?.outcome).toBe('finished');
    const deleted = blind(initial(), (now) => (now < 1_000 ? reported('run-x', 'finished') : null));
    expect(deleted.end?.outcome).toBe('finished');
  });

  test.each<[phase: Phase]>([['Stopped'], ['Completed']])(
    'a session that is %s and does not tell: never finished, and how to see more is said',
    (phase) => {
      const course = blind(initial(), (now) =>
        now < 60_000 ? RUNNING : session({ phase, stoppedReason: 'run-finished' }),
      );
      expect(course.end).toMatchObject({ outcome: 'lost', error: { code: 'NO_STREAM', hint: WHY.hint } });
    },
  );

  test('what the session is certain of it is believed: a failure, a limit, that it is gone', () => {
    const conditions = [{ type: 'Ready', status: 'False', reason: 'PodFailed', message: 'exit 1' }] as const;
    expect(blind(initial(), () => session({ phase: 'Failed', conditions })).end).toMatchObject({
      outcome: 'failed',
      error: { code: 'SESSION_FAILED' },
    });
    expect(blind(initial(), () => session({ phase: 'Stopped', stoppedReason: 'inactivity' })).end).toMatchObject({
      outcome: 'timed-out',
      by: 'other',
    });
    expect(blind(initial(), () => null).end).toMatchObject({ outcome: 'stopped', error: { code: 'NOT_FOUND' } });
  });

  test('a session that runs has started its run: no start limit ends it, our own limit does', () => {
    const tracker = initial();
    expect(blind(tracker, () => RUNNING, { until: 600_000 }).end).toBeUndefined();
    expect(tracker.started).toBe(true);
    tracker.expire('start-timeout', 600_000);
    expect(tracker.end(600_000)).toBeUndefined();
    tracker.expire('timeout', 600_000);
    expect(tracker.end(600_000)).toMatchObject({
      outcome: 'timed-out',
      by: 'us',
      error: { code: 'TIMEOUT', message: expect.stringContaining('no way to its events'), hint: WHY.hint },
    });
  });

  test('that nothing will tell the end is known where the session goes on after its run', () => {
    for (const [seen, untold] of [
      [RUNNING, WHY],
      [session({ phase: 'Running' }, { stopOnRunFinished: true }), undefined],
      [session({ phase: 'Stopped' }), undefined],
      [reported('run-x', 'finished'), undefined],
    ] as const) {
      const tracker = initial();
      tracker.noStream(WHY);
      expect(tracker.unobservableEnd).toBeUndefined();
      tracker.session(seen, 0);
      expect(tracker.unobservableEnd).toEqual(untold);
    }
  });

  test('what is in the way is said once: at the end there is how to get rid of it', () => {
    const tracker = initial();
    const { end } = blind(tracker, () => session({ phase: 'Stopped' }));
    expect(tracker.drain().map(({ message }) => message)).toEqual([`${WHY.message}; the session alone is followed`]);
    expect(end?.error?.message).not.toContain(WHY.message);
    expect(end?.error?.hint).toBe(WHY.hint);
  });

  test('it is not asked in a loop', () => {
    const { gets, probes } = blind(initial(), () => RUNNING, { until: 600_000 });
    expect(gets.length + probes.length).toBeLessThanOrEqual(2 * (600_000 / 15_000) + 3);
  });

  test('a runner that is gone, or was replaced, is found as with a stream', () => {
    expect(blind(initial(), () => RUNNING, { probe: () => 'gone' }).end).toMatchObject({
      outcome: 'lost',
      error: { code: 'RUNNER_GONE' },
    });
    const again = session({ phase: 'Running', startTime: '2026-11-26T03:00:00Z' });
    const replaced = blind(initial(), (now) => (now < 20_000 ? RUNNING : again));
    expect(replaced.end).toMatchObject({ outcome: 'lost', error: { code: 'RUNNER_RESTARTED' } });
    expect(replaced.at).toBeLessThan(50_000);
  });

  test('of a message that was sent only its own run counts', () => {
    expect(blind(sent(), () => reported('run-other', 'finished'), { until: 60_000 }).end).toBeUndefined();
    expect(blind(sent(), () => reported(OWN, 'finished')).end).toMatchObject({ outcome: 'finished', runId: OWN });
  });
});

describe('the session as a witness beside the stream', () => {
  test('an end that is in the replay counts first, with its message', () => {
    const course = drive(sent(), {
      frames: [{ at: 0, event: started(OWN) }],
      get: (now) => (now < 5_000 ? RUNNING : reported(OWN, 'failed')),
      replay: () => [started(OWN), ...said('the answer', 'm1', { run_id: OWN }), finished(OWN)],
    });
    expect(course.end).toMatchObject({ outcome: 'finished', message: 'the answer' });
  });

  test('an end that no replay holds is the session’s to tell, with what was read until then', () => {
    const tracker = sent();
    const course = drive(tracker, {
      frames: [started(OWN), ...said('so far', 'm1', { run_id: OWN })].map((event) => ({ at: 0, event })),
      get: (now) => (now < 5_000 ? RUNNING : reported(OWN, 'finished')),
      probe: () => 'alive',
      replay: () => [started(OWN)],
    });
    expect(course.end).toMatchObject({ outcome: 'finished', message: 'so far' });
    expect(tracker.drain()).toMatchObject([{ code: 'NO_STREAM' }]);
  });

  test('an older run’s end is none of ours', () => {
    const tracker = sent();
    feed(tracker, [started(OWN)]);
    const course = drive(tracker, {
      frames: [],
      get: () => reported('run-older', 'finished'),
      probe: () => 'alive',
      replay: () => [started(OWN)],
      until: 120_000,
    });
    expect(course.end).toBeUndefined();
  });
});
