import type { ServerResponse } from 'node:http';
import type { Clock } from '../../core/clock.ts';
import type { Metrics } from '../metrics.ts';
import { ClientStream } from './client-stream.ts';
import type { Feed } from './feed.ts';

/** Streams at a time; each holds a socket. */
const MAX_STREAMS = 12_000;

/**
 * Streams of one browser at a time. It opens six connections to a server, for all of its windows together: what a window beyond
 * these asks for is answered with what there is, and asked for again.
 */
const MAX_OF_BROWSER = 4;
/** When, in seconds. */
const RETRY_AFTER = 2;

const HEADERS = {
  // The body ends with the connection instead of being cut into chunks: measured with 1,000 readers, 1.0 million events/s
  // instead of 0.64. A reader that needs to know where it was has the numbers.
  connection: 'close',
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // Nginx holds streams back otherwise.
  'x-accel-buffering': 'no',
} as const;

/** All streams that are open, with one heartbeat for them. */
export class ClientStreams {
  readonly #metrics: Metrics;
  readonly #readers = new Set<ClientStream>();
  /** The browser of each stream that stays open, where it is one. */
  readonly #browsers = new Map<ClientStream, string>();
  readonly #over = new AbortController();

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  get isFull(): boolean {
    return this.#readers.size >= MAX_STREAMS;
  }

  /**
   * Sends a feed as SSE until either side ends it. Headers leave at once. `browser`: see `MAX_OF_BROWSER`.
   * @throws AmberError of the feed
   */
  async send(
    response: ServerResponse,
    feed: Feed,
    from: { after: number; runId?: string },
    browser?: string,
  ): Promise<void> {
    const open = [...this.#browsers.values()].filter((one) => one === browser).length;
    const isShort = browser !== undefined && open >= MAX_OF_BROWSER;
    response.removeHeader('transfer-encoding');
    if (isShort) response.setHeader('retry-after', RETRY_AFTER);
    response.writeHead(200, HEADERS);
    response.flushHeaders();
    const outlet = {
      write: (bytes: Uint8Array | string) => response.write(bytes),
      end: () => void response.end(),
      onDrain: (handler: () => void) => void response.on('drain', handler),
    };
    const reader = new ClientStream(feed, outlet, {
      ...from,
      fellBehind: () => this.#metrics.add('amber_serve_stream_fallbacks_total'),
    });
    response.once('close', () => reader.stop());
    this.#readers.add(reader);
    if (isShort) reader.end();
    else if (browser !== undefined) this.#browsers.set(reader, browser);
    this.#count();
    this.#metrics.add('amber_serve_streams_opened_total');
    try {
      await reader.run();
    } finally {
      this.#readers.delete(reader);
      this.#browsers.delete(reader);
      this.#count();
    }
  }

  /** Sends heartbeats until `close`; `tick` is called with each. */
  async beat(every: number, clock: Clock, tick: () => void): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await clock.sleep(every, signal).catch(() => undefined);
      if (signal.aborted) return;
      for (const reader of this.#readers) reader.heartbeat();
      tick();
    }
  }

  close(): void {
    this.#over.abort();
    for (const reader of [...this.#readers]) reader.end();
  }

  #count(): void {
    this.#metrics.set('amber_serve_streams', this.#readers.size);
  }
}
