import { Deadline } from '../async/abort.ts';
import type { Clock } from '../core/clock.ts';
import type { InterruptCause, Interrupts } from './interrupt.ts';

/** Why a run was cut off before its end was witnessed. */
export type Cut =
  | { readonly kind: 'signal'; readonly cause: InterruptCause }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'start-timeout' }
  /** Whoever reads the updates failed. */
  | { readonly kind: 'broken'; readonly error: unknown };

/** Everything that may cut a run off, as one signal. What comes first counts. */
export class Leash {
  /** Aborted by the first cut. */
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #whole: Deadline | undefined;
  readonly #interrupted: () => void;
  readonly #interrupts: Interrupts;
  #start: Deadline | undefined;
  #cut: Cut | undefined;

  /** `timeoutMs`: for the whole of it; 0 is no limit. */
  constructor(clock: Clock, interrupts: Interrupts, timeoutMs: number) {
    this.signal = this.#controller.signal;
    this.#clock = clock;
    this.#interrupts = interrupts;
    this.#interrupted = () => this.cutOff({ kind: 'signal', cause: interrupts.signal ?? 'SIGINT' });
    this.#whole = limit(clock, timeoutMs, () => this.cutOff({ kind: 'timeout' }));
    if (interrupts.first.aborted) this.#interrupted();
    else interrupts.first.addEventListener('abort', this.#interrupted, { once: true });
  }

  get cut(): Cut | undefined {
    return this.#cut;
  }

  /** Gives the run so many milliseconds to start; 0 is no limit. `hasStarted` is asked when they are over. */
  startWithin(ms: number, hasStarted: () => boolean): void {
    this.started();
    this.#start = limit(this.#clock, ms, () => {
      if (!hasStarted()) this.cutOff({ kind: 'start-timeout' });
    });
  }

  /** The run has started: only the limit of the whole counts from now on. */
  started(): void {
    this.#start?.clear();
  }

  /** Cuts the run off, unless that has happened already. */
  cutOff(cut: Cut): void {
    if (this.#cut !== undefined) return;
    this.#cut = cut;
    this.#controller.abort(cut);
  }

  /** Takes timers and listeners back. */
  close(): void {
    this.#whole?.clear();
    this.#start?.clear();
    this.#interrupts.first.removeEventListener('abort', this.#interrupted);
  }
}

function limit(clock: Clock, ms: number, over: () => void): Deadline | undefined {
  if (ms <= 0) return undefined;
  const deadline = new Deadline(clock, ms);
  deadline.signal.addEventListener('abort', over, { once: true });
  return deadline;
}
