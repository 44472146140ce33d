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
