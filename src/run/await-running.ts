import { orAbort } from '../async/abort.ts';
import { busyPause } from '../async/pauses.ts';
import type { Clock } from '../core/clock.ts';
import { AmberError, isAmberError } from '../core/errors.ts';
import { ANNOTATION, isTerminal, type Phase, type Session, type SessionRef } from '../core/session/session.ts';
import type { Engine } from '../engine/engine.ts';
import { stopEvidence } from './stop-evidence.ts';

/** Pauses between two looks, in milliseconds: a local session starts within milliseconds, a pod within minutes. */
const LOOK = { first: 20, most: 1_000 };
/** A start that has come to nothing for so long is asked for again: a 202 can be lost. */
const START_AGAIN = 5_000;
/** A runner that is gone for so long, in a session that was running before we came, does not come back. */
const GONE = 30_000;

export interface AwaitRunning {
  readonly clock: Clock;
  /** Rejects with its reason. The only time limit. */
  readonly signal: AbortSignal;
  /** Hears of each change of phase. */
  readonly phase: (phase: Phase) => void;
  /** Hears that a start is about to be asked for. */
  readonly starting: (session: Session) => void;
}

/**
 * Waits until a session can take a message: `Running`, and its runner not gone. Starts it if it has stopped; one that
 * is stopping is waited for first, since the platform loses a start in that time. Gives the session as it is then;
 * its phase is `Failed` if our start came to that. @throws AmberError
 */
export async function awaitRunning(engine: Engine, ref: SessionRef, how: AwaitRunning): Promise<Session> {
  const { clock, signal } = how;
  let phase: Phase | undefined;
  let started: { readonly due: number; readonly before: Session; readonly moved: boolean } | undefined;
  let goneSince: number | undefined;
  for (let pause = LOOK.first; ; pause = Math.min(pause * 2, LOOK.most)) {
    const session = await patiently(() => engine.get(ref), how);
    if (session !== undefined) {
      const now = session.status?.phase;
      if (now !== undefined && now !== phase) how.phase(now);
      if (now !== phase) pause = LOOK.first;
      phase = now;
      if (started !== undefined && !isTerminal(now)) started = { ...started, moved: true };
      if (now === 'Running' && !isToldToStop(session)) {
        const probe = await patiently(() => engine.probe(ref), how);
        if (probe !== undefined && probe.runner !== 'gone') return session;
        goneSince ??= clock.now();
        if (started === undefined && clock.now() - goneSince >= GONE) throw runnerGone(ref);
      } else if (isTerminal(now) || stopEvidence(session) === 'unborn') {
        if (started !== undefined && hasFailed(session, started)) return session;
        if (started === undefined || clock.now() >= started.due) {
          how.starting(session);
          const isTaken = await patiently(() => engine.start(ref).then(() => true), how);
          if (isTaken !== true) pause = busyPause(Math.random);
          started = { due: clock.now() + (isTaken === true ? START_AGAIN : 0), before: session, moved: false };
        }
      }
    }
    await clock.sleep(pause, signal);
  }
}

/** A call whose failure may pass; undefined if it did fail. @throws AmberError that will not pass */
async function patiently<T>(call: () => Promise<T>, { signal }: AwaitRunning): Promise<T | undefined> {
  try {
    return await orAbort(call(), signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT', 'CONFLICT')) throw error;
    return undefined;
  }
}

/** A message to it would die with it. */
function isToldToStop(session: Session): boolean {
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
