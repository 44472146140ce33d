import { ANNOTATION, isTerminal, type Session } from '../core/session/session.ts';

/**
 * What one look at a session says about its stop.
 * - `stopped`: it has stopped, as far as the object says.
 * - `stopping`: the request is being carried out, nothing more to send.
 * - `taken`: it is told to stop, and goes on.
 * - `unborn`: it was never started and is told not to be: certain only if a later look says so too.
 * - `unmoved`: nothing has come of the request yet.
 */
export type StopEvidence = 'stopped' | 'stopping' | 'taken' | 'unborn' | 'unmoved';

/** Reads the evidence off a session. */
export function stopEvidence(session: Session): StopEvidence {
  const phase = session.status?.phase;
  const desired = session.metadata.annotations?.[ANNOTATION.desiredPhase];
  // Told to start and not yet seen to: `Stopped` is then the past.
  if (isTerminal(phase)) return desired === 'Running' ? 'unmoved' : 'stopped';
  if (phase === 'Stopping') return 'stopping';
  if (desired !== 'Stopped') return 'unmoved';
  return phase === undefined || phase === 'Pending' ? 'unborn' : 'taken';
}
