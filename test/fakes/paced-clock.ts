import { setTimeout as sleep } from 'node:timers/promises';
import { VirtualClock } from './virtual-clock.ts';

/** Virtual milliseconds for one real one while something happens. */
const SPEED = 20;
/** What a turn counts at most, in real ms: a machine that stands still takes no time. */
const LONGEST_TURN = 4;
/** After so many turns in which nothing happened, all wait for the clock. */
const QUIET_TURNS = 5;

/**
 * Virtual time that goes by itself, for both ends of real sockets in one thread: as fast as the turns of the event loop
 * that the bytes in between need, and straight to the next sleeper where nothing is on its way. What takes minutes takes
 * milliseconds, and a busy machine changes nothing.
 */
export class PacedClock extends VirtualClock {
  #goes = false;
  #quiet = 0;

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const slept = super.sleep(ms, signal);
    if (!this.#goes) void this.#go();
    return slept;
  }

  /** Something happens that no sleeper brought about. */
  stir(): void {
    this.#quiet = 0;
  }

  async #go(): Promise<void> {
    this.#goes = true;
    let last = performance.now();
    while (this.sleeping > 0) {
      await sleep(1);
      const now = performance.now();
      const step = Math.min(now - last, LONGEST_TURN) * SPEED;
      last = now;
      this.#quiet += 1;
      const ahead = this.#quiet > QUIET_TURNS ? this.next - this.now() : 0;
      if (this.now() + Math.max(step, ahead) >= this.next) this.stir();
      await this.advance(Math.max(step, ahead));
    }
    this.#goes = false;
  }
}
