import type { AguiEvent, StreamItem } from '../../../core/agui/events.ts';
import type { Clock } from '../../../core/clock.ts';
import type { AmberError } from '../../../core/errors.ts';
import { stateError } from '../state/files.ts';
import { AppendFile } from './append-file.ts';
import { LineLog } from './line-log.ts';
import { countLines, repairLog } from './log-repair.ts';
import { Subscription } from './subscription.ts';

/** The writer of a session's `events.jsonl`: its host has the only one. A write that fails is the log's end. */
export class SessionEventLog {
  readonly #clock: Clock;
  readonly #log: LineLog<StreamItem>;
  readonly #subscriptions = new Set<Subscription>();
  #isOpen = true;
  #failure: AmberError | undefined;

  /**
   * Opens the log, without a torn last line. `failed` is called once if it can't be written any more; what is appended
   * after that is lost.
   * @throws AmberError STATE
   */
  constructor(path: string, clock: Clock, failed: (error: AmberError) => void) {
    this.#clock = clock;
    const size = repairLog(path);
    try {
      this.#log = new LineLog(new AppendFile(path, size), countLines(path, size), {
        published: (items, end, bytes) => {
          for (const subscription of this.#subscriptions)
            if (!subscription.offer({ items, end: end.offset, seq: end.seq }, bytes))
              this.#subscriptions.delete(subscription);
        },
        failed: (error) => {
          const failure = stateError('write', path, error);
          this.#failure = failure;
          for (const subscription of this.#subscriptions) subscription.end(failure);
          failed(failure);
        },
      });
    } catch (error) {
      throw stateError('open', path, error);
    }
  }

  /** Bytes that readers can see. */
  get size(): number {
    return this.#log.end.offset;
  }

  /** Number of the last line that readers can see; the first one is 1. */
  get seq(): number {
    return this.#log.end.seq;
  }

  get failure(): AmberError | undefined {
    return this.#failure;
  }

  append(event: AguiEvent): void {
    if (this.#failure !== undefined) return;
    const timed = event.timestamp === undefined ? { ...event, timestamp: this.#clock.date().getTime() } : event;
    const raw = JSON.stringify(timed);
    this.#log.append(raw, { kind: 'event', event: timed, raw, seq: this.#log.next });
  }

  flush(): void {
    this.#log.flush();
  }

  /** What is appended from now on. For a reader that has read `size` bytes. */
  subscribe(): Subscription {
    const subscription = new Subscription(() => this.#subscriptions.delete(subscription));
    this.#subscriptions.add(subscription);
    if (!this.#isOpen || this.#failure !== undefined) subscription.end(this.#failure);
    return subscription;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#log.close();
    this.#isOpen = false;
    for (const subscription of this.#subscriptions) subscription.end(this.#failure);
  }
}
