import { DelayedAbort } from '../async/abort.ts';
import { AmberError } from '../core/errors.ts';
import { refOf, type Session, type SessionMeta, type SessionSpec } from '../core/session/session.ts';
import { createOnce } from './create-session.ts';
import type { Course } from './owned-run.ts';

/** Creates the course's session and tells so. @throws AmberError */
export async function reachNew(course: Course, spec: SessionSpec, meta: SessionMeta): Promise<Session> {
  const { deps, leash, reporter } = course;
  leash.startWithin(deps.limits.startTimeoutMs, () => course.tracker?.started === true);
  // A request under way when the run is cut off has the time of a stop to be answered: what it makes has to be stopped.
  const patience = new DelayedAbort(deps.clock, leash.signal, deps.limits.stopTimeoutMs, deps.interrupts.hurry);
  try {
    const session = await createOnce(deps.engine, spec, meta, {
      clock: deps.clock,
      signal: leash.signal,
      giveUp: patience.signal,
    });
    refuseOther(session, spec, meta);
    course.session = refOf(session);
    course.claimed = true;
    const url = deps.engine.page?.(course.session);
    reporter.note({ type: 'session.created', session: course.session, ...(url !== undefined && { url }) });
    if (session.status?.phase !== undefined) reporter.phase(session.status.phase);
    if (spec.stopOnRunFinished === true && session.spec.stopOnRunFinished === false)
      reporter.warn(
        'stop-flag-lost',
        'the session does not stop by itself after its run (the engine dropped stopOnRunFinished); Amber stops it',
      );
    return session;
  } finally {
    patience.clear();
  }
}

/**
 * A request id that made a session for another prompt is a mistake: that session's run would be told, and stopped, as ours.
 * @throws AmberError CONFLICT
 */
function refuseOther({ metadata, spec: made }: Session, spec: SessionSpec, meta: SessionMeta): void {
  if (meta.requestIdIsNew === true || made.initialPrompt === undefined) return;
  if (made.initialPrompt.trim() === (spec.initialPrompt ?? '').trim()) return;
  throw new AmberError('CONFLICT', `request id "${meta.requestId}" has made a session with another prompt before`, {
    hint: `choose another id; amber status ${metadata.name} shows that session`,
  });
}
