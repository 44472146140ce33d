import type { AguiEvent, Pieces } from './events.ts';

/** True for a delta that goes on with the text of `first`: alike in all that decides whose they are. */
export function continues(first: AguiEvent, next: AguiEvent): boolean {
  return (
    first.type === next.type &&
    typeof next.delta === 'string' &&
    first.messageId === next.messageId &&
    first.toolCallId === next.toolCallId &&
    first.runId === next.runId &&
    first.run_id === next.run_id &&
    first.threadId === next.threadId &&
    first.subagentRunId === next.subagentRunId &&
    first.role === next.role &&
    first.toolCallName === next.toolCallName
  );
}

/** Deltas of one text as one event, whose delta is all of theirs. */
export function joined(first: AguiEvent, deltas: readonly unknown[]): AguiEvent {
  // Joined, not added up: a sum would hold on to its parts, and they to the chunk that they were cut from.
  return { ...first, delta: deltas.join('') };
}

/** One event with its JSON text, where there is one. */
export interface SingleEvent {
  readonly event: AguiEvent;
  readonly raw?: string;
  readonly seq?: number;
}

/** The events that an event stands for, one by one: itself, where it has no pieces. */
export function eachOf(whole: SingleEvent & { readonly pieces?: Pieces }): readonly SingleEvent[] {
  const { event, pieces } = whole;
  if (pieces === undefined) return [whole];
  const { ends, head, tail } = pieces;
  const all = String(event.delta);
  return ends.map((end, index) => {
    const delta = all.slice(ends[index - 1] ?? 0, end);
    return { event: { ...event, delta }, raw: `${head}${delta}${tail}` };
  });
}

/** So many deltas are joined at once: flat text takes a fraction of what the pieces take. */
const MAX_PIECES = 512;

/** A text that comes in deltas, up to a length. The hot path. */
export class DeltaText {
  readonly #longest: number;
  #text = '';
  #pieces: string[] = [];
  #length = 0;
  #beginsAgain = false;
  #isCut = false;

  /** @param longest in characters: the delta with which the text would be longer is left out, and all that follow */
  constructor(longest: number) {
    this.#longest = longest;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** A replay says it again: until its first delta comes, the text stays. */
  beginAgain(): void {
    this.#beginsAgain = true;
  }

  push(delta: string): void {
    if (this.#beginsAgain) this.clear();
    this.#isCut ||= this.#length + delta.length > this.#longest;
    if (this.#isCut) return;
    this.#length += delta.length;
    if (this.#pieces.push(delta) >= MAX_PIECES) this.#join();
  }

  clear(): void {
    this.#text = '';
    this.#pieces = [];
    this.#length = 0;
    this.#beginsAgain = false;
    this.#isCut = false;
  }

  read(): string {
    this.#join();
    return this.#text;
  }

  #join(): void {
    if (this.#pieces.length === 0) return;
    this.#text += this.#pieces.join('');
    this.#pieces = [];
  }
}
