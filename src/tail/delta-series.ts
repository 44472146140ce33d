import { continues, joined } from '../core/agui/deltas.ts';
import type { AguiEvent, StreamItem } from '../core/agui/events.ts';

/**
 * The end of the series of items, from the event at `from` on, that are deltas of one text. What follows a stream looks
 * at a series once instead of at each of its events, which is half of what following costs.
 */
export function seriesEnd(items: readonly StreamItem[], from: number): number {
  const first = items[from];
  let at = from + 1;
  if (first?.kind !== 'event' || typeof first.event.delta !== 'string') return at;
  const isNumbered = first.seq !== undefined;
  while (at < items.length) {
    const item = items[at];
    if (item?.kind !== 'event' || !continues(first.event, item.event) || (item.seq !== undefined) !== isNumbered) break;
    at += 1;
  }
  return at;
}

/** The events of a series as one, whose delta is all of theirs. */
export function joinSeries(items: readonly StreamItem[], from: number, to: number): AguiEvent | undefined {
  const first = items[from];
  if (first?.kind !== 'event' || to - from === 1) return first?.kind === 'event' ? first.event : undefined;
  const deltas: unknown[] = [];
  for (let at = from; at < to; at += 1) {
    const item = items[at];
    if (item?.kind === 'event') deltas.push(item.event.delta);
  }
  return joined(first.event, deltas);
}
