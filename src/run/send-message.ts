import { orAbort } from '../async/abort.ts';
import type { Result, RunEnd } from '../core/outcome.ts';
import type { SessionRef, StopReason } from '../core/session/session.ts';
import type { RunTracker } from '../core/tracker/run-tracker.ts';
import { failedToStart } from './await-running.ts';
import { Delivery, type SendDeps } from './deliver-message.ts';
import { type Finished, finishOwned, isInUse, owesStop } from './finish.ts';
import { followToEnd } from './follow.ts';
import { type OwnedRun, type OwnedRunEnd, ownedRun, SESSION_KEPT } from './owned-run.ts';
import type { StopResult } from './result.ts';
import { stopEvidence } from './stop-progress.ts';

/** `amber send`: a message to an existing session, which is started if need be. Never throws; what went wrong is in the result. */
export function sendMessage(session: SessionRef, prompt: string, deps: SendDeps): Promise<Result> {
  return ownedRun(deps, async (run) => {
    await orAbort(deps.engine.get(session), run.cutoff.signal);
    return sendAndFollow(run, session, prompt, deps, false);
  });
}

/**
 * Sends a message to a session that was reached, and follows its run; once more if another run's auto-stop took the
 * session away from it. `isNew`: the session was created for this message. Never throws.
 */
export async function sendAndFollow(
  run: OwnedRun,
  session: SessionRef,
  prompt: string,
  deps: SendDeps,
  isNew: boolean,
): Promise<OwnedRunEnd> {
  const delivery = new Delivery(run, session, prompt, deps, isNew);
  const dead = new Set<string>();
  for (let isRepeated = false; ; isRepeated = true) {
    const sent = await delivery.attempt();
    if (sent.kind === 'not started') return { session, end: failedToStart(sent.failed) };
    if (sent.kind === 'not delivered') {
      const { error, tracker, mayRun } = sent;
      return { session, error, tracker, mayRun };
    }
    const { tracker } = sent;
    const finish = (end: RunEnd, reason: StopReason): Promise<StopResult> =>
      finishSent(run, delivery, { session, tracker, end, reason, dead, owesStop: delivery.owesStop }, deps);
    const isFinal = (end: RunEnd | undefined): boolean => isRepeated || end?.overtaken !== true;
    const ending = await followToEnd(run, session, tracker, finish, isFinal);
    if (isFinal(ending.end)) return ending;
    for (const runId of runsIn(tracker)) dead.add(runId);
  }
}

/** What a stop in between has taken down: our first try, and whatever else waited there. */
function runsIn(tracker: RunTracker): readonly string[] {
  const { active, accepted } = tracker.otherRuns();
  return [tracker.runId ?? '', ...active, ...accepted];
}

/** Stops the session if this command started it, was asked to, or is the last of those that owe it a stop. */
async function finishSent(
  run: OwnedRun,
  delivery: Delivery,
  finished: Finished,
  { keep, stop, engine }: SendDeps,
): Promise<StopResult> {
  const { session, tracker, reason, dead } = finished;
  if (keep) return SESSION_KEPT;
  // Nothing is asked where the answer is known: the stop leaves in the moment of the end.
  if (delivery.hasStarted || stop === true) return finishOwned(run, finished);
  const seen = await run.promptly(() => engine.get(session)).catch(() => undefined);
  run.cutoff.signal.throwIfAborted();
  if (seen !== undefined && stopEvidence(seen) !== 'unmoved') return run.stop(session, reason, true);
  if (seen !== undefined && owesStop(seen)) return finishOwned(run, { ...finished, owesStop: true });
  // Its host stops it now, or after the runs that go on in it.
  if (engine.endsIdle && seen?.spec.stopOnRunFinished === true) return finishOwned(run, finished);
  return isInUse(tracker, dead) ? { stopped: false, stopReason: 'in-use' } : SESSION_KEPT;
}
