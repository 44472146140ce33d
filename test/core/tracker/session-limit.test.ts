import { expect, test } from 'vitest';
import { TIMING } from '../../../src/core/stream-timing.ts';
import { RunTracker } from '../../../src/core/tracker/run-tracker.ts';

function endOf(result: unknown) {
  const tracker = new RunTracker({ kind: 'sent', runId: 'r' }, TIMING, 0);
  tracker.event({ type: 'RUN_STARTED', threadId: 't', runId: 'r' }, 1);
  const cancelled = { type: 'RUN_FINISHED', threadId: 't', runId: 'r', outcome: { type: 'cancelled' } };
  tracker.event(result === undefined ? cancelled : { ...cancelled, result }, 2);
  return tracker.end(2);
}

test('a run that the session’s own limit cut off has timed out; any other cancelled run was cancelled', () => {
  for (const stoppedReason of ['timeout', 'inactivity'])
    expect(endOf({ stoppedReason })).toMatchObject({ outcome: 'timed-out', by: 'other' });
  for (const result of [undefined, { stoppedReason: 'user' }, 'timeout'])
    expect(endOf(result)).toMatchObject({ outcome: 'cancelled', by: 'other' });
});

test('a sent run that another run’s end took down with the session deserves a second try; an old one does not', () => {
  expect(endOf({ stoppedReason: 'run-finished' })).toMatchObject({ outcome: 'cancelled', overtaken: true });
  expect(endOf({ stoppedReason: 'user' })?.overtaken).toBeUndefined();

  const old = new RunTracker({ kind: 'sent', runId: 'r' }, TIMING, 0);
  old.event({ type: 'RUN_STARTED', threadId: 't', runId: 'r' }, 1);
  const result = { stoppedReason: 'run-finished' };
  old.event({ type: 'RUN_FINISHED', threadId: 't', runId: 'r', outcome: { type: 'cancelled' }, result }, 10_000);
  expect(old.end(10_000)?.overtaken).toBeUndefined();
});
