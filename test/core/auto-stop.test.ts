import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../src/core/agui/events.ts';
import { AutoStop } from '../../src/core/auto-stop.ts';

const A = 'run-a';
const B = 'run-b';

function started(runId: string): AguiEvent {
  return { type: 'RUN_STARTED', threadId: 't', runId };
}

function finished(runId: string, fields: object = { result: { is_error: false } }): AguiEvent {
  return { type: 'RUN_FINISHED', threadId: 't', runId, ...fields };
}

function failed(runId: string, message = 'boom'): AguiEvent {
  return { type: 'RUN_ERROR', message, runId };
}

function given(...events: (AguiEvent | string)[]): AutoStop {
  const autoStop = new AutoStop({ errorSettle: 2_000, questionGrace: 60_000 });
  for (const event of events) {
    if (typeof event === 'string') autoStop.accepted(event);
    else autoStop.event(event, 0);
  }
  return autoStop;
}

const ASKED = finished(A, { outcome: { type: 'interrupt', interrupts: [] } });

describe('auto-stop', () => {
  test('does nothing before a run has ended', () => {
    expect(given().decide(0)).toEqual({ kind: 'none' });
    expect(given(A).decide(1e9)).toEqual({ kind: 'none' });
    expect(given(A, started(A)).decide(1e9)).toEqual({ kind: 'none' });
  });

  test('stops once a run has finished, failed by its own account, or was cancelled', () => {
    for (const fields of [{}, { result: { is_error: true } }, { outcome: 'cancelled' }]) {
      expect(given(started(A), finished(A, fields)).decide(0)).toEqual({
        kind: 'stop',
        reason: 'run-finished',
        runId: A,
      });
    }
  });

  test('stops for an error once 2 s have passed without a further event of that run', () => {
    const autoStop = given(started(A), failed(A));
    expect(autoStop.decide(0)).toEqual({ kind: 'wait', until: 2_000 });
    autoStop.event({ type: 'CUSTOM', name: 'x', runId: A }, 1_000);
    expect(autoStop.decide(2_000)).toEqual({ kind: 'wait', until: 3_000 });
    expect(autoStop.decide(3_000)).toEqual({ kind: 'stop', reason: 'run-error', runId: A });
  });

  test('takes a RUN_FINISHED within those 2 s for the end', () => {
    expect(given(started(A), failed(A), finished(A)).decide(0)).toMatchObject({ kind: 'stop', reason: 'run-finished' });
  });

  test('never stops for an event that was too large, nor for an error before RUN_STARTED', () => {
    expect(given(started(A), failed(A, 'An event was too large to send (2 MB)')).decide(1e9)).toEqual({ kind: 'none' });
    expect(given(A, failed(A)).decide(1e9)).toEqual({ kind: 'none' });
    expect(given(failed(A)).decide(1e9)).toEqual({ kind: 'none' });
  });

  test('stops for a run that may have reached its runner, and whose start and end nobody saw', () => {
    const autoStop = given(A, { ...failed(A), code: 'STREAM_ENDED' });
    expect(autoStop.decide(0)).toEqual({ kind: 'wait', until: 2_000 });
    expect(autoStop.decide(2_000)).toEqual({ kind: 'stop', reason: 'run-error', runId: A });
  });

  test('waits for another run that was accepted or has started, and then stops for that one', () => {
    const autoStop = given(started(A), B, finished(A));
    expect(autoStop.decide(1e6)).toEqual({ kind: 'none' });
    autoStop.event(started(B), 1e6);
    expect(autoStop.decide(2e6)).toEqual({ kind: 'none' });
    autoStop.event(finished(B), 2e6);
    expect(autoStop.decide(2e6)).toEqual({ kind: 'stop', reason: 'run-finished', runId: B });
  });

  test('stops for the earlier end where the other run never comes to start', () => {
    const refused = given(started(A), B, finished(A));
    refused.event(failed(B, 'Runner is not available'), 1_000);
    expect(refused.decide(1_000)).toEqual({ kind: 'stop', reason: 'run-finished', runId: A });

    const withdrawn = given(started(A), B, finished(A));
    withdrawn.withdrawn(B);
    expect(withdrawn.decide(1_000)).toEqual({ kind: 'stop', reason: 'run-finished', runId: A });
  });

  test('waits for the answer to a question, as long as it is reported', () => {
    const autoStop = given(started(A), ASKED);
    expect(autoStop.decide(0)).toEqual({ kind: 'wait', until: 60_000 });
    expect(autoStop.decide(60_000)).toEqual({ kind: 'stop', reason: 'question', runId: A });
    autoStop.accepted(B);
    expect(autoStop.decide(60_000)).toEqual({ kind: 'none' });
  });

  test('knows a question by its tool too', () => {
    const ask: AguiEvent = { type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: 'AskUserQuestion' };
    expect(given(started(A), ask, finished(A, {})).decide(60_000)).toMatchObject({ kind: 'stop', reason: 'question' });
  });

  test('a run is accepted, started and ended once, however often that is said', () => {
    const autoStop = given(started(A), finished(A), started(A), A, finished(A), failed(A));
    expect(autoStop.decide(0)).toEqual({ kind: 'stop', reason: 'run-finished', runId: A });
    expect(given(finished(A)).decide(0)).toMatchObject({ kind: 'stop' });
  });
});
