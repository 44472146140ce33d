import type { Timing } from '../../core/stream-timing.ts';
import type { NextStep } from '../../core/tracker/run-tracker.ts';
import type { Goal } from './goal.ts';

/** In ms: `amber logs` has no time limit of its own. */
const PATIENCE = 60_000;

/**
 * Until the log has been replayed: the stream's mark, its end, a pause of `replayPause` after it has begun, or a heartbeat
 * after it: the platform sends none before it is live, and in a busy session no pause may ever come.
 */
export class ReplayEnd implements Goal {
  readonly asksFirst = true;
  readonly patience = PATIENCE;
  readonly needsSession = true;
  readonly #timing: Timing;
  #heard: number | undefined;
  /** An event has come on this connection. */
  #begun = false;
  #over = false;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

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

  failed(): void {}

  connection(_state: 'open' | 'closed', _now: number, isWhole: boolean): void {
    if (isWhole) this.#over = true;
    else {
      this.#heard = undefined;
      this.#begun = false;
    }
  }

  next(): NextStep | undefined {
    return this.#heard === undefined ? undefined : { at: this.#heard + this.#timing.replayPause, action: 'decide' };
  }

  end(now: number): 'read' | undefined {
    const isQuiet = this.#heard !== undefined && now >= this.#heard + this.#timing.replayPause;
    return this.#over || isQuiet ? 'read' : undefined;
  }

  drain(): readonly [] {
    return [];
  }
}
