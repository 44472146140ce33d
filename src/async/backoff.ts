/** Between two tries or looks, in milliseconds: they grow from `first` to `most`. */
export interface BackoffRange {
  readonly first: number;
  readonly most: number;
  /** Each is so many times the one before: 2, unless the caller has a reason. */
  readonly factor?: number;
}

/**
 * Growing pauses. With `random` half of each is chance, so that readers who were cut off together do not come back
 * together. They begin anew only when the caller says so: a server that accepts and drops connections is no better
 * than one that refuses them.
 */
export class Backoff {
  readonly #range: BackoffRange;
  readonly #random: (() => number) | undefined;
  #next: number;

  /** @param random returns numbers from 0 to below 1 */
  constructor(range: BackoffRange, random?: () => number) {
    this.#range = range;
    this.#random = random;
    this.#next = range.first;
  }

  /** Something moved. */
  reset(): void {
    this.#next = this.#range.first;
  }

  /** Milliseconds until the next try. */
  next(): number {
    const pause = Math.min(this.#next, this.#range.most);
    this.#next = pause * (this.#range.factor ?? 2);
    return this.#random === undefined ? pause : pause * (0.5 + this.#random() / 2);
  }
}

/** Bounds of the pause before a write that met another one is tried again, in milliseconds. */
const BUSY = { least: 50, most: 200 };

/**
 * The pause before the next try of a write that was refused because another client wrote at the same moment. Short:
 * beside a writer that never rests each try has the same small chance, so that what counts is their number. Jittered:
 * two that meet once must not meet again. `random`: from 0 to below 1.
 */
export function busyPause(random: () => number): number {
  return BUSY.least + random() * (BUSY.most - BUSY.least);
}
