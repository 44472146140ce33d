import { describe, expect, test } from 'vitest';
import { LastRun } from '../../src/cli/last-run.ts';
import type { AguiEvent } from '../../src/core/events.ts';
import type { Session, SessionStatus } from '../../src/core/session.ts';

const session = (status: SessionStatus): Session => ({
  apiVersion: 'v',
  kind: 'k',
  metadata: { name: 's', namespace: 'p' },
  spec: {},
  status,
});
const started = (runId: string): AguiEvent => ({ type: 'RUN_STARTED', threadId: 's', runId });
const finished = (runId: string, more = {}): AguiEvent => ({ type: 'RUN_FINISHED', threadId: 's', runId, ...more });
const failed = (runId: string): AguiEvent => ({ type: 'RUN_ERROR', message: 'no', runId });
const RUNNING = session({ phase: 'Running' });
const STOPPED = session({ phase: 'Stopped', stoppedReason: 'user' });

function outcome(events: readonly AguiEvent[], after: Session): string | undefined {
  const last = new LastRun();
  last.add(events.map((event) => ({ type: 'event', event })));
  return last.end(after)?.outcome;
}

describe('how the last run of a replay ended', () => {
  test.each<[string, readonly AguiEvent[], Session, string | undefined]>([
    ['finished', [started('a'), finished('a')], STOPPED, 'finished'],
    ['finished, in a session that was kept', [started('a'), finished('a')], RUNNING, 'finished'],
    ['failed', [started('a'), failed('a')], STOPPED, 'failed'],
    ['not yet', [started('a')], RUNNING, undefined],
    ['not yet, though the one before has', [started('a'), finished('a'), started('b')], RUNNING, undefined],
    [
      'as the last one did, not the first',
      [started('a'), failed('a'), started('b'), finished('b')],
      STOPPED,
      'finished',
    ],
    ['stopped in the middle', [started('a')], STOPPED, 'stopped'],
    ['stopped by a limit', [started('a')], session({ phase: 'Stopped', stoppedReason: 'inactivity' }), 'timed-out'],
    ['failed with its session', [started('a')], session({ phase: 'Failed' }), 'failed'],
    ['failed before it began', [], session({ phase: 'Failed' }), 'failed'],
    ['nothing was begun', [], RUNNING, undefined],
    ['cancelled', [started('a'), finished('a', { outcome: 'cancelled' })], STOPPED, 'cancelled'],
  ])('%s', (_name, events, after, expected) => {
    expect(outcome(events, after)).toBe(expected);
  });

  test('a doubled start is one run', () => {
    expect(outcome([started('a'), started('a'), finished('a')], STOPPED)).toBe('finished');
  });
});
