import { type PauseRange, Pauses } from '../../async/backoff.ts';
import { type AguiEvent, runIdOf } from '../../core/agui/events.ts';
import { mayEnd, readRunError } from '../../core/agui/run-end.ts';
import type { Clock } from '../../core/clock.ts';
import { isAmberError } from '../../core/errors.ts';
import type { RunError } from '../../core/outcome.ts';
import type { LastRun } from '../../core/session/last-run-annotation.ts';
import { RunReport } from '../../core/tracker/run-output.ts';
import type { KeyedRef } from '../conversations.ts';

/** Whether an event ends the run on whose connection it came. */
export function isEndOf(event: AguiEvent, runId: string): boolean {
  if (event.type !== 'RUN_FINISHED' && event.type !== 'RUN_ERROR') return false;
  return (runIdOf(event) ?? runId) === runId && (event.type === 'RUN_FINISHED' || mayEnd(event));
}

/** Reads one run's events for what its end means: bounded, however long the run. */
export class RunJudge {
  readonly #runId: string;
  readonly #report = new RunReport();
  #error: RunError | undefined;

  constructor(runId: string) {
    this.#runId = runId;
  }

  /** Takes an event; returns how the run has ended, if it ends it. The hot path. */
  take(event: AguiEvent, at: Date): LastRun | undefined {
    this.#report.take(event);
    if (!isEndOf(event, this.#runId)) return undefined;
    const common = { runId: this.#runId, at: at.toISOString() };
    if (event.type === 'RUN_ERROR') {
      this.#error = readRunError(event);
      return { ...common, outcome: 'failed', code: this.#error.code };
    }
    const { outcome, error } = this.#report.finish(event, this.#error);
    return { ...common, outcome, ...(error !== undefined && { code: error.code }) };
  }
}

export interface LastRunsDeps {
  readonly write: (ref: KeyedRef, run: LastRun) => Promise<void>;
  readonly clock: Clock;
  /** Pauses between two tries, in ms. */
  readonly retry: PauseRange;
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
    for (const pauses = new Pauses(retry); ; ) {
      try {
        await this.save(ref);
        return true;
      } catch (error) {
        failed(ref, error);
      }
      try {
        await clock.sleep(pauses.next(), signal);
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
