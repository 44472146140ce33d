import { orAbort } from '../async/abort.ts';
import { writeDuration } from '../core/duration.ts';
import type { RunEnd, RunError } from '../core/result.ts';
import type { Update } from '../core/run-update.ts';
import type { SessionRef } from '../core/session/session.ts';
import type { RunTracker } from '../core/tracker/run-tracker.ts';
import { tail } from '../tail/tail.ts';
import type { QueuePosition } from './message/queue-position.ts';
import type { Reporter } from './reporter.ts';
import { type Finish, type LifecycleEnd, type RunLifecycle, settleSession } from './run-lifecycle.ts';

export interface FollowOptions {
  /** An end that is not leaves the session as it is. */
  readonly isFinal?: (end: RunEnd) => boolean;
  /** What came before the run was shown by this command already. */
  readonly isShown?: boolean;
  /** Says where in the session's queue the run is. */
  readonly place?: QueuePosition;
}

/**
 * Tails the session until its own run has ended, and settles it in that moment, before the updates that the end came
 * with are shown: a stop must not wait for a terminal. Never throws.
 */
export async function followToEnd(
  run: RunLifecycle,
  session: SessionRef,
  tracker: RunTracker,
  finish: Finish,
  { isFinal = () => true, isShown = false, place }: FollowOptions = {},
): Promise<LifecycleEnd> {
  const known = { session, tracker, finish, mayRun: true };
  let settled: LifecycleEnd['settled'];
  const witnessed = (end: RunEnd): void => {
    if (isFinal(end)) settled ??= settleSession(run, { ...known, end });
  };
  try {
    const end = await tailToEnd(run, session, tracker, { witnessed, isShown, place });
    return { ...known, end, settled };
  } catch (error) {
    return { ...known, error, settled };
  }
}

/**
 * A time limit of ours returns the end that the tracker makes of it; another cut-off returns undefined, unless the end
 * was witnessed all the same. @throws AmberError
 */
async function tailToEnd(
  { deps, cutoff, reporter }: RunLifecycle,
  session: SessionRef,
  tracker: RunTracker,
  {
    witnessed,
    isShown,
    place,
  }: { witnessed: (end: RunEnd) => void; isShown: boolean; place: QueuePosition | undefined },
): Promise<RunEnd | undefined> {
  const { engine, clock, timing } = deps;
  const { signal } = cutoff;
  cutoff.startedIf(() => tracker.started);
  const updates = tail(engine, session, { until: { kind: 'own-end', tracker }, signal, clock, timing });
  let isWarnedOfNoEnd = false;
  try {
    for (;;) {
      const step = await orAbort(updates.next(), signal);
      const end = step.done === true ? step.value : tracker.decided;
      if (end !== undefined) witnessed(end);
      if (step.done === true) {
        signal.throwIfAborted();
        warnOf(tracker, reporter);
        return end;
      }
      if (tracker.started) cutoff.started();
      place?.take(step.value);
      const marked = markForeign(step.value, tracker);
      const taken = reporter.report(isShown ? marked.filter(isOwn) : marked);
      if (taken !== undefined) await orAbort(taken, signal);
      const { unobservableEnd } = tracker;
      if (unobservableEnd !== undefined && !isWarnedOfNoEnd) {
        isWarnedOfNoEnd = true;
        reporter.warn(unobservableEnd.code, noEndText(unobservableEnd, deps.limits.timeoutMs));
      }
      if (end !== undefined) {
        warnOf(tracker, reporter);
        return end;
      }
    }
  } catch (error) {
    const { cause } = cutoff;
    if (cause === undefined) throw error;
    if (cause.kind === 'timeout' || cause.kind === 'start-timeout') tracker.expire(cause.kind, clock.now());
    return tracker.decided;
  } finally {
    // Not awaited: a stop must not wait for a socket to close.
    updates.return(undefined).catch(() => undefined);
  }
}

const isOwn = (update: Update): boolean => update.type !== 'event' || update.foreign !== true;

/** Nothing may come for as long as the run has: what ends it is said at its beginning. */
function noEndText({ hint }: RunError, timeoutMs: number): string {
  const limit =
    timeoutMs > 0 ? `--timeout ends it, ${writeDuration(timeoutMs)} after its begin` : 'no --timeout ends it';
  const why = 'the session does not stop by itself after its run, and its events can’t be read';
  return `nothing here says when the run has ended: ${why}; unless amber serve notes it in the session, ${limit}${hint === undefined ? '' : ` (${hint})`}`;
}

/** The warnings that came up with the end. */
function warnOf(tracker: RunTracker, reporter: Reporter): void {
  for (const { code, message } of tracker.drain()) reporter.warn(code, message);
}

/** Marks what belongs to other runs, as far as that is known: older ones in the replay, those of other people. */
function markForeign(updates: readonly Update[], { runId, started }: RunTracker): readonly Update[] {
  const isForeign = (update: Update): boolean =>
    update.type === 'event' && (update.runId === undefined ? !started : runId !== undefined && update.runId !== runId);
  if (!updates.some(isForeign)) return updates;
  return updates.map((update) => (isForeign(update) ? { ...update, foreign: true as const } : update));
}
