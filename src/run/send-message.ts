import { orAbort } from '../async/abort.ts';
import type { Result, RunEnd } from '../core/result.ts';
import type { SessionRef, StopReason } from '../core/session/session.ts';
import { withRequirement } from '../core/structured-output/output-prompts.ts';
import type { RunTracker } from '../core/tracker/run-tracker.ts';
import { failedToStart } from './await-running.ts';
import { followToEnd } from './follow-run.ts';
import type { StopResult } from './make-result.ts';
import { checkFiles, MessageHandOver, type SendDeps } from './message/hand-over-message.ts';
import { QueuePosition } from './message/queue-position.ts';
import { type LifecycleEnd, type RunLifecycle, runLifecycle } from './run-lifecycle.ts';
import { stopOrKeep } from './stop-or-keep.ts';
import { structuredEnd } from './structured-output/structured-end.ts';

/** `amber send`: a message to an existing session, which is started if need be. Never throws; what went wrong is in the result. */
export function sendMessage(session: SessionRef, prompt: string, deps: SendDeps): Promise<Result> {
  return runLifecycle(deps, async (run) => {
    const found = await orAbort(deps.engine.get(session), run.cutoff.signal);
    if ((deps.files ?? []).length > 0) await checkFiles(run, session.project);
    run.warnOfLateReports(found);
    const { outputSchema } = deps;
    const message = outputSchema === undefined ? prompt : withRequirement(prompt, outputSchema.text);
    const ending = await sendAndFollow(run, session, message, deps);
    return structuredEnd(run, ending, (again) => sendAndFollow(run, session, again, deps, 'repair'));
  });
}

/**
 * Sends a message to a session that was reached, and follows its run; once more if another run's auto-stop took the
 * session away from it. `isFor`: what has just happened to the session here, and has been shown. Never throws.
 */
export async function sendAndFollow(
  run: RunLifecycle,
  session: SessionRef,
  prompt: string,
  deps: SendDeps,
  isFor?: 'new session' | 'repair',
): Promise<LifecycleEnd> {
  // The agent has the files already.
  const sending = isFor === 'repair' ? { ...deps, files: [] } : deps;
  const delivery = new MessageHandOver(run, session, prompt, sending, isFor === 'new session');
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
      stopOrKeep(run, {
        session,
        tracker,
        end,
        reason,
        dead,
        isOurs: delivery.hasStarted || deps.stop === true,
        owesStop: delivery.owesStop,
      });
    const place = isFor === undefined ? new QueuePosition(run, session, tracker) : undefined;
    await place?.look();
    const isFinal = (end: RunEnd | undefined): boolean => isRepeated || end?.overtaken !== true;
    const ending = await followToEnd(run, session, tracker, finish, {
      isFinal,
      isShown: isFor === 'repair',
      ...(place && { place }),
    });
    if (isFinal(ending.end)) return { ...ending, isGuest: !delivery.hasStarted && deps.stop !== true };
    for (const runId of runsIn(tracker)) dead.add(runId);
  }
}

/** What a stop in between has taken down: our first try, and whatever else waited there. */
function runsIn(tracker: RunTracker): readonly string[] {
  const { active, accepted } = tracker.otherRuns();
  return [tracker.runId ?? '', ...active, ...accepted];
}
