import type { AguiEvent, StreamItem } from '../core/agui/events.ts';

type EventItem = Extract<StreamItem, { kind: 'event' }>;

/**
 * The end of the stretch of items, from the event at `from` on, that are deltas of one text: alike in all that decides
 * whose they are. What follows a stream looks at a stretch once instead of at each of its events, which is half of
 * what following costs.
 */
export function stretchEnd(items: readonly StreamItem[], from: number): number {
  const first = items[from];
  let at = from + 1;
  if (first?.kind !== 'event' || typeof first.event.delta !== 'string') return at;
  while (at < items.length) {
    const item = items[at];
    if (item?.kind !== 'event' || !continues(first, item)) break;
    at += 1;
  }
  return at;
}

/** The events of a stretch as one, whose delta is all of theirs. */
export function joinStretch(items: readonly StreamItem[], from: number, to: number): AguiEvent | undefined {
  const first = items[from];
  if (first?.kind !== 'event') return undefined;
  if (to - from === 1) return first.event;
  const deltas: unknown[] = [];
  for (let at = from; at < to; at += 1) {
    const item = items[at];
    if (item?.kind === 'event') deltas.push(item.event.delta);
  }
  // Joined, not added up: a sum would hold on to its parts, and they to the chunk that they were cut from.
  return { ...first.event, delta: deltas.join('') };
}

function continues({ event: a, seq }: EventItem, { event: b, seq: next }: EventItem): boolean {
  return (
    a.type === b.type &&
    typeof b.delta === 'string' &&
    a.messageId === b.messageId &&
    a.toolCallId === b.toolCallId &&
    a.runId === b.runId &&
    a.run_id === b.run_id &&
    a.threadId === b.threadId &&
    a.subagentRunId === b.subagentRunId &&
    a.role === b.role &&
    a.toolCallName === b.toolCallName &&
    (seq === undefined) === (next === undefined)
  );
}
