import { Deadline } from '../async/abort.ts';
import type { Clock } from '../core/clock.ts';
import type { InterruptCause, Interrupts } from './interrupts.ts';

/** Why a run was cut off before its end was witnessed. `broken`: the reader of the updates failed. */
export type CutoffCause =
  | { readonly kind: 'signal'; readonly by: InterruptCause }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'start-timeout' }
  | { readonly kind: 'broken'; readonly error: unknown };

/** Everything that may cut a run off, as one signal. What comes first counts. */
export class Cutoff {
  /** Aborted by the first cause, which is its reason. */
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #whole: Deadline | undefined;
  readonly #interrupted: () => void;
  readonly #interrupts: Interrupts;
  #start: Deadline | undefined;
  #hasStarted = (): boolean => false;
  #cause: CutoffCause | undefined;

  /** `timeoutMs`: for the whole of it; 0 is no limit. */
  constructor(clock: Clock, interrupts: Interrupts, timeoutMs: number) {
    this.signal = this.#controller.signal;
    this.#clock = clock;
    this.#interrupts = interrupts;
    this.#interrupted = () => this.cutOff({ kind: 'signal', by: interrupts.signal ?? 'SIGINT' });
    this.#whole = limit(clock, timeoutMs, () => this.cutOff({ kind: 'timeout' }));
    if (interrupts.first.aborted) this.#interrupted();
    else interrupts.first.addEventListener('abort', this.#interrupted, { once: true });
  }

  /** What has cut the run off, if something has. */
  get cause(): CutoffCause | undefined {
    return this.#cause;
  }

  /** From now on the run has so many milliseconds to start; 0 is no limit. */
  startWithin(ms: number): void {
    this.started();
    this.#hasStarted = () => false;
    this.#start = limit(this.#clock, ms, () => {
      if (!this.#hasStarted()) this.cutOff({ kind: 'start-timeout' });
    });
  }

  /** Says who knows whether the run has started: asked when the time for it is over. */
  startedIf(hasStarted: () => boolean): void {
    this.#hasStarted = hasStarted;
  }

  /** The run has started: only the limit of the whole counts from now on. */
  started(): void {
    this.#start?.clear();
  }

  /** Cuts the run off, unless that has happened already. */
  cutOff(cause: CutoffCause): void {
    if (this.#cause !== undefined) return;
    this.#cause = cause;
    this.#controller.abort(cause);
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
