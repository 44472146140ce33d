import { hrtime } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';

/** Node's timers hold 32-bit milliseconds; what is longer would fire at once. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/** Monotonic, in ms. Not `performance.now()`: `performance` is made when it is first asked for, which takes 1.3 ms of each start. */
function now(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** The machine's own clock: `now` is monotonic, `date` is the wall's. */
export const systemClock: Clock = {
  now,
  date: () => new Date(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    const until = now() + ms;
    for (let left = ms; left > 0; left = until - now()) {
      try {
        await delay(Math.min(left, MAX_TIMEOUT), undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    }
  },
};
