import type { Clock } from '../core/clock.ts';

/** Less than this is the work of a busy machine, or of a clock that is being set right. */
const MIN_JUMP = 5_000;

/**
 * Notices that the machine slept, or stood still: the wall clock ran on while the monotonic one did not. It looks
 * the same as a wall clock that was set anew, so what follows from it must be harmless (docs/events.md, case 29).
 */
export class SuspendDetector {
  readonly #clock: Clock;
  #difference: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#difference = this.#now();
  }

  /** For how many milliseconds the wall clock ran ahead since the last call; 0 for what is not worth a look. */
  elapsed(): number {
    const difference = this.#now();
    const jump = difference - this.#difference;
    this.#difference = difference;
    return jump >= MIN_JUMP ? jump : 0;
  }

  #now(): number {
    return this.#clock.date().getTime() - this.#clock.now();
  }
}
