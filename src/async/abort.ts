import type { Clock } from '../core/clock.ts';

/**
 * Resolves as `work` does, or rejects with the signal's reason as soon as that is aborted. The work itself goes on:
 * an engine's call can't be taken back, only no longer waited for.
 */
export function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason);
    work.finally(() => signal.removeEventListener('abort', leave)).then(resolve, reject);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

/** Resolves as `work` does, or with `late` after `ms`. The timer never outlives the race: it would keep the process alive. */
export function within<T>(work: Promise<T>, ms: number, clock: Clock): Promise<T | undefined>;
export function within<T, L>(work: Promise<T>, ms: number, clock: Clock, late: L): Promise<T | L>;
export async function within<T, L>(work: Promise<T>, ms: number, clock: Clock, late?: L): Promise<T | L | undefined> {
  const limit = new Deadline(clock, ms);
  try {
    return await orAbort(work, limit.signal);
  } catch (error) {
    if (error !== limit.signal.reason) throw error;
    return late;
  } finally {
    limit.clear();
  }
}

/** A time limit as a signal: aborted once `ms` have passed, or with its parent. */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #done = new AbortController();

  constructor(clock: Clock, ms: number, parent?: AbortSignal) {
    const over = new AbortController();
    this.signal = parent === undefined ? over.signal : AbortSignal.any([over.signal, parent]);
    clock.sleep(ms, this.#done.signal).then(
      () => over.abort(new DOMException(`${ms} ms are over`, 'TimeoutError')),
      () => undefined,
    );
  }

  /** Takes the timer back; the signal stays as it is. */
  clear(): void {
    this.#done.abort();
  }
}

/** Aborted `ms` after `after` is, or at once with `hurry`: for what is under way when a run is cut off. */
export class DelayedAbort {
  readonly signal: AbortSignal;
  readonly #after: AbortSignal;
  readonly #over = new AbortController();
  readonly #begin: () => void;
  #deadline: Deadline | undefined;

  constructor(clock: Clock, after: AbortSignal, ms: number, hurry: AbortSignal) {
    this.signal = this.#over.signal;
    this.#after = after;
    this.#begin = () => {
      const deadline = new Deadline(clock, ms, hurry);
      deadline.signal.addEventListener('abort', () => this.#over.abort(), { once: true });
      if (deadline.signal.aborted) this.#over.abort();
      this.#deadline = deadline;
    };
    if (after.aborted) this.#begin();
    else after.addEventListener('abort', this.#begin, { once: true });
  }

  /** Takes timer and listener back. */
  clear(): void {
    this.#after.removeEventListener('abort', this.#begin);
    this.#deadline?.clear();
  }
}
