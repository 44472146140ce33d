import type { RunError } from '../outcome.ts';
import { type AguiEvent, text } from './events.ts';

/** The one RUN_ERROR that is no end: the run goes on, however long (docs/events.md, case 14; docs/platform.md, "How runs end"). */
const NOT_AN_END = 'An event was too large to send';

/** True for a RUN_ERROR that may be its run's end. */
export function mayEnd(error: AguiEvent): boolean {
  return !(text(error, 'message') ?? '').trimStart().startsWith(NOT_AN_END);
}

/** What a RUN_ERROR says. `hint` is not in the specification: the local engine's host adds it, and its schema lets it pass. */
export function readRunError(error: AguiEvent): RunError {
  const hint = text(error, 'hint');
  return {
    code: text(error, 'code') ?? 'RUN_ERROR',
    message: text(error, 'message') ?? 'the run failed without saying why',
    ...(hint === undefined ? {} : { hint }),
  };
}
