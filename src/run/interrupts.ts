/** What can cut a run short from outside. `EPIPE`: the reader of our output went away. */
export type InterruptCause = 'SIGINT' | 'SIGTERM' | 'EPIPE';

/**
 * What SIGINT, SIGTERM and a closed pipe do (docs/running.md, "Interrupts"): the first one asks the session to stop, or leaves it
 * running with `--on-interrupt detach`; a second signal leaves at once. It knows nothing of the process: the owner of the
 * signals calls `trigger`.
 */
export class Interrupts {
  /** Resolves with the second signal. */
  readonly second: Promise<void>;
  readonly #first = new AbortController();
  readonly #hurry = new AbortController();
  #cause: InterruptCause | undefined;

  constructor() {
    this.second = new Promise((resolve) => {
      this.#hurry.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Aborted by the first interrupt. */
  get first(): AbortSignal {
    return this.#first.signal;
  }

  /** Aborted by the second one: nothing may be waited for any more. The same moment as `second`. */
  get hurry(): AbortSignal {
    return this.#hurry.signal;
  }

  /** What came first. A signal replaces an EPIPE, since it says more. */
  get signal(): InterruptCause | undefined {
    return this.#cause;
  }

  /** Reports an interrupt. A closed pipe breaks many writes and counts once; it never hurries. */
  trigger(cause: InterruptCause): void {
    const before = this.#cause;
    if (before === undefined || before === 'EPIPE') this.#cause = cause;
    if (before === undefined) this.#first.abort(cause);
    else if (before !== 'EPIPE' && cause !== 'EPIPE') this.#hurry.abort(cause);
  }
}
