import { type AguiEvent, object, text } from './events.ts';
import type { Outcome, RunError } from './outcome.ts';

/** What a RUN_FINISHED means. */
export interface Finish {
  readonly outcome: Extract<Outcome, 'finished' | 'failed' | 'needs-input' | 'cancelled'>;
  readonly error?: RunError;
}

/**
 * Reads a RUN_FINISHED (agui.md, cases 21 and 22). `outcome` is a string or an object; the platform sends none, and
 * `result` with `is_error` instead. `asked`: the run's last tool call was a question; without `result` it was the end.
 */
export function readFinish(event: AguiEvent, asked: boolean, message: string): Finish {
  const outcome = text(event, 'outcome') ?? text(object(event, 'outcome') ?? {}, 'type');
  const result = object(event, 'result');
  if (outcome === 'cancelled' || outcome === 'canceled') return { outcome: 'cancelled' };
  if (outcome === 'interrupt') return { outcome: 'needs-input' };
  if (result?.is_error === true || outcome === 'error' || outcome === 'failed') {
    return { outcome: 'failed', error: failureOf(result ?? {}, message) };
  }
  if (asked && outcome === undefined && (event.result === undefined || event.result === null)) {
    return { outcome: 'needs-input' };
  }
  return { outcome: 'finished' };
}

function failureOf(result: { readonly [field: string]: unknown }, message: string): RunError {
  const subtype = text(result, 'subtype');
  const said = text(result, 'result') ?? text(result, 'error') ?? message;
  const line = said.trim().split('\n', 1)[0] ?? '';
  return {
    code: subtype !== undefined && subtype !== 'success' ? subtype : 'RUN_FAILED',
    message: line === '' ? 'the agent reported an error and did not say which' : line.slice(0, 500),
  };
}
