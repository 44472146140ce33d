import type { Clock } from '../../core/clock.ts';
import { AmberError } from '../../core/errors.ts';

/**
 * An API server that has come back answers before it has read its access rules, and refuses everybody until then: for 0.4 s
 * where that was measured. For this time after it was away a 403 proves nothing (ms).
 */
const FORGETFUL = 5_000;

/** When an API server was last away, and what its refusals are worth since. */
export class RecentOutage {
  readonly #clock: Clock;
  #last = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The error to throw for one that came now: a refusal may be one to try again. */
  explain(error: AmberError): AmberError {
    if (error.code === 'UNAVAILABLE') this.#last = this.#clock.now();
    else if (error.code === 'FORBIDDEN' && this.#clock.now() - this.#last < FORGETFUL)
      return new AmberError('UNAVAILABLE', `${error.message} (the API server has only just come back)`, {
        hint: 'try again in a moment',
        cause: error.cause,
      });
    return error;
  }
}
