import { type AguiEvent, text } from '../../../core/agui/events.ts';

/**
 * What a run has begun and not ended: messages, tool calls, reasoning, steps. A run that is cut off ends them first,
 * so that the stream stays valid.
 */
export class UnfinishedEvents {
  readonly #open = new Map<string, AguiEvent>();

  apply(event: AguiEvent): void {
    // Deltas are nearly all events there are, and change nothing here.
    if (event.type.endsWith('_CONTENT')) return;
    const start = STARTS[event.type];
    if (start !== undefined) {
      const id = text(event, start.id);
      if (id !== undefined) this.#open.set(`${start.end} ${id}`, { type: start.end, [start.id]: id });
      return;
    }
    const id = ENDS[event.type];
    if (id !== undefined) this.#open.delete(`${event.type} ${text(event, id)}`);
  }

  /** The missing ends, the last one begun first. */
  ends(): AguiEvent[] {
    return [...this.#open.values()].reverse();
  }
}

const STARTS: { readonly [type: string]: { readonly end: string; readonly id: string } | undefined } = {
  TEXT_MESSAGE_START: { end: 'TEXT_MESSAGE_END', id: 'messageId' },
  TOOL_CALL_START: { end: 'TOOL_CALL_END', id: 'toolCallId' },
  REASONING_START: { end: 'REASONING_END', id: 'messageId' },
  REASONING_MESSAGE_START: { end: 'REASONING_MESSAGE_END', id: 'messageId' },
  STEP_STARTED: { end: 'STEP_FINISHED', id: 'stepName' },
};

const ENDS: { readonly [type: string]: string | undefined } = Object.fromEntries(
  Object.values(STARTS).flatMap((start) => (start === undefined ? [] : [[start.end, start.id]])),
);
