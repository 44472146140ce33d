import { isObject, text } from '../agui/events.ts';
import type { ToolEntry } from './transcript-entry.ts';

/** How a tool call ended. `unfinished`: its run ended before it did. */
export type ToolStatus = 'completed' | 'failed' | 'unfinished';

/** An error of the tool, as the platform's runner writes it: the text, or the same as a JSON string. */
const TOOL_ERROR = /^"?<tool_use_error>/;

/**
 * How a call ended, from its TOOL_CALL_RESULT, its TOOL_CALL_END with a result or the message of its tool. AG-UI
 * has `error` in a tool's message only; streams have it in events too, `is_error`, or what Amber's own host writes: the
 * agent's word in `metadata.status`. After compaction the platform keeps the content alone.
 */
export function toolStatusOf(event: { readonly [field: string]: unknown }): ToolStatus {
  const status = isObject(event.metadata) ? text(event.metadata, 'status') : undefined;
  if (status === 'unfinished') return 'unfinished';
  const failed =
    status === 'failed' ||
    event.is_error === true ||
    event.isError === true ||
    (text(event, 'error') ?? '') !== '' ||
    TOOL_ERROR.test(text(event, 'content') ?? '');
  return failed ? 'failed' : 'completed';
}

/** How a call of a transcript is shown. */
export type ToolState = 'running' | 'done' | 'failed' | 'unfinished';

/** A failure counts most; what never ended is not done. */
export function toolStateOf({ error, open, unfinished }: Pick<ToolEntry, 'error' | 'open' | 'unfinished'>): ToolState {
  if (error !== undefined) return 'failed';
  if (unfinished === true) return 'unfinished';
  return open ? 'running' : 'done';
}
