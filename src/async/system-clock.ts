import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';

/** Node's timers hold 32-bit milliseconds; what is longer would fire at once. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/** The machine's own clock: `now` is monotonic, `date` is the wall's. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    const until = performance.now() + ms;
    for (let left = ms; left > 0; left = until - performance.now()) {
      try {
        await delay(Math.min(left, MAX_TIMEOUT), undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    }
  },
};
