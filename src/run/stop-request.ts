import type { Clock } from '../core/clock.ts';
import type { SessionRef, StopReason } from '../core/session.ts';
import type { Engine } from '../engine/engine.ts';

/** A request that was taken is repeated after this pause, if the phase has not moved: a 202 can be lost. */
const REPEAT = { first: 1_000, most: 5_000 };
/** A refused one (409, 429, 5xx) is worth another try sooner. */
const RETRY = { first: 100, most: 2_000 };
/** An answer that takes longer than this may never come. Not less: of two stops at once the platform refuses one. */
const HANGING = 10_000;

/** Sends the stop, and says when it is time to send it again. One request is under way at a time. */
export class StopRequest {
  readonly #send: () => Promise<void>;
  readonly #clock: Clock;
  readonly #failed: (error: unknown) => void;
  #dueAt = Number.NEGATIVE_INFINITY;
  #repeat = REPEAT.first;
  #retry = RETRY.first;

  constructor(engine: Engine, ref: SessionRef, reason: StopReason, clock: Clock, failed: (error: unknown) => void) {
    this.#send = () => engine.stop(ref, reason);
    this.#clock = clock;
    this.#failed = failed;
  }

  /** Sends the request if it is due. Returns at once: the answer matters less than the phase. */
  sendIfDue(): void {
    if (this.#clock.now() < this.#dueAt) return;
    this.#dueAt = this.#clock.now() + HANGING;
    this.#send().then(
      () => {
        this.#dueAt = this.#clock.now() + this.#repeat;
        this.#repeat = Math.min(this.#repeat * 2, REPEAT.most);
      },
      (error: unknown) => {
        this.#dueAt = this.#clock.now() + this.#retry;
        this.#retry = Math.min(this.#retry * 2, RETRY.most);
        this.#failed(error);
      },
    );
  }
}
