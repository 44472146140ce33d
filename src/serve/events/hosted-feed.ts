import type { StreamItem } from '../../core/agui/events.ts';
import type { Clock } from '../../core/clock.ts';
import { isAmberError, messageOf } from '../../core/errors.ts';
import { isTerminal } from '../../core/session/phase.ts';
import type { SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Log } from '../json-log.ts';
import type { ServeTiming } from '../serve-timing.ts';
import { type Feed, type Listener, Listeners } from './feed.ts';
import { RecentFrames } from './recent-frames.ts';
import { blockOf, frameOf, type SseBlock } from './sse-block.ts';

export interface HostedFeedDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly timing: ServeTiming;
  readonly log: Log;
  readonly published: (events: number) => void;
  /** The last listener has left. */
  readonly idle: () => void;
}

/**
 * The events of a session that an engine hosts. However many readers there are, the engine is followed once: the pump
 * begins where the first reader has come to the end of the log, and stops with the last one.
 */
export class HostedFeed implements Feed {
  readonly #ref: SessionRef;
  readonly #deps: HostedFeedDeps;
  readonly #listeners = new Listeners();
  #ring: RecentFrames | undefined;
  #pump: AbortController | undefined;
  /** Ends the pause of a pump whose session has stopped. */
  #wake: AbortController | undefined;
  /** Those who wait until the readers were offered all. */
  readonly #waiting = new Set<() => void>();

  constructor(ref: SessionRef, deps: HostedFeedDeps) {
    this.#ref = ref;
    this.#deps = deps;
  }

  async *replay(after: number, signal: AbortSignal): AsyncGenerator<SseBlock, void, void> {
    const over = new AbortController();
    const leave = (): void => over.abort();
    signal.addEventListener('abort', leave, { once: true });
    // From one before: a reader may name a number that the log has not come to yet.
    let cursor = Math.max(0, after - 1);
    try {
      for await (const block of this.#stored(cursor, over.signal)) {
        cursor = block.last;
        const fresh = after < block.first ? block : blockOf(block.frames.filter(({ seq }) => seq > after));
        if (fresh !== undefined) yield fresh;
      }
      if (signal.aborted) return;
      if (after > 0 && cursor < after) cursor = await this.#length(over.signal);
      this.#start(cursor);
    } finally {
      signal.removeEventListener('abort', leave);
      over.abort();
    }
  }

  since(after: number): readonly SseBlock[] | undefined {
    return this.#ring?.since(after);
  }

  join(listener: Listener): void {
    this.#listeners.add(listener);
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#pump?.abort();
    this.#pump = undefined;
    this.#ring = undefined;
    this.#caughtUp();
    this.#deps.idle();
  }

  /** The session may have been started: look at once. */
  wake(): void {
    this.#wake?.abort();
  }

  /** Resolves once the readers were offered all that a session which has stopped left, or `signal` is aborted. */
  async settled(signal: AbortSignal): Promise<void> {
    if (this.#wake !== undefined || this.#listeners.size === 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#waiting.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  prune(now: number): void {
    this.#ring?.prune(now);
  }

  end(): void {
    this.#listeners.end();
  }

  /** What the log holds after `seq` now. */
  async *#stored(seq: number, signal: AbortSignal): AsyncGenerator<SseBlock, void, void> {
    for await (const items of this.#deps.engine.events(this.#ref, seq, signal)) {
      const block = blockFrom(items, seq);
      if (block !== undefined) yield block;
      if (items.some(({ kind }) => kind === 'live')) return;
    }
  }

  /** Number of the log's last event. */
  async #length(signal: AbortSignal): Promise<number> {
    let last = 0;
    for await (const block of this.#stored(0, signal)) last = block.last;
    return last;
  }

  #start(head: number): void {
    if (this.#ring !== undefined || this.#listeners.size === 0) return;
    const ring = new RecentFrames(head);
    const pump = new AbortController();
    this.#ring = ring;
    this.#pump = pump;
    this.#follow(ring, pump.signal).catch((error: unknown) => {
      if (pump.signal.aborted) return;
      if (!isAmberError(error, 'NOT_FOUND'))
        this.#deps.log('error', 'feed.failed', { ...this.#ref, error: messageOf(error) });
      // Deleted, or not to be read: a reader that comes back gets the error.
      this.#listeners.end();
      this.#caughtUp();
    });
  }

  async #follow(ring: RecentFrames, signal: AbortSignal): Promise<void> {
    const { engine, clock, timing, published } = this.#deps;
    while (!signal.aborted) {
      const wasOver = isTerminal((await engine.get(this.#ref)).status?.phase);
      for await (const items of engine.events(this.#ref, ring.head, signal)) {
        const block = blockFrom(items, ring.head);
        if (block === undefined) continue;
        ring.push(block, clock.now());
        published(block.frames.length);
        this.#listeners.offer(block);
      }
      if (signal.aborted) return;
      // The session has just stopped: the streams of readers end, so that they need not ask whether it has.
      if (!wasOver) this.#listeners.end();
      // It may be started again, by us (`wake`) or by someone else: those who come back wait for that.
      await this.#pause(timing.parked, signal);
    }
  }

  #caughtUp(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const wake = new AbortController();
    const leave = (): void => wake.abort();
    this.#wake = wake;
    this.#caughtUp();
    signal.addEventListener('abort', leave, { once: true });
    await this.#deps.clock.sleep(ms, wake.signal).catch(() => undefined);
    signal.removeEventListener('abort', leave);
    this.#wake = undefined;
  }
}

function blockFrom(items: readonly StreamItem[], after: number): SseBlock | undefined {
  return blockOf(
    items.flatMap((item) =>
      item.kind === 'event' && item.seq !== undefined && item.seq > after
        ? [frameOf(item.seq, item.event, item.raw ?? JSON.stringify(item.event))]
        : [],
    ),
  );
}
