import { orAbort } from '../async/abort.ts';
import type { RunEnd } from '../core/outcome.ts';
import type { SessionRef } from '../core/session/session.ts';
import type { RunTracker } from '../core/tracker/run-tracker.ts';
import type { Update } from '../core/update.ts';
import { tail } from '../tail/tail.ts';
import type { Course } from './owned-run.ts';

/**
 * Tails the session until its own run has ended. A cut by one of our time limits gives the end that the tracker makes
 * of it, another cut gives undefined, unless the end was witnessed all the same. `ended` hears of a witnessed end at
 * once, before the updates that it came with are told: a stop must not wait for a terminal. @throws AmberError
 */
export async function follow(
  { deps, leash, reporter }: Course,
  ref: SessionRef,
  tracker: RunTracker,
  ended: (end: RunEnd) => void,
): Promise<RunEnd | undefined> {
  const { engine, clock, timing } = deps;
  const updates = tail(engine, ref, { until: { kind: 'own-end', tracker }, signal: leash.signal, clock, timing });
  try {
    for (;;) {
      const step = await orAbort(updates.next(), leash.signal);
      const end = step.done === true ? step.value : tracker.decided;
      if (end !== undefined) ended(end);
      if (step.done === true) {
        leash.signal.throwIfAborted();
        return end;
      }
      if (tracker.started) leash.started();
      const taken = reporter.tell(markForeign(step.value, tracker));
      if (taken !== undefined) await orAbort(taken, leash.signal);
      if (end !== undefined) {
        for (const { code, message } of tracker.drain()) reporter.warn(code, message);
        return end;
      }
    }
  } catch (error) {
    const { cut } = leash;
    if (cut === undefined) throw error;
    if (cut.kind === 'timeout' || cut.kind === 'start-timeout') tracker.expire(cut.kind, clock.now());
    return tracker.decided;
  } finally {
    // Not awaited: a stop must not wait for a socket to close.
    updates.return(undefined).catch(() => undefined);
  }
}

/** Marks what belongs to other runs, as far as that is known: older ones in the replay, those of other people. */
function markForeign(updates: readonly Update[], { runId, started }: RunTracker): readonly Update[] {
  const isForeign = (update: Update): boolean =>
    update.type === 'event' && (update.runId === undefined ? !started : runId !== undefined && update.runId !== runId);
  if (!updates.some(isForeign)) return updates;
  return updates.map((update) => (isForeign(update) ? { ...update, foreign: true as const } : update));
}
