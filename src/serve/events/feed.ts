import type { SseBlock } from './sse-block.ts';

/** Receives new events. Called synchronously and must never throw. */
export interface Listener {
  /** New events, in order; all listeners get the same block. */
  offer(block: SseBlock): void;
  /** Nothing will come any more: the session was deleted, or serve shuts down. */
  end(): void;
}

/** The events of one session: what is stored, and what comes. */
export interface Feed {
  /**
   * What is stored after `seq`, in order; ends when all was read that was there. The consumer's pace is the reading's.
   * @throws AmberError NOT_FOUND, STATE
   */
  replay(after: number, signal: AbortSignal): AsyncIterable<SseBlock>;
  /**
   * What came after `seq`, if it is still in memory: an empty array where nothing did. Undefined: read the log. A feed
   * that did not run yet runs on from `seq`.
   */
  since(after: number): readonly SseBlock[] | undefined;
  join(listener: Listener): void;
  leave(listener: Listener): void;
}
/** The listeners of one feed. */
export class Listeners {
  readonly #all = new Set<Listener>();

  get size(): number {
    return this.#all.size;
  }

  add(listener: Listener): void {
    this.#all.add(listener);
  }

  delete(listener: Listener): void {
    this.#all.delete(listener);
  }

  offer(block: SseBlock): void {
    for (const listener of this.#all) listener.offer(block);
  }

  end(): void {
    for (const listener of [...this.#all]) listener.end();
  }
}
