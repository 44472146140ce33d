import type { ToolCall } from '../core/transcript/tool-calls.ts';
import { labelOf } from '../core/transcript/tool-label.ts';
import { oneLine } from './plain.ts';

/** A tool call as one line of plain text: its name and what it is about. Not redacted, not cut to a width. */
export function toolLabel(call: ToolCall): string {
  return oneLine(labelOf(call));
}
