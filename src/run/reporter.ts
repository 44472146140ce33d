import { orAbort } from '../async/abort.ts';
import type { Result } from '../core/result.ts';
import type { Update } from '../core/run-update.ts';
import type { Phase } from '../core/session/phase.ts';

/**
 * Passes updates to their reader, in order, the result last. A reader that throws gets nothing more but the result, and
 * `broken` is called with its error: a run must not be left behind because its output could not be shown.
 */
export class Reporter {
  readonly #emit: (updates: readonly Update[]) => void | Promise<void>;
  readonly #broken: (error: unknown) => void;
  #pending: Promise<void> | undefined;
  #phase: Phase | undefined;
  #reason: string | undefined;
  #isBroken = false;
  #failure: unknown;

  constructor(emit: (updates: readonly Update[]) => void | Promise<void>, broken: (error: unknown) => void) {
    this.#emit = emit;
    this.#broken = broken;
  }

  /** Reports the updates, but for a phase that is no news. The promise, if there is one, is backpressure. Never throws. */
  report(updates: readonly Update[]): Promise<void> | undefined {
    if (this.#isBroken) return undefined;
    const fresh = updates.some(({ type }) => type === 'session.phase')
      ? updates.filter((update) => this.#isNews(update))
      : updates;
    return fresh.length === 0 ? undefined : this.#hand(fresh);
  }

  /** Reports one update, without backpressure. */
  note(update: Update): void {
    void this.report([update]);
  }

  /** Reports the session's phase, if it is another one than the last. */
  phase(phase: Phase): void {
    this.note({ type: 'session.phase', phase });
  }

  /** The phase that was reported last. */
  get lastPhase(): Phase | undefined {
    return this.#phase;
  }

  warn(code: string, message: string): void {
    this.note({ type: 'warning', code, message });
  }

  /**
   * Reports the result once all before it was taken; with `hurry` it no longer waits for that. Returns the error of a
   * reader that could not take this last one. Never throws.
   */
  async result(result: Result, hurry: AbortSignal): Promise<unknown> {
    await this.#settled(this.#pending, hurry);
    const failed = this.#isBroken;
    await this.#settled(this.#hand([{ type: 'result', result }]), hurry);
    return failed ? undefined : this.#failure;
  }

  /** A phase is news, and so is its reason where that is known only later. */
  #isNews(update: Update): boolean {
    if (update.type !== 'session.phase') return true;
    const { phase, reason } = update;
    if (phase === this.#phase && (reason === undefined || reason === this.#reason)) return false;
    this.#phase = phase;
    this.#reason = reason;
    return true;
  }

  #hand(updates: readonly Update[]): Promise<void> | undefined {
    try {
      const taken = this.#emit(updates);
      if (taken === undefined) return undefined;
      const before = this.#pending;
      const pending: Promise<void> = taken
        .catch((error: unknown) => this.#fail(error))
        .then(() => before)
        .finally(() => {
          if (this.#pending === pending) this.#pending = undefined;
        });
      this.#pending = pending;
      return pending;
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    this.#isBroken = true;
    this.#failure = error;
    this.#broken(error);
  }

  async #settled(work: Promise<void> | undefined, hurry: AbortSignal): Promise<void> {
    if (work === undefined) return;
    await orAbort(work, hurry).catch(() => undefined);
  }
}
