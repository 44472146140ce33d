import { closeSync, ftruncateSync, openSync } from 'node:fs';
import type { AguiEvent, StreamItem } from '../../../core/agui/events.ts';
import type { Clock } from '../../../core/clock.ts';
import type { AmberError } from '../../../core/errors.ts';
import { stateError, writeAll } from './files.ts';
import { countLines, repairLog } from './log-repair.ts';
import { Subscription } from './subscription.ts';

/** Events that were appended together. */
export interface Batch {
  readonly items: readonly StreamItem[];
  /** Size of the log in bytes behind the batch, and the number of its last line. */
  readonly end: number;
  readonly seq: number;
}

/** A batch is written at once when it has so many characters. */
const FLUSH_AT = 256 * 1024;

/**
 * The writer of a session's `events.jsonl`; its host has the only one. Events of one turn of the event loop are
 * appended in one write, then handed to the readers in this process. The write is synchronous: a disk that is slower
 * than the agent holds the agent back, and nothing piles up in memory.
 */
export class EventLog {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #file: number;
  readonly #failed: (error: AmberError) => void;
  readonly #subscriptions = new Set<Subscription>();
  #lines: string[] = [];
  #events: AguiEvent[] = [];
  #pending = 0;
  #open = true;
  #size: number;
  #seq: number;
  #failure: AmberError | undefined;

  /**
   * Opens the log, without a torn last line. `failed` is told once if it can't be written any more; what is appended
   * after that is lost.
   * @throws AmberError STATE
   */
  constructor(path: string, clock: Clock, failed: (error: AmberError) => void) {
    this.#path = path;
    this.#clock = clock;
    this.#failed = failed;
    this.#size = repairLog(path);
    try {
      this.#seq = countLines(path, this.#size);
      this.#file = openSync(path, 'a', 0o600);
    } catch (error) {
      throw stateError('open', path, error);
    }
  }

  /** Bytes that readers can see. */
  get size(): number {
    return this.#size;
  }

  /** Number of the last line that readers can see; the first one is 1. */
  get seq(): number {
    return this.#seq;
  }

  get failure(): AmberError | undefined {
    return this.#failure;
  }

  append(event: AguiEvent): void {
    if (!this.#open || this.#failure !== undefined) return;
    const timed = event.timestamp === undefined ? { ...event, timestamp: this.#clock.date().getTime() } : event;
    const line = JSON.stringify(timed);
    if (this.#lines.length === 0) setImmediate(() => this.flush());
    this.#lines.push(line);
    this.#events.push(timed);
    this.#pending += line.length + 1;
    if (this.#pending >= FLUSH_AT) this.flush();
  }

  /** Writes what was appended, then publishes it. */
  flush(): void {
    if (this.#lines.length === 0 || this.#failure !== undefined) return;
    const [lines, events] = [this.#lines, this.#events];
    this.#lines = [];
    this.#events = [];
    this.#pending = 0;
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    try {
      writeAll(this.#file, bytes);
    } catch (error) {
      this.#fail(stateError('write', this.#path, error));
      return;
    }
    const first = this.#seq + 1;
    this.#size += bytes.length;
    this.#seq += lines.length;
    if (this.#subscriptions.size === 0) return;
    const items = events.map((event, i): StreamItem => ({ kind: 'event', event, raw: lines[i] ?? '', seq: first + i }));
    const batch: Batch = { items, end: this.#size, seq: this.#seq };
    for (const subscription of this.#subscriptions)
      if (!subscription.offer(batch, bytes.length)) this.#subscriptions.delete(subscription);
  }

  /** What is appended from now on. For a reader that has read `size` bytes. */
  subscribe(): Subscription {
    const subscription = new Subscription(() => this.#subscriptions.delete(subscription));
    this.#subscriptions.add(subscription);
    if (!this.#open || this.#failure !== undefined) subscription.end(this.#failure);
    return subscription;
  }

  close(): void {
    if (!this.#open) return;
    this.flush();
    this.#open = false;
    closeSync(this.#file);
    for (const subscription of this.#subscriptions) subscription.end(this.#failure);
  }

  #fail(failure: AmberError): void {
    this.#failure = failure;
    try {
      // The part of a line that still found room.
      ftruncateSync(this.#file, this.#size);
    } catch {}
    for (const subscription of this.#subscriptions) subscription.end(failure);
    this.#failed(failure);
  }
}
