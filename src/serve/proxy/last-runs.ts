import { Backoff, type BackoffRange } from '../../async/backoff.ts';
import type { Clock } from '../../core/clock.ts';
import { isAmberError } from '../../core/errors.ts';
import type { LastRun } from '../../core/session/last-run-annotation.ts';
import type { WitnessedEnd } from '../../core/tracker/run-end-reader.ts';
import type { KeyedRef } from '../run-backend.ts';

/** What to write of a run's end. `at`: when it was seen. */
export function lastRunOfEnd({ outcome, error }: WitnessedEnd, runId: string, at: Date): LastRun {
  return { runId, outcome, at: at.toISOString(), ...(error !== undefined && { code: error.code }) };
}

export interface LastRunsDeps {
  readonly write: (ref: KeyedRef, run: LastRun) => Promise<void>;
  readonly clock: Clock;
  /** Pauses between two tries, in ms. */
  readonly retry: BackoffRange;
  readonly failed: (ref: KeyedRef, error: unknown) => void;
}

/**
 * Writes into each session how its last run ended, for those who cannot read its stream: before the session is stopped, and
 * before its run counts as settled, so that a crash in between makes the next serve write it.
 */
export class LastRuns {
  readonly #deps: LastRunsDeps;
  /** What is not written yet; a newer end replaces an older one. */
  readonly #ends = new Map<string, LastRun>();
  /** Two writes at once could arrive in the wrong order. */
  readonly #writing = new Map<string, Promise<void>>();
  readonly #over = new AbortController();

  constructor(deps: LastRunsDeps) {
    this.#deps = deps;
  }

  set(ref: KeyedRef, run: LastRun): void {
    this.#ends.set(ref.key, run);
  }

  /** Writes what is there to be written, once. @throws AmberError */
  async save(ref: KeyedRef): Promise<void> {
    for (let other = this.#writing.get(ref.key); other !== undefined; other = this.#writing.get(ref.key))
      await other.catch(() => undefined);
    const run = this.#ends.get(ref.key);
    if (run === undefined) return;
    const writing = this.#write(ref, run);
    this.#writing.set(ref.key, writing);
    try {
      await writing;
    } finally {
      this.#writing.delete(ref.key);
    }
  }

  /** The same until it succeeds; false if it had not when the signal was aborted, or with `close`. */
  async settle(ref: KeyedRef, until: AbortSignal): Promise<boolean> {
    const { clock, retry, failed } = this.#deps;
    const signal = AbortSignal.any([until, this.#over.signal]);
    for (const backoff = new Backoff(retry); ; ) {
      try {
        await this.save(ref);
        return true;
      } catch (error) {
        failed(ref, error);
      }
      try {
        await clock.sleep(backoff.next(), signal);
      } catch {
        return false;
      }
    }
  }

  /** Nothing more is tried; what is not written is found again by the next serve. */
  close(): void {
    this.#over.abort();
  }

  /** The session is gone. */
  drop(ref: KeyedRef): void {
    this.#ends.delete(ref.key);
  }

  async #write(ref: KeyedRef, run: LastRun): Promise<void> {
    try {
      await this.#deps.write(ref, run);
    } catch (error) {
      if (!isAmberError(error, 'NOT_FOUND')) throw error;
    }
    if (this.#ends.get(ref.key) === run) this.#ends.delete(ref.key);
  }
}
