import type { Clock } from '../core/clock.ts';
import { isAmberError } from '../core/errors.ts';
import type { Phase, Session, SessionRef, StopReason } from '../core/session.ts';
import type { Timing } from '../core/timing.ts';
import type { Engine } from '../engine/engine.ts';
import { type StopEvidence, stopEvidence } from './stop-evidence.ts';
import { StopRequest } from './stop-request.ts';
import { Deadline, orAbort } from './wait.ts';

/** A local session stops within milliseconds, a pod within a minute: the pauses between two looks double. */
const LOOK = { first: 5, most: 1_000 };
/** One look that hangs must not use up the time of all the others. */
const LOOK_LIMIT = 5_000;

export interface ConfirmStop {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly reason: StopReason;
  /** How long asking and waiting may take together, in milliseconds. */
  readonly timeoutMs: number;
  /** Gives up at once. */
  readonly signal?: AbortSignal;
  /** Looks before it asks: for a session that has probably stopped by itself. */
  readonly lookFirst?: boolean;
  /** Hears of each phase that is seen on the way, with the session it was seen at. */
  readonly phase?: (phase: Phase, session: Session) => void;
  /** Hears of each request or look that failed, and goes on. */
  readonly failed?: (error: unknown) => void;
}

/**
 * Asks a session to stop until its phase moves, and waits until the stop is certain (design.md, "The three engines"):
 * phase `Stopped`, `Failed` or `Completed`, 404, or no phase or `Pending` with desired-phase `Stopped` in two looks.
 * The first request has left when this returns its promise, unless it is to look first. Never throws.
 */
export async function confirmStop(
  engine: Engine,
  ref: SessionRef,
  options: ConfirmStop,
): Promise<'confirmed' | 'unconfirmed'> {
  const { clock, timing, failed = () => undefined } = options;
  const request = new StopRequest(engine, ref, options.reason, clock, failed);
  const limit = new Deadline(clock, options.timeoutMs, options.signal);
  const since = new Since(clock);
  let pause = LOOK.first;
  try {
    limit.signal.throwIfAborted();
    if (!options.lookFirst) {
      request.sendIfDue();
      await clock.sleep(pause, limit.signal);
    }
    for (;;) {
      const evidence = await look(engine, ref, limit.signal, options);
      if (evidence === 'stopped') return 'confirmed';
      if (since.first('unborn', evidence) >= timing.stopLooks) return 'confirmed';
      // Who may not look can't be told; a token that was just renewed gets its chance.
      if (since.first('refused', evidence) >= timing.stopLooks) return 'unconfirmed';
      if (evidence !== 'stopping' && evidence !== 'unborn') request.sendIfDue();
      await clock.sleep(pause, limit.signal);
      pause = Math.min(pause * 2, LOOK.most);
    }
  } catch {
    return 'unconfirmed'; // The time is over, or nobody wants to wait any longer.
  } finally {
    limit.clear();
  }
}

type Evidence = StopEvidence | 'refused' | 'unknown';

/** For how long one kind of evidence has come without another one between. A failed look proves nothing either way. */
class Since {
  readonly #clock: Clock;
  readonly #from = new Map<Evidence, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds since `kind` was first seen, -1 if `seen` is something else. */
  first(kind: Evidence, seen: Evidence): number {
    if (seen !== kind) {
      if (seen !== 'unknown') this.#from.delete(kind);
      return -1;
    }
    const from = this.#from.get(kind) ?? this.#clock.now();
    this.#from.set(kind, from);
    return this.#clock.now() - from;
  }
}

async function look(
  engine: Engine,
  ref: SessionRef,
  signal: AbortSignal,
  { clock, phase, failed }: ConfirmStop,
): Promise<Evidence> {
  const one = new Deadline(clock, LOOK_LIMIT, signal);
  try {
    const session = await orAbort(engine.get(ref), one.signal);
    if (session.status?.phase !== undefined) phase?.(session.status.phase, session);
    return stopEvidence(session);
  } catch (error) {
    signal.throwIfAborted();
    if (isAmberError(error, 'NOT_FOUND')) return 'stopped';
    failed?.(error);
    return isAmberError(error, 'UNAUTHENTICATED', 'FORBIDDEN') ? 'refused' : 'unknown';
  } finally {
    one.clear();
  }
}
