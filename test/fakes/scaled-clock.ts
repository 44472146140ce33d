import { systemClock } from '../../src/async/system-clock.ts';
import type { Clock } from '../../src/core/clock.ts';

/** The machine's clock, so many times as fast. */
export class ScaledClock implements Clock {
  readonly #speed: number;

  constructor(speed: number) {
    this.#speed = speed;
  }

  now(): number {
    return systemClock.now() * this.#speed;
  }

  date(): Date {
    return systemClock.date();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms / this.#speed, signal);
  }
}
