import type { Clock } from '../core/clock.ts';

/** Wakes one waiter. A ring without a waiter is kept for the next wait. */
export class Wakeup {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves at the next ring, after `ms`, or once `signal` is aborted; true if it was a ring. */
  async wait(ms: number, clock: Clock, signal?: AbortSignal): Promise<boolean> {
    if (!this.#rung && !signal?.aborted) {
      // One signal for the whole wait, made by hand: AbortSignal.any on a long-lived signal piles up followers.
      const over = new AbortController();
      const wake = (): void => over.abort();
      signal?.addEventListener('abort', wake, { once: true });
      this.#wake = wake;
      try {
        await clock.sleep(ms, over.signal);
      } catch (error) {
        if (!over.signal.aborted) throw error;
      } finally {
        this.#wake = undefined;
        signal?.removeEventListener('abort', wake);
      }
    }
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }
}
