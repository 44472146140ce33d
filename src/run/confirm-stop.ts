import { Deadline, orAbort } from '../async/abort.ts';
import { Backoff, busyPause } from '../async/backoff.ts';
import type { Clock } from '../core/clock.ts';
import { isAmberError } from '../core/errors.ts';
import type { RunError } from '../core/result.ts';
import type { Phase } from '../core/session/phase.ts';
import type { Session, SessionRef, StopReason } from '../core/session/session.ts';
import type { Timing } from '../core/stream-timing.ts';
import type { Engine } from '../engine/engine.ts';
import { StopProgress } from './stop-evidence.ts';

/** A local session stops within milliseconds, a pod within a minute: the pauses between two looks double. */
const LOOK_PAUSES = { first: 5, most: 1_000 };
/** One look that hangs must not use up the time of all the others. */
const LOOK_TIMEOUT = 5_000;
/**
 * A request that was taken is repeated after these pauses, if the phase has not moved: a 202 can be lost. One that was
 * refused is repeated sooner (`busyPause`).
 */
const REPEAT_PAUSES = { first: 1_000, most: 5_000 };
/** An answer that takes longer than this may never come. Not less: of two stops at once the platform refuses one. */
const REQUEST_TIMEOUT = 10_000;
/** A session that has the stop, and only needs time for it, gets so many times the limit: a pod may take a minute. */
const EXTENSION = 3;

export interface ConfirmStopOptions {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly reason: StopReason;
  /** How long asking and waiting may take together, in milliseconds; three times that once the session has the stop. */
  readonly timeoutMs: number;
  /** Gives up at once. */
  readonly signal?: AbortSignal;
  /** The phase that was seen last, where one was; `Pending` stands for none yet. */
  readonly before?: Phase | undefined;
  /** Looks before it asks: for a session that has probably stopped by itself. */
  readonly lookFirst?: boolean;
  /** From 0 to below 1, for the jitter of the pauses. */
  readonly random?: () => number;
  /** Called with each phase that is seen on the way, and the session it was seen at. */
  readonly phase?: (phase: Phase, session: Session) => void;
  /** Called when the limit has passed and the session has the stop: what is waited for, and for how many ms more. */
  readonly waiting?: (why: string, ms: number) => void;
}

/** How a stop came out. */
export type StopConfirmation =
  | { readonly kind: 'confirmed' }
  | {
      readonly kind: 'unconfirmed';
      /** What is in the way: the end of a sentence about the session. */
      readonly why: string;
      /** The pod that goes on although its session has stopped: no stop of the session ends it. */
      readonly pod?: string;
      /** The error of a request or a look that no further try can change. */
      readonly denied?: unknown;
    };

/**
 * Asks a session to stop until its phase moves, and waits until the stop is certain:
 * phase `Stopped`, `Failed` or `Completed`, 404, or no phase or `Pending` with desired-phase `Stopped` in two looks, and
 * no runner that outlives it. Requests and looks go on side by side: beside a busy writer the number of tries counts.
 * The first request has left when this returns its promise, unless it is to look first. Never throws.
 */
export function confirmStop(engine: Engine, ref: SessionRef, options: ConfirmStopOptions): Promise<StopConfirmation> {
  return new Confirmation(engine, ref, options).run();
}

class Confirmation {
  readonly #engine: Engine;
  readonly #ref: SessionRef;
  readonly #options: ConfirmStopOptions;
  readonly #progress: StopProgress;
  readonly #limit: Deadline;
  readonly #over = new AbortController();
  /** The time is over, or the caller waits no longer, or it is decided. */
  readonly #signal: AbortSignal;
  /** Ends the pause before the next look. */
  #hasten = (): void => undefined;

  constructor(engine: Engine, ref: SessionRef, options: ConfirmStopOptions) {
    const { before, clock, timing, timeoutMs, signal } = options;
    this.#engine = engine;
    this.#ref = ref;
    this.#options = options;
    this.#progress = new StopProgress(timing.stopLooks, engine.pod?.(ref), before);
    this.#limit = new Deadline(clock, timeoutMs * EXTENSION, signal);
    this.#signal = AbortSignal.any([this.#limit.signal, this.#over.signal]);
  }

  async run(): Promise<StopConfirmation> {
    const { clock, timeoutMs, lookFirst = false } = this.#options;
    const progress = this.#progress;
    clock.sleep(timeoutMs, this.#signal).then(
      () => this.#overtime(),
      () => undefined,
    );
    let asking: Promise<void> | undefined;
    try {
      this.#signal.throwIfAborted();
      if (lookFirst) await this.#look();
      for (const backoff = new Backoff(LOOK_PAUSES); ; ) {
        const verdict = progress.verdict(clock.now());
        if (verdict === 'confirmed') return { kind: 'confirmed' };
        if (verdict === 'denied') break;
        if (asking === undefined) {
          asking = this.#ask();
          this.#meet().catch(() => undefined);
        }
        await this.#rest(backoff.next());
        await this.#look();
      }
    } catch {
      // The time is over, or the caller waits no longer.
    } finally {
      this.#over.abort();
      this.#limit.clear();
      await asking;
    }
    // What was started to take over its pod must not be left to run.
    if (progress.owesStop) this.#engine.stop(this.#ref, this.#options.reason).catch(() => undefined);
    const { why, leftPod, isDenied, error } = progress;
    return {
      kind: 'unconfirmed',
      why,
      ...(leftPod === undefined ? {} : { pod: leftPod }),
      ...(isDenied ? { denied: error } : {}),
    };
  }

  /** The limit has passed. It holds, unless nothing is in the way of the stop any more. */
  #overtime(): void {
    const { clock, timeoutMs, waiting } = this.#options;
    this.#progress.late();
    if (this.#progress.verdict(clock.now()) === 'confirmed') this.#hasten();
    else if (this.#progress.isTaken) waiting?.(this.#progress.why, timeoutMs * (EXTENSION - 1));
    else this.#over.abort();
  }

  /** Sends what there is to send, one request at a time, until it is over. Never throws. */
  async #ask(): Promise<void> {
    const { clock, random = Math.random } = this.#options;
    const repeats = new Backoff(REPEAT_PAUSES);
    let refused = false;
    try {
      for (;;) {
        const { request } = this.#progress;
        let pause = busyPause(random);
        if (request !== undefined && (await this.#sent(request))) {
          pause = repeats.next();
          if (refused) this.#hasten();
          refused = false;
        } else refused = request !== undefined;
        await clock.sleep(pause, this.#signal);
      }
    } catch {
      // It is over.
    }
  }

  /** Sends one request; returns whether it was taken. Throws once it is over. */
  async #sent(request: 'stop' | 'start'): Promise<boolean> {
    const { clock, reason } = this.#options;
    const hanging = new Deadline(clock, REQUEST_TIMEOUT, this.#signal);
    const send = request === 'stop' ? this.#engine.stop(this.#ref, reason) : this.#engine.start(this.#ref);
    try {
      await orAbort(send, hanging.signal);
      this.#progress.accepted(request);
      return true;
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#progress.refused(error, clock.now());
      if (isAmberError(error, 'FORBIDDEN')) this.#hasten();
      return false;
    } finally {
      hanging.clear();
    }
  }

  /** Where there are pods: asks whether the runner is alive, before the stop can have ended it. */
  async #meet(): Promise<void> {
    if (this.#engine.pod === undefined) return;
    const { runner } = await this.#engine.probe(this.#ref);
    if (runner === 'alive') this.#progress.probe(runner, this.#options.clock.now());
  }

  /** Looks at the session, and at its runner where the session's word is not enough. Throws once it is over. */
  async #look(): Promise<void> {
    const { clock, phase } = this.#options;
    const progress = this.#progress;
    const one = new Deadline(clock, LOOK_TIMEOUT, this.#signal);
    try {
      const session = await orAbort(this.#engine.get(this.#ref), one.signal);
      if (session.status?.phase !== undefined) phase?.(session.status.phase, session);
      progress.look({ session }, clock.now());
      if (!progress.doubtsRunner(clock.now())) return;
      const { runner } = await orAbort(this.#engine.probe(this.#ref), this.#signal);
      progress.probe(runner, clock.now());
    } catch (error) {
      this.#signal.throwIfAborted();
      progress.look(isAmberError(error, 'NOT_FOUND') ? { session: null } : { error }, clock.now());
    } finally {
      one.clear();
    }
  }

  /** Waits so many ms, or until there is reason to look at once. Throws once it is over. */
  async #rest(ms: number): Promise<void> {
    const hastened = new AbortController();
    this.#hasten = () => hastened.abort();
    const until = AbortSignal.any([this.#signal, hastened.signal]);
    await this.#options.clock.sleep(ms, until).catch(() => undefined);
    this.#signal.throwIfAborted();
  }
}

type Unconfirmed = Extract<StopConfirmation, { kind: 'unconfirmed' }>;

/** Says of a session whose stop could not be confirmed what is in its way. */
export function mayStillRunText({ name }: SessionRef, { why }: Pick<Unconfirmed, 'why'>): string {
  return `session "${name}" may still be running: ${why}`;
}

/** A stop that could not be confirmed, as an error. `stop`: the command that stops the session. */
export function unconfirmedError(ref: SessionRef, unconfirmed: Unconfirmed, stop: string): RunError {
  const { pod } = unconfirmed;
  // The session has stopped as far as it knows: no stop of it ends that pod.
  const hint = pod === undefined ? stop : `kubectl delete pod ${pod} -n ${ref.project}`;
  return { code: 'STOP_UNCONFIRMED', message: mayStillRunText(ref, unconfirmed), hint };
}

/** What a person reads while a stop takes longer than its limit; `ms`: how long it is waited for still. */
export function stopWaitingText({ name }: SessionRef, why: string, ms: number): string {
  return `session "${name}": ${why}; waiting for that, ${Math.ceil(ms / 1000)} s at most`;
}
