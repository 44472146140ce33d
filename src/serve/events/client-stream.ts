import type { Feed, Listener } from './feed.ts';
import { type Frame, RunFilter, type SseBlock, sse } from './sse-block.ts';

/** Where a reader's bytes go: a response, as far as a reader uses it. */
export interface Outlet {
  /** False: nothing more before `drain`. */
  write(bytes: Uint8Array | string): boolean;
  end(): void;
  onDrain(handler: () => void): void;
}

export interface ReaderOptions {
  /** Events up to this number are not sent. */
  readonly after: number;
  /** Only events of this run are sent. */
  readonly runId?: string;
  /** Called each time the reader had to go back to the log after it had been live. */
  readonly fellBehind: () => void;
}

/**
 * One reader of a feed. All that it holds is the number of the last event that it has written: while its socket takes
 * no more it is offered nothing, and once that has drained it goes on from memory, or from the log if it is too far
 * behind. So nothing is dropped, nothing comes twice, and a reader costs the same however slow it is.
 */
export class ClientStream implements Listener {
  readonly #feed: Feed;
  readonly #outlet: Outlet;
  readonly #options: ReaderOptions;
  readonly #filter: RunFilter | undefined;
  readonly #over = new AbortController();
  #cursor: number;
  #ready = false;
  #isEnding = false;
  #live = false;
  /** The log was read once: what is in memory may lag behind it, and `: live` promises all that was there. */
  #hasRead = false;
  #woken: (() => void) | undefined;

  constructor(feed: Feed, outlet: Outlet, options: ReaderOptions) {
    this.#feed = feed;
    this.#outlet = outlet;
    this.#options = options;
    this.#filter = options.runId === undefined ? undefined : new RunFilter(options.runId);
    // A filter has to see where runs begin, so it reads from the start; `after` then only keeps frames from being sent.
    this.#cursor = this.#filter === undefined ? options.after : 0;
    outlet.onDrain(() => this.#wake());
  }

  /** Sends what is stored, then what comes, until `stop` or the feed's end. @throws AmberError NOT_FOUND, STATE */
  async run(): Promise<void> {
    const { signal } = this.#over;
    this.#feed.join(this);
    try {
      while (!signal.aborted) {
        const blocks = this.#hasRead ? this.#feed.since(this.#cursor) : undefined;
        if (blocks === undefined) await this.#replay(signal);
        else if (blocks.length > 0) for (const block of blocks) await this.#pass(block);
        else if (!this.#live) await this.#goLive();
        else if (this.#isEnding) return this.#outlet.end();
        else await this.#wait();
      }
    } finally {
      this.#feed.leave(this);
    }
  }

  /** A new block. Only a reader that waits with an empty socket takes it; others find it when they look. */
  offer(block: SseBlock): void {
    if (!this.#ready) return;
    if (this.#send(block)) return;
    // From here on the socket's `drain` wakes `run`, which then looks for what came meanwhile.
    this.#ready = false;
  }

  /** Ends the stream as soon as the reader has all that there is. */
  end(): void {
    this.#isEnding = true;
    this.#wake();
  }

  /** Keeps the connection warm. */
  heartbeat(): void {
    if (this.#ready && !this.#outlet.write(': heartbeat\n\n')) this.#ready = false;
  }

  /** The other side is gone. */
  stop(): void {
    this.#over.abort();
    this.#wake();
  }

  async #replay(signal: AbortSignal): Promise<void> {
    const before = this.#cursor;
    this.#hasRead = true;
    if (this.#live) this.#options.fellBehind();
    for await (const block of this.#feed.replay(before, signal)) {
      if (signal.aborted) return;
      await this.#pass(block);
    }
    if (this.#cursor > before || signal.aborted || this.#feed.since(before) !== undefined) return;
    // The log was removed meanwhile: a reader that comes back gets the error.
    this.#outlet.end();
    this.stop();
  }

  async #goLive(): Promise<void> {
    this.#live = true;
    if (!this.#outlet.write(': live\n\n')) await this.#drain();
  }

  /** Takes what is offered, until the socket is full or something else has to be done. */
  async #wait(): Promise<void> {
    this.#ready = true;
    await this.#drain();
    this.#ready = false;
  }

  async #pass(block: SseBlock): Promise<void> {
    if (!this.#send(block)) await this.#drain();
  }

  /** Resolves at the next `drain`, or once the reader is stopped or has to end. */
  #drain(): Promise<void> {
    if (this.#over.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#woken = resolve;
    });
  }

  #wake(): void {
    const woken = this.#woken;
    this.#woken = undefined;
    woken?.();
  }

  /** Writes what the reader has not had of the block; false if the socket takes no more. */
  #send(block: SseBlock): boolean {
    if (this.#over.signal.aborted || block.last <= this.#cursor) return true;
    const whole = block.first > this.#cursor && this.#filter === undefined;
    const bytes = whole ? block.bytes : this.#chosen(block);
    this.#cursor = block.last;
    return bytes.length === 0 || this.#outlet.write(bytes);
  }

  #chosen({ frames }: SseBlock): string {
    const fresh: Frame[] = [];
    for (const frame of frames) {
      if (frame.seq <= this.#cursor) continue;
      // The filter sees every frame once, sent or not.
      const wanted = this.#filter?.wants(frame) ?? true;
      if (wanted && frame.seq > this.#options.after) fresh.push(frame);
    }
    return sse(fresh);
  }
}
