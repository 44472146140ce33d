import { writeLines } from '../../render/wrap-lines.ts';
import type { Io } from './io.ts';

/** After so long a wait is explained, in milliseconds. */
const PATIENCE = 3_000;

/** Says what is waited for, if `reading` takes long: a pipe may have no writer, or one that never ends. */
export async function explainWait<T>(
  { clock, stderr }: Pick<Io, 'clock' | 'stderr'>,
  what: string,
  reading: Promise<T>,
): Promise<T> {
  const over = new AbortController();
  clock.sleep(PATIENCE, over.signal).then(
    () => writeLines(stderr, `waiting for ${what}: it is read until it ends\n`),
    () => {},
  );
  try {
    return await reading;
  } finally {
    over.abort();
  }
}
