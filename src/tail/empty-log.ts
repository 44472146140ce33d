import type { StreamItem } from '../core/agui/events.ts';
import type { Clock } from '../core/clock.ts';
import { isAmberError } from '../core/errors.ts';

type Batch = readonly StreamItem[];

/**
 * A connection's batches, with the mark that the replay is over where the log is empty: the platform sends nothing of such
 * a stream, not even its headers, before the first heartbeat. While nothing has come for `waitMs`, `isEmpty` is asked once.
 */
export async function* markedIfEmpty(
  batches: AsyncIterable<Batch>,
  isEmpty: () => Promise<boolean>,
  { clock, waitMs, signal }: { readonly clock: Clock; readonly waitMs: number; readonly signal: AbortSignal },
): AsyncGenerator<Batch, void, void> {
  const iterator = batches[Symbol.asyncIterator]();
  const over = new AbortController();
  const first = iterator.next();
  const empty = clock
    .sleep(waitMs, AbortSignal.any([over.signal, signal]))
    .then(isEmpty)
    .catch((error: unknown) => {
      // What stands in the way of this question the stream says itself.
      if (!over.signal.aborted && !signal.aborted && !isAmberError(error)) throw error;
      return false;
    });
  try {
    const came = await Promise.race([first, empty]);
    if (came === true) yield [{ kind: 'live' }];
    for (let next = await first; next.done !== true; next = await iterator.next()) {
      over.abort();
      yield next.value;
    }
  } finally {
    over.abort();
    // Not awaited: it waits for what is being read, which the signal ends.
    first.catch(() => undefined);
    empty.catch(() => undefined);
    iterator.return?.().catch(() => undefined);
  }
}
