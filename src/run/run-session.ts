import { Backoff } from '../async/backoff.ts';
import type { Result } from '../core/result.ts';
import { refOf, type Session, type SessionMeta, type SessionSpec } from '../core/session/session.ts';
import { RunTracker } from '../core/tracker/run-tracker.ts';
import { failedToStart, ifPossible } from './await-running.ts';
import { createOwnSession, createRequest } from './create-session.ts';
import { followToEnd } from './follow-run.ts';
import { checkFiles, MessageHandOver } from './message/hand-over-message.ts';
import type { RunDeps } from './run-deps.ts';
import { type LifecycleEnd, type RunLifecycle, runLifecycle } from './run-lifecycle.ts';
import { sendAndFollow } from './send-message.ts';
import { stopOrKeep } from './stop-or-keep.ts';
import { structuredEnd } from './structured-output/structured-end.ts';

/** `amber run`: create → tail → outcome → stop confirmed. Never throws; what went wrong is in the result. */
export function runSession(spec: SessionSpec, meta: SessionMeta, deps: RunDeps): Promise<Result> {
  const { keep, limits, engine, timing, clock, files = [], outputSchema } = deps;
  return runLifecycle(deps, async (run): Promise<LifecycleEnd> => {
    const hasFiles = files.length > 0;
    if (hasFiles) await checkFiles(run, meta.project);
    const use = { keep, detached: false, questionGraceMs: limits.questionGraceMs, outputSchema, hasFiles };
    const { spec: sent, message } = createRequest(spec, use, engine);
    const created = await createOwnSession(run, sent, meta);
    run.warnOfLateReports(created);
    const session = refOf(created);
    const sending = { ...deps, stop: true };
    const follow = (): Promise<LifecycleEnd> => {
      if (message !== undefined) return sendAndFollow(run, session, message, sending, 'new session');
      const { initialPrompt: prompt = '' } = sent;
      const tracker = new RunTracker({ kind: 'initial', prompt }, timing, clock.now(), run.meter);
      return followToEnd(run, session, tracker, (end, reason) =>
        stopOrKeep(run, { session, tracker, end, reason, isOurs: true }),
      );
    };
    return structuredEnd(run, await follow(), (again) => sendAndFollow(run, session, again, sending, 'repair'));
  });
}

/** `amber run --detach`: creates the session, waits until it runs, and leaves. Never throws; what went wrong is in the result. */
export function runDetached(spec: SessionSpec, meta: SessionMeta, deps: RunDeps): Promise<Result> {
  const { keep, limits, engine, files = [] } = deps;
  return runLifecycle(deps, async (run): Promise<LifecycleEnd> => {
    const hasFiles = files.length > 0;
    if (hasFiles) await checkFiles(run, meta.project);
    const use = { keep, detached: true, questionGraceMs: limits.questionGraceMs, hasFiles };
    const { spec: sent, message } = createRequest(spec, use, engine);
    const created = await createOwnSession(run, sent, meta);
    const known = { session: refOf(created), mayRun: true };
    if (message !== undefined) {
      const delivered = await new MessageHandOver(run, known.session, message, deps, true).attempt();
      if (delivered.kind === 'not started') return { ...known, end: failedToStart(delivered.failed) };
      if (delivered.kind === 'not delivered') return { ...known, error: delivered.error };
    }
    try {
      const begun = await untilBegun(run, created);
      return begun.status?.phase === 'Failed'
        ? { ...known, end: failedToStart(begun) }
        : { ...known, isDetached: true };
    } catch (error) {
      return { ...known, error };
    }
  });
}

/** Pauses between two looks, in milliseconds. */
const LOOK_PAUSES = { first: 20, most: 1_000 };

/** Waits until the session has begun to run, or has come to nothing, and returns it as it is then. */
async function untilBegun({ deps, cutoff, reporter }: RunLifecycle, created: Session): Promise<Session> {
  const backoff = new Backoff(LOOK_PAUSES);
  const ref = refOf(created);
  let session = created;
  while (isBeginning(session)) {
    await deps.clock.sleep(backoff.next(), cutoff.signal);
    session = (await ifPossible(() => deps.engine.get(ref), cutoff.signal)) ?? session;
    if (session.status?.phase !== undefined) reporter.phase(session.status.phase);
  }
  return session;
}

/** A session that never ran and is being stopped has not failed yet, but may be about to. */
function isBeginning({ status: { phase, startTime } = {} }: Session): boolean {
  return phase === undefined || phase === 'Pending' || phase === 'Creating' || (phase === 'Stopping' && !startTime);
}
