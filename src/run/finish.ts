import type { RunEnd } from '../core/outcome.ts';
import { ANNOTATION, type SessionRef, type StopReason } from '../core/session/session.ts';
import type { RunTracker } from '../core/tracker/run-tracker.ts';
import { waitForAnswer } from './grace.ts';
import { isInUse, leftToOthers } from './in-use.ts';
import type { Course } from './owned-run.ts';
import type { Fate } from './result.ts';

/** What is known about an end whose stop is ours. */
export interface Finished {
  readonly ref: SessionRef;
  readonly tracker: RunTracker;
  readonly end: RunEnd;
  readonly reason: StopReason;
  /** Runs that a stop in between has killed: the stream holds no end of them, and nobody waits for one. */
  readonly dead?: ReadonlySet<string>;
  /** True if the session carries the note of a stop that is owed. */
  readonly noted?: boolean;
}

/**
 * Ends a session whose stop is ours after an ordinary end of the run: at once, unless a question may still be answered
 * or others use the session. The request has left when this returns its promise. @throws AmberError
 */
export async function finishOwned(course: Course, finished: Finished): Promise<Fate> {
  const { deps, leash, reporter } = course;
  const { ref, tracker, end, reason, dead, noted = false } = finished;
  if (end.outcome === 'needs-input' && end.waited !== true && deps.limits.questionGraceMs > 0) {
    reporter.warn('question', `waiting ${Math.round(deps.limits.questionGraceMs / 1000)} s for an answer`);
    await waitForAnswer(deps, ref, tracker, leash.signal);
    return course.stop(reason, true);
  }
  const leaves = isInUse(tracker, dead);
  if (leaves && (await course.promptly((signal) => leftToOthers(deps, ref, tracker, signal, dead))))
    return { stopped: false, stopReason: 'in-use' };
  const fate = await course.stop(reason);
  // The debt is paid. A note that stays behind would make a later `send` stop what it did not start.
  if (leaves || noted) {
    const pay = (): Promise<void> => deps.engine.annotate(ref, { [ANNOTATION.stopOwed]: null });
    const paid = course.promptly(pay, deps.interrupts.hurry);
    await paid.catch(() => undefined);
  }
  return fate;
}
