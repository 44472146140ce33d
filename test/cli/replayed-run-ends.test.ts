import { describe, expect, test } from 'vitest';
import { ReplayedRunEnds } from '../../src/cli/replayed-run-ends.ts';
import type { AguiEvent } from '../../src/core/agui/events.ts';
import type { Update } from '../../src/core/run-update.ts';
import type { Session, SessionStatus } from '../../src/core/session/session.ts';

const session = (status: SessionStatus): Session => ({
  apiVersion: 'v',
  kind: 'k',
  metadata: { name: 's', namespace: 'p' },
  spec: {},
  status,
});
const started = (runId: string): AguiEvent => ({ type: 'RUN_STARTED', threadId: 's', runId });
const finished = (runId: string, more = {}): AguiEvent => ({
  type: 'RUN_FINISHED',
  threadId: 's',
  runId,
  result: 'the answer',
  ...more,
});
const failed = (runId: string): AguiEvent => ({ type: 'RUN_ERROR', message: 'no', runId });
const RUNNING = session({ phase: 'Running' });
const STOPPED = session({ phase: 'Stopped', stoppedReason: 'user' });
const INVALID: Session = {
  ...STOPPED,
  metadata: {
    ...STOPPED.metadata,
    annotations: { 'amber/last-run': '{"outcome":"failed","code":"OUTPUT_INVALID","runId":"a","at":""}' },
  },
};

function outcome(events: readonly AguiEvent[], after: Session): string | undefined {
  const last = new ReplayedRunEnds();
  last.add(events.map((event) => ({ type: 'event', event })));
  return last.end(after)?.outcome;
}

describe('how the last run of a replay ended', () => {
  test.each<[string, readonly AguiEvent[], Session, string | undefined]>([
    ['finished', [started('a'), finished('a')], STOPPED, 'finished'],
    ['finished, in a session that was kept', [started('a'), finished('a')], RUNNING, 'finished'],
    ['failed', [started('a'), failed('a')], STOPPED, 'failed'],
    ['finished, with an answer that did not fit its schema', [started('a'), finished('a')], INVALID, 'failed'],
    ['finished, after such a run', [started('a'), finished('a'), started('b'), finished('b')], INVALID, 'finished'],
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
    ['failed without an answer', [started('a'), finished('a', { result: undefined })], STOPPED, 'failed'],
    ['cancelled', [started('a'), finished('a', { outcome: 'cancelled' })], STOPPED, 'cancelled'],
  ])('%s', (_name, events, after, expected) => {
    expect(outcome(events, after)).toBe(expected);
  });

  test('a doubled start is one run', () => {
    expect(outcome([started('a'), started('a'), finished('a')], STOPPED)).toBe('finished');
  });

  test('each run that another one follows is reported before it, with its own time', () => {
    const at = (event: AguiEvent, timestamp: number): Update => ({ type: 'event', event: { ...event, timestamp } });
    const asked = (runId: string): AguiEvent => ({ type: 'MESSAGES_SNAPSHOT', runId, messages: [] });
    const last = new ReplayedRunEnds();
    const updates = [
      at(started('a'), 1_000),
      at(failed('a'), 4_000),
      // After the end, and none of its time.
      at({ type: 'CUSTOM', name: 'late', value: 1 }, 9_000),
      at(asked('b'), 10_000),
      at(started('b'), 11_000),
      at(finished('b'), 11_500),
    ];
    const reported = last.add(updates, ({ outcome, runId }) => ({
      type: 'warning',
      code: `${outcome} ${runId}`,
      message: String(last.durationMs),
    }));
    expect(reported).toEqual(updates.toSpliced(3, 0, { type: 'warning', code: 'failed a', message: '3000' }));
    expect([last.end(STOPPED)?.outcome, last.durationMs]).toEqual(['finished', 500]);
  });

  test('a run that goes on has the time of its last event; without times there is none', () => {
    const last = new ReplayedRunEnds();
    last.add([
      { type: 'event', event: { ...started('a'), timestamp: 1_000 } },
      { type: 'event', event: { type: 'CUSTOM', name: 'x', value: 1, timestamp: 1_700 } },
    ]);
    expect(last.durationMs).toBe(700);
    last.add([{ type: 'event', event: started('b') }]);
    expect(last.durationMs).toBe(0);
  });
});
