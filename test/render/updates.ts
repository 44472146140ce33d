import type { AguiEvent } from '../../src/core/agui/events.ts';
import type { Result } from '../../src/core/result.ts';
import type { Update } from '../../src/core/run-update.ts';

export const SESSION = { project: 'test', name: 'session-1' };

export const created: Update = { type: 'session.created', session: SESSION };

export const events = (...list: readonly AguiEvent[]): Update[] =>
  list.map((event) => ({ type: 'event', event, raw: JSON.stringify(event), runId: 'r1' }));

/** The updates of deltas, as one that stands for them all. */
export function asOne(updates: readonly Update[]): Update {
  const [first] = updates;
  const deltas = updates.map((update) => (update.type === 'event' ? String(update.event.delta) : ''));
  if (first?.type !== 'event') throw new TypeError('no events');
  const [head = '', tail = ''] = (first.raw ?? '').split(JSON.stringify(deltas[0]).slice(1, -1));
  return {
    type: 'event',
    event: { ...first.event, delta: deltas.join('') },
    runId: 'r1',
    pieces: { ends: deltas.map((_, index) => deltas.slice(0, index + 1).join('').length), head, tail },
  };
}

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
