import type { RunEnd } from '../core/outcome.ts';
import type { RunTracker } from '../core/run-tracker.ts';
import { ANNOTATION, type SessionRef, type StopReason } from '../core/session.ts';
import type { Course } from './course.ts';
import { waitForAnswer } from './grace.ts';
import { isInUse, leftToOthers } from './in-use.ts';
import type { Fate } from './result.ts';

/**
 * Ends a session whose stop is ours after an ordinary end of the run: at once, unless a question may still be answered
 * or others use the session. The request has left when this returns its promise. @throws AmberError
 */
export async function finishOwned(
  course: Course,
  ref: SessionRef,
  tracker: RunTracker,
  end: RunEnd,
  reason: StopReason,
): Promise<Fate> {
  const { deps, leash, reporter } = course;
  if (end.outcome === 'needs-input' && deps.limits.questionGraceMs > 0) {
    reporter.warn('question', `waiting ${Math.round(deps.limits.questionGraceMs / 1000)} s for an answer`);
    await waitForAnswer(deps, ref, tracker, leash.signal);
    return course.stop(reason, true);
  }
  if (!isInUse(tracker)) return course.stop(reason);
  if (await leftToOthers(deps, ref, tracker, leash.signal)) return { stopped: false, stopReason: 'in-use' };
  const fate = await course.stop(reason);
  // The debt is paid. A note that stays behind would make a later `send` stop what it did not start.
  await deps.engine.annotate(ref, { [ANNOTATION.stopOwed]: null }).catch(() => undefined);
  return fate;
}
