import type { StopDecision } from '../../../core/auto-stop.ts';
import { ANNOTATION, type Session } from '../../../core/session/session.ts';
import type { SessionEnding } from '../state/session-status.ts';

/** What a host knows when it looks whether its session has to stop. Times are on the clock's `now()` scale, in ms. */
export interface StopFacts {
  readonly session: Session;
  readonly now: number;
  /** When hosting began. */
  readonly began: number;
  /** The last event or message; undefined while the agent is being started, or a question waits its own time. */
  readonly activity: number | undefined;
  /** A run is accepted and has not ended. */
  readonly accepted: boolean;
  /** What the events say to a session that is to stop after its run. */
  readonly runs: StopDecision;
}

/**
 * What follows from that. A `soft` stop is for a session that has nothing to do: the host looks once
 * more, under the lock, whether a run was accepted.
 */
export type HostDecision =
  | { readonly kind: 'stop'; readonly ending: SessionEnding; readonly soft: boolean }
  | { readonly kind: 'wait'; readonly until: number };

/** Whether the session has to stop now, or when to look again if nothing happens. */
export function decideStop(facts: StopFacts): HostDecision {
  const { session, now, began, activity, accepted, runs } = facts;
  const annotations = session.metadata.annotations ?? {};
  if (annotations[ANNOTATION.desiredPhase] === 'Stopped')
    return { kind: 'stop', soft: false, ending: endingOf(annotations[ANNOTATION.stopReason]) };

  const timeout = after(began, session.spec.timeout);
  if (now >= timeout) return { kind: 'stop', soft: false, ending: endingOf('timeout') };

  const inactivity = after(activity, session.spec.inactivityTimeout);
  if (now >= inactivity) return { kind: 'stop', soft: false, ending: endingOf('inactivity') };

  const owed = session.spec.stopOnRunFinished === true || annotations[ANNOTATION.stopOwed] !== undefined;
  if (owed && !accepted && runs.kind === 'stop') return { kind: 'stop', soft: true, ending: endingOf(runs.reason) };

  const settled = owed && runs.kind === 'wait' ? runs.until : Number.POSITIVE_INFINITY;
  return { kind: 'wait', until: Math.min(timeout, inactivity, settled) };
}

/** The end that a stop leads to. The platform knows only `inactivity` and `user`; here the reason is kept as it came. */
export function endingOf(stoppedReason = 'user'): SessionEnding {
  return { phase: 'Stopped', stoppedReason, reason: 'Stopped', message: `stopped: ${stoppedReason}` };
}

/** Absent and 0 mean never. */
function after(start: number | undefined, seconds: number | undefined): number {
  return start === undefined || seconds === undefined || seconds <= 0
    ? Number.POSITIVE_INFINITY
    : start + seconds * 1_000;
}
