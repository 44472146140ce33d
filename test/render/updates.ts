import type { AguiEvent } from '../../src/core/events.ts';
import type { Result } from '../../src/core/outcome.ts';
import type { Update } from '../../src/core/update.ts';

export const SESSION = { project: 'test', name: 'session-1' };

export const created: Update = { type: 'session.created', session: SESSION };

export const events = (...list: readonly AguiEvent[]): Update[] =>
  list.map((event) => ({ type: 'event', event, raw: JSON.stringify(event), runId: 'r1' }));

export function result(more: Partial<Result> = {}): Update {
  return {
    type: 'result',
    result: {
      outcome: 'finished',
      exitCode: 0,
      session: 'session-1',
      runId: 'r1',
      message: '',
      usage: null,
      stopped: true,
      stopReason: 'run-finished',
      durationMs: 4_200,
      ...more,
    },
  };
}
