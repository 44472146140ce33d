import { expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import type { PastRun } from '../../../src/core/session/past-run.ts';
import type { Session, SessionStatus } from '../../../src/core/session/session.ts';
import { RunRecorder } from '../../../src/core/tracker/run-recorder.ts';

const sessionOf = (status: SessionStatus = {}): Session => ({
  apiVersion: 'v',
  kind: 'k',
  metadata: { name: 's', namespace: 'p' },
  spec: {},
  status,
});
const started = (runId: string): AguiEvent => ({ type: 'RUN_STARTED', threadId: 's', runId });
const cancelled = (runId: string, stoppedReason?: string): AguiEvent => ({
  type: 'RUN_FINISHED',
  threadId: 's',
  runId,
  outcome: { type: 'cancelled' },
  ...(stoppedReason !== undefined && { result: { stoppedReason } }),
});

function recorded(events: readonly AguiEvent[], status: SessionStatus = {}): readonly PastRun[] {
  const runs: PastRun[] = [];
  const recorder = new RunRecorder((run) => runs.push(run));
  for (const [at, event] of events.entries()) recorder.take(event, sessionOf(), at * 1000);
  recorder.close(sessionOf(status), 60_000);
  return runs;
}

test('a run that was cut off is recorded by what cut it off', () => {
  const outcome = (reason?: string) => recorded([started('r'), cancelled('r', reason)]).map((run) => run.outcome);
  expect(outcome()).toEqual(['cancelled']);
  expect(outcome('run-finished')).toEqual(['cancelled']);
  expect(outcome('timeout')).toEqual(['timed-out']);
  expect(outcome('inactivity')).toEqual(['timed-out']);
  expect(outcome('over-budget')).toEqual(['over-budget']);
});

test('a run without an end has ended with its session, and goes on while that does', () => {
  const events = [started('one'), cancelled('one'), started('two')];
  expect(recorded(events, { phase: 'Running' })).toMatchObject([{ runId: 'one' }]);
  expect(recorded(events, { phase: 'Stopped' })).toMatchObject([
    { runId: 'one', outcome: 'cancelled', startedAt: '1970-01-01T00:00:00.000Z', endedAt: '1970-01-01T00:00:01.000Z' },
    { runId: 'two', outcome: 'stopped', startedAt: '1970-01-01T00:00:02.000Z', endedAt: '1970-01-01T00:01:00.000Z' },
  ]);
  expect(recorded(events, { phase: 'Stopped', stoppedReason: 'inactivity' }).at(-1)?.outcome).toBe('timed-out');
  expect(recorded(events, { phase: 'Failed' }).at(-1)?.outcome).toBe('failed');
});
