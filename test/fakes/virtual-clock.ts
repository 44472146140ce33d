import type { Clock } from '../../src/core/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it, or until `run` finds that nothing else is left to happen. */
export class VirtualClock implements Clock {
  #now = 0;
  readonly #epoch = Date.parse('2026-11-22T12:00:00.000Z');
  #sleepers: Sleeper[] = [];

  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(this.#epoch + this.#now);
  }

  /** How many sleep: a test of what is left behind. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const leave = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const sleeper = { at: this.#now + Math.max(0, ms), wake };
      signal?.addEventListener('abort', leave, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  /** Lets so many milliseconds pass, and all that happens in them. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    while (this.next <= until) await this.#step();
    this.#now = until;
  }

  /** Lets time pass until the promise has settled. Fails if nothing is left that could settle it. */
  async run<T>(promise: Promise<T>): Promise<T> {
    let isPending = true;
    const done = (): void => {
      isPending = false;
    };
    promise.then(done, done);
    await settled();
    while (isPending) {
      if (this.#sleepers.length === 0) throw new Error('nothing is left to happen, and the promise is pending');
      await this.#step();
    }
    return promise;
  }

  /** When the next sleeper wakes; infinite if nobody sleeps. */
  protected get next(): number {
    return Math.min(...this.#sleepers.map(({ at }) => at));
  }

  async #step(): Promise<void> {
    const at = this.next;
    this.#now = Math.max(this.#now, at);
    const due = this.#sleepers.filter((sleeper) => sleeper.at === at);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.at !== at);
    for (const { wake } of due) wake();
    await settled();
  }
}

/** All that promises alone can bring about has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
