import type { Clock } from '../core/clock.ts';
import type { ClientStreams } from './events/client-streams.ts';
import type { Listening } from './http/server.ts';
import type { Log } from './json-log.ts';
import type { RunBackend } from './run-backend.ts';

/** How long readers may take to read the end of their streams, in ms. */
const GOODBYE = 5_000;

export interface ShutDown {
  readonly server: Listening;
  readonly backend: RunBackend;
  readonly streams: ClientStreams;
  readonly beating: Promise<void>;
  readonly hold: { release(): void };
  readonly clock: Clock;
  readonly log: Log;
  /** How long runs that are under way may go on, in ms. */
  readonly drain: number;
}

/** The order of the end: no new connections, runs come to theirs, readers get all of it, then nothing is left. */
export async function shutDown(parts: ShutDown): Promise<void> {
  const { server, backend, streams, beating, hold, clock, log, drain } = parts;
  log('info', 'serve.stopping');
  server.refuse();
  const over = new AbortController();
  const limit = clock.sleep(drain, over.signal).then(
    () => over.abort(),
    () => undefined,
  );
  try {
    await backend.drain(over.signal);
  } finally {
    over.abort();
    await limit;
    streams.close();
    await backend.close();
    await server.closed(GOODBYE);
    await beating;
    hold.release();
    log('info', 'serve.stopped');
  }
}
