import { Wakeup } from '../../../async/wakeup.ts';
import type { StreamItem } from '../../../core/agui/events.ts';
import type { AmberError } from '../../../core/errors.ts';

/** Events that were appended together. */
export interface Batch {
  readonly items: readonly StreamItem[];
  /** Size of the log in bytes behind the batch, and the number of its last line. */
  readonly end: number;
  readonly seq: number;
}

/** A reader that is more bytes behind goes back to the file. */
const MAX_QUEUED = 4 * 1024 * 1024;

/** A reader of the log within the host's process, which need not read the file. */
export class Subscription implements Disposable {
  /** Rings when `take` has something new to say. */
  readonly wakeup = new Wakeup();
  readonly #leave: () => void;
  #queue: Batch[] = [];
  #bytes = 0;
  #state: 'on' | 'slow' | 'ended' = 'on';
  #failure: AmberError | undefined;

  constructor(leave: () => void) {
    this.#leave = leave;
  }

  /** Queues a batch. False if the reader is too slow: nothing more is offered to it, and what was queued is dropped. */
  offer(batch: Batch, bytes: number): boolean {
    // One batch always fits, however large: a single event may be.
    if (this.#queue.length > 0 && this.#bytes + bytes > MAX_QUEUED) {
      this.#state = 'slow';
      this.#queue = [];
    } else {
      this.#queue.push(batch);
      this.#bytes += bytes;
    }
    this.wakeup.ring();
    return this.#state === 'on';
  }

  /** The log is closed, or can't be written any more. */
  end(failure: AmberError | undefined): void {
    if (this.#state === 'on') this.#state = 'ended';
    this.#failure = failure;
    this.wakeup.ring();
  }

  /**
   * The batches since the last call, none if nothing came. `slow`: read on from the file; `ended`: nothing more comes.
   * @throws AmberError STATE if the log failed
   */
  take(): readonly Batch[] | 'slow' | 'ended' {
    const batches = this.#queue;
    this.#queue = [];
    this.#bytes = 0;
    if (batches.length > 0 || this.#state === 'on') return batches;
    if (this.#failure !== undefined) throw this.#failure;
    return this.#state;
  }

  [Symbol.dispose](): void {
    this.#leave();
    this.#queue = [];
  }
}
