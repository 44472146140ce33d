/**
 * How long to wait before the next connection: doubles from `min` to `max` with every one that brought nothing, and
 * half of it is chance, so that readers who were cut off together do not come back together. It begins anew only on
 * progress: a server that accepts and drops connections is no better than one that refuses them.
 */
export class Backoff {
  readonly #min: number;
  readonly #max: number;
  readonly #random: () => number;
  #tries = 0;

  /** @param random gives numbers from 0 to below 1; times are in milliseconds */
  constructor(min: number, max: number, random: () => number) {
    this.#min = min;
    this.#max = max;
    this.#random = random;
  }

  /** Something new came. */
  progress(): void {
    this.#tries = 0;
  }

  /** Milliseconds until the next try. */
  next(): number {
    const ceiling = Math.min(this.#max, this.#min * 2 ** Math.min(this.#tries, 30));
    this.#tries += 1;
    return ceiling * (0.5 + this.#random() / 2);
  }
}

/** Bounds of the pause before a write that met another one is tried again, in milliseconds. */
const PAUSE = { least: 50, most: 200 };

/**
 * The pause before the next try of a write that was refused because somebody else wrote at the same moment. Short:
 * beside a writer that never rests each try has the same small chance, so that what counts is their number. Jittered:
 * two that meet once must not meet again. `random`: from 0 to below 1.
 */
export function busyPause(random: () => number): number {
  return PAUSE.least + random() * (PAUSE.most - PAUSE.least);
}
