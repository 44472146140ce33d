import { ANNOTATION, type Session, type SessionRef } from '../core/session/session.ts';
import type { RunTracker } from '../core/tracker/run-tracker.ts';
import { replay } from './read-replay.ts';
import type { OneShot } from './run-session.ts';

/** True while a run of somebody else is accepted or started in the session and has not ended. `dead` ones don't count. */
export function isInUse(tracker: RunTracker, dead: ReadonlySet<string> = new Set()): boolean {
  const { active, accepted } = tracker.otherRuns();
  return [...active, ...accepted].some((runId) => !dead.has(runId));
}

/** True if a run that ended earlier left the stop to the last one. The platform turns a removed annotation into "". */
export function owesStop(session: Session): boolean {
  return (session.metadata.annotations?.[ANNOTATION.stopOwed] ?? '') !== '';
}

/**
 * Leaves the stop to the run that is still going: says so on the session, and looks once more, since that run may
 * have ended without seeing the note. False if it has: the stop is ours again. @throws AmberError
 */
export async function leftToOthers(
  deps: OneShot,
  ref: SessionRef,
  tracker: RunTracker,
  signal: AbortSignal,
  dead?: ReadonlySet<string>,
): Promise<boolean> {
  await deps.engine.annotate(ref, { [ANNOTATION.stopOwed]: tracker.runId ?? 'unknown' });
  for await (const updates of replay(deps, ref, signal))
    for (const update of updates) if (update.type === 'event') tracker.event(update.event, deps.clock.now());
  signal.throwIfAborted();
  return isInUse(tracker, dead);
}
