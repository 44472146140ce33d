import { orAbort } from '../async/abort.ts';
import { Backoff, busyPause } from '../async/backoff.ts';
import type { Clock } from '../core/clock.ts';
import { AmberError, isAmberError } from '../core/errors.ts';
import type { RunEnd } from '../core/result.ts';
import { isTerminal, type Phase } from '../core/session/phase.ts';
import { ANNOTATION, type Session, type SessionRef } from '../core/session/session.ts';
import { failureCode } from '../core/tracker/end-without-event.ts';
import type { Engine } from '../engine/engine.ts';
import { stopEvidence } from './stop-evidence.ts';

/** Pauses between two looks, in milliseconds: a local session starts within milliseconds, a pod within minutes. */
const LOOK_PAUSES = { first: 20, most: 1_000 };
/** A start that nothing has come of is asked for again after this time (ms): a 202 can be lost. */
const START_AGAIN = 5_000;
/** A runner that is gone for longer than this (ms), in a session that was running before we came, does not come back. */
const RUNNER_GONE = 30_000;

export interface AwaitRunningOptions {
  readonly clock: Clock;
  /** Rejects with its reason. The only time limit. */
  readonly signal: AbortSignal;
  /** Called with each change of phase. */
  readonly phase: (phase: Phase) => void;
  /** Called before a start is asked for. */
  readonly starting: (session: Session) => void;
}

/**
 * Waits until a session can take a message: `Running`, and its runner not gone. Starts it if it has stopped; one that
 * is stopping is waited for first, since the platform loses a start in that time. Returns the session as it is then;
 * its phase is `Failed` if our start came to that. @throws AmberError
 */
export async function awaitRunning(engine: Engine, ref: SessionRef, options: AwaitRunningOptions): Promise<Session> {
  const { clock, signal } = options;
  let phase: Phase | undefined;
  let started: { readonly due: number; readonly before: Session; readonly moved: boolean } | undefined;
  let goneSince: number | undefined;
  for (const backoff = new Backoff(LOOK_PAUSES); ; ) {
    let isRefused = false;
    const session = await ifPossible(() => engine.get(ref), signal);
    if (session !== undefined) {
      const now = session.status?.phase;
      if (now !== undefined && now !== phase) options.phase(now);
      if (now !== phase) backoff.reset();
      phase = now;
      if (started !== undefined && !isTerminal(now)) started = { ...started, moved: true };
      if (now === 'Running' && !isAskedToStop(session)) {
        const probe = await ifPossible(() => engine.probe(ref), signal);
        if (probe !== undefined && probe.runner !== 'gone') return session;
        goneSince ??= clock.now();
        if (started === undefined && clock.now() - goneSince >= RUNNER_GONE) throw runnerGone(ref);
      } else if (isTerminal(now) || stopEvidence(session) === 'unborn') {
        if (started !== undefined && hasFailed(session, started)) return session;
        if (started === undefined || clock.now() >= started.due) {
          options.starting(session);
          isRefused = (await ifPossible(() => engine.start(ref).then(() => true), signal)) !== true;
          started = { due: clock.now() + (isRefused ? 0 : START_AGAIN), before: session, moved: false };
        }
      }
    }
    await clock.sleep(isRefused ? busyPause(Math.random) : backoff.next(), signal);
  }
}

/** A call whose failure may pass: undefined if it did fail. @throws AmberError that will not pass */
export async function ifPossible<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await orAbort(call(), signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT', 'CONFLICT')) throw error;
    return undefined;
  }
}

/** A message to it would die with it. */
function isAskedToStop(session: Session): boolean {
  return session.metadata.annotations?.[ANNOTATION.desiredPhase] === 'Stopped';
}

/** True if this is the failure of our start and not the one that was there before. */
function hasFailed(session: Session, started: { readonly before: Session; readonly moved: boolean }): boolean {
  if (session.status?.phase !== 'Failed') return false;
  return started.moved || session.status.completionTime !== started.before.status?.completionTime;
}

function runnerGone({ name }: SessionRef): AmberError {
  return new AmberError('UNAVAILABLE', `session "${name}" is Running, and its runner does not answer`, {
    hint: `amber stop ${name}, then send again: that starts a new one`,
  });
}

/** The end of a run whose session failed before it could run: the reason is in the session's conditions. */
export function failedToStart({ metadata, status }: Session): RunEnd {
  const unmet = (status?.conditions ?? []).filter((condition) => condition.status === 'False');
  const failed = unmet.find(({ type }) => type === 'Ready') ?? unmet[0];
  const why = failed?.message;
  const message = `session "${metadata.name}" failed to start${why === undefined ? '' : `: ${why}`}`;
  return {
    outcome: 'failed',
    runId: null,
    message: '',
    usage: null,
    error: { code: failureCode(failed?.reason), message },
  };
}
