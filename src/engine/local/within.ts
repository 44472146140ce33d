import type { Clock } from '../../core/clock.ts';

/** The promise's value, or undefined if it takes longer than `ms`. Rejects as the promise does. */
export async function within<T>(promise: Promise<T>, ms: number, clock: Clock): Promise<T | undefined> {
  // Without it the timer would keep the process alive after the promise has settled.
  const settled = new AbortController();
  const late = clock.sleep(ms, settled.signal).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    settled.abort();
  }
}
