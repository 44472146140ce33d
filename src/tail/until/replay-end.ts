import type { Step } from '../../core/tracker/run-tracker.ts';
import type { Goal } from './goal.ts';

/** No byte for so long after the first one: the replay is over, on streams that have no mark for it. */
const QUIET = 1_000;
/** `logs` has no time limit of its own. */
const PATIENCE = 60_000;

/**
 * Until the log has been replayed: the stream's mark, its end, a pause after it has begun, or a heartbeat after it: the
 * platform sends none before it is live, and in a busy session no pause may ever come.
 */
export class ReplayEnd implements Goal {
  readonly asksFirst = true;
  readonly patience = PATIENCE;
  readonly needsSession = true;
  readonly announces = true;
  #heard: number | undefined;
  /** An event has come on this connection. */
  #begun = false;
  #over = false;

  event(_event: unknown, now: number): undefined {
    this.#heard = now;
    this.#begun = true;
  }

  alive(now: number): void {
    this.#heard = now;
  }

  /** On an empty log it is the first thing that comes; other servers send comments before the replay, too. */
  heartbeat(now: number): void {
    this.#heard ??= now;
    if (this.#begun) this.#over = true;
  }

  live(): void {
    this.#over = true;
  }

  session(): void {}

  probe(): void {}

  failed(): void {}

  connection(state: 'open' | 'eof' | 'broken'): void {
    if (state === 'eof') this.#over = true;
    else {
      this.#heard = undefined;
      this.#begun = false;
    }
  }

  next(): Step | undefined {
    return this.#heard === undefined ? undefined : { at: this.#heard + QUIET, action: 'decide' };
  }

  reached(now: number): { readonly end: undefined } | undefined {
    const quiet = this.#heard !== undefined && now >= this.#heard + QUIET;
    return this.#over || quiet ? { end: undefined } : undefined;
  }

  drain(): readonly [] {
    return [];
  }
}
