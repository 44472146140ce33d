import type { Clock } from '../core/clock.ts';

/**
 * One timer that is set again and again. A time later than the one it is set to changes nothing: it rings early, and
 * its owner sets it again. So a stream whose deadlines move with every chunk arms a timer every few seconds.
 */
export class ResettableTimer implements Disposable {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #at = Number.POSITIVE_INFINITY;
  #armed: AbortController | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at `at` (on the clock's `now()` scale) or before it. */
  set(at: number): void {
    if (at >= this.#at) return;
    this.#armed?.abort();
    const armed = new AbortController();
    this.#armed = armed;
    this.#at = at;
    this.#clock.sleep(Math.max(0, at - this.#clock.now()), armed.signal).then(
      () => {
        if (this.#armed !== armed) return;
        this.#armed = undefined;
        this.#at = Number.POSITIVE_INFINITY;
        this.#ring();
      },
      () => undefined,
    );
  }

  [Symbol.dispose](): void {
    this.#armed?.abort();
    this.#armed = undefined;
  }
}
