import type { AguiEvent, Pieces } from './events.ts';

/** An event with its JSON text, where there is one. */
export interface Told {
  readonly event: AguiEvent;
  readonly raw?: string;
  readonly seq?: number;
}

/** The events that an event stands for, one by one: itself, where it has no pieces. */
export function eachOf(whole: Told & { readonly pieces?: Pieces }): readonly Told[] {
  const { event, pieces } = whole;
  if (pieces === undefined) return [whole];
  const { ends, head, tail } = pieces;
  const all = String(event.delta);
  return ends.map((end, index) => {
    const delta = all.slice(ends[index - 1] ?? 0, end);
    return { event: { ...event, delta }, raw: `${head}${delta}${tail}` };
  });
}

/** How many events an event stands for. */
export const countOf = ({ pieces }: { readonly pieces?: Pieces }): number => pieces?.ends.length ?? 1;
