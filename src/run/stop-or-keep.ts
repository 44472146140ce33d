import { Deadline } from '../async/abort.ts';
import { Backoff } from '../async/backoff.ts';
import { isAmberError } from '../core/errors.ts';
import type { RunEnd } from '../core/result.ts';
import { ANNOTATION, type Session, type SessionRef, type StopReason } from '../core/session/session.ts';
import type { RunTracker } from '../core/tracker/run-tracker.ts';
import { readLog } from '../tail/read-log.ts';
import { tail } from '../tail/tail.ts';
import type { StopResult } from './make-result.ts';
import type { RunDeps } from './run-deps.ts';
import type { RunLifecycle } from './run-lifecycle.ts';
import { stopEvidence } from './stop-evidence.ts';

/** What is known about an ordinary end of the run. */
export interface Finished {
  readonly session: SessionRef;
  readonly tracker: RunTracker;
  readonly end: RunEnd;
  readonly reason: StopReason;
  /** True if the stop is this command's: it created or started the session, or was asked to stop it. */
  readonly isOurs: boolean;
  /** Runs that a stop in between has killed: the stream holds no end of them, and none is waited for. */
  readonly dead?: ReadonlySet<string>;
  /** True if the session carries the note of a stop that is owed. */
  readonly owesStop?: boolean;
}

/**
 * Decides what becomes of the session after an ordinary end of the run, and does it: it is kept (`--keep`), left to
 * others who use it or to a host that ends it, or stopped. Where the stop is ours and nothing is to be asked, its
 * request has left when this returns its promise. @throws AmberError
 */
export async function stopOrKeep(run: RunLifecycle, finished: Finished): Promise<StopResult> {
  const { engine, keep } = run.deps;
  const { session, tracker, reason, dead, isOurs } = finished;
  if (keep) return left(run, KEPT, 'it is to be kept');
  if (isOurs) return stopOurs(run, finished);
  const seen = await run.promptly(() => engine.get(session)).catch(() => undefined);
  run.cutoff.signal.throwIfAborted();
  if (seen !== undefined && stopEvidence(seen) !== 'unmoved') return run.stop(session, reason, true);
  // The last run that owes it a stop.
  if (seen !== undefined && owesStop(seen)) return stopOurs(run, { ...finished, owesStop: true });
  // Its host stops it now, or after the runs that go on in it.
  if (engine.endsIdle && seen?.spec.stopOnRunFinished === true) return stopOurs(run, finished);
  if (isInUse(tracker, dead)) return left(run, IN_USE, OTHERS);
  return left(run, KEPT, 'it was not started for this message');
}

const OTHERS = 'another run goes on in it';

/** Leaves the session, and says why. */
function left({ deps }: RunLifecycle, result: StopResult, why: string): StopResult {
  deps.explain?.(`leave the session: ${why}`);
  return result;
}

/** Stops the session at once, unless a question may still be answered or others use the session. @throws AmberError */
async function stopOurs(run: RunLifecycle, finished: Finished): Promise<StopResult> {
  const { deps, cutoff, reporter } = run;
  const { session, tracker, end, reason, dead, owesStop: isOwed = false } = finished;
  const { questionGraceMs } = deps.limits;
  if (end.outcome === 'needs-input' && end.waited !== true && questionGraceMs > 0) {
    reporter.warn('question', `waiting ${Math.round(questionGraceMs / 1000)} s for an answer`);
    await waitForAnswer(deps, session, tracker, cutoff.signal);
    return run.stop(session, reason, true);
  }
  const isUsed = isInUse(tracker, dead);
  if (isUsed && (await run.promptly((signal) => leftToOthers(deps, finished, signal))))
    return left(run, IN_USE, OTHERS);
  const host = deps.engine.endsIdle
    ? await run.promptly((signal) => leftToHost(deps, finished, signal)).catch(endedIfGone)
    : 'unmoved';
  if (host === 'in-use') return left(run, IN_USE, OTHERS);
  if (host === 'ended') deps.explain?.('leave the stop to the session’s host');
  const stop = await run.stop(session, reason, host === 'ended');
  // The debt is paid. A note that stays behind would make a later `send` stop what it did not start.
  if (isUsed || isOwed) {
    const pay = (): Promise<void> => deps.engine.annotate(session, { [ANNOTATION.stopOwed]: null });
    await run.promptly(pay, deps.interrupts.hurry).catch(() => undefined);
  }
  return stop;
}

/** True while another client's run is accepted or started in the session and has not ended. `dead` ones don't count. */
function isInUse(tracker: RunTracker, dead: ReadonlySet<string> = new Set()): boolean {
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
async function leftToOthers(deps: RunDeps, finished: Finished, signal: AbortSignal): Promise<boolean> {
  await noteDebt(deps, finished);
  return isSeenInUse(deps, finished, signal);
}

function noteDebt({ engine }: RunDeps, { session, tracker }: Finished): Promise<void> {
  return engine.annotate(session, { [ANNOTATION.stopOwed]: tracker.runId ?? 'unknown' });
}

/** Reads what the session's log holds by now. What ends with its session does not go on in it. @throws AmberError */
async function isSeenInUse(deps: RunDeps, { session, tracker, dead }: Finished, signal: AbortSignal): Promise<boolean> {
  for await (const updates of readLog(deps, session, signal))
    for (const update of updates) if (update.type === 'event') tracker.event(update.event, deps.clock.now());
  return isInUse(tracker, dead) && stopEvidence(await deps.engine.get(session)) === 'unmoved';
}

/** How long a session that ends by itself is looked at before it is asked to stop, and the pauses between the looks (ms). */
const HOST_PATIENCE = 3_000;
const LOOK_PAUSES = { first: 5, most: HOST_PATIENCE };
/** One that has not moved for this long has its log read. */
const UNMOVED = 250;

/**
 * Leaves the stop to the session's host, which knows of every message that was accepted.
 * - `ended`: it stops, or has stopped.
 * - `in-use`: another run goes on in it; its host stops it after that.
 * - `unmoved`: neither, for too long: it has to be asked.
 * @throws AmberError
 */
async function leftToHost(
  deps: RunDeps,
  finished: Finished,
  signal: AbortSignal,
): Promise<'ended' | 'in-use' | 'unmoved'> {
  const { clock, engine } = deps;
  const began = clock.now();
  for (const backoff = new Backoff(LOOK_PAUSES); ; ) {
    const seen = await engine.get(finished.session);
    if (stopEvidence(seen) !== 'unmoved') return 'ended';
    const waited = clock.now() - began;
    if (waited >= HOST_PATIENCE) return 'unmoved';
    if (seen.spec.stopOnRunFinished !== true && !owesStop(seen)) await noteDebt(deps, finished);
    else if (waited >= UNMOVED && (await isSeenInUse(deps, finished, signal))) return 'in-use';
    await clock.sleep(backoff.next(), signal);
  }
}

/** A session that was deleted has ended. */
function endedIfGone(error: unknown): 'ended' {
  if (isAmberError(error, 'NOT_FOUND')) return 'ended';
  throw error;
}

/**
 * Waits for an answer to the question that our run ended in, and for the run that the answer starts: until no run
 * uses the session any more, the grace has passed without an answer, or the session has stopped.
 * Rejects with the signal's reason once it is aborted. @throws AmberError
 */
async function waitForAnswer(
  { engine, clock, timing, limits }: RunDeps,
  session: SessionRef,
  tracker: RunTracker,
  signal: AbortSignal,
): Promise<void> {
  const grace = new Deadline(clock, limits.questionGraceMs, signal);
  const over = new AbortController();
  let answered = false;
  const enough = (): void => {
    if (!answered) over.abort();
  };
  grace.signal.addEventListener('abort', enough, { once: true });
  try {
    const updates = tail(engine, session, {
      until: { kind: 'session-end' },
      signal: AbortSignal.any([over.signal, signal]),
      clock,
      timing,
    });
    for await (const batch of updates) {
      for (const update of batch) {
        if (update.type !== 'event') continue;
        tracker.event(update.event, clock.now());
        if (isInUse(tracker)) answered = true;
      }
      if (answered && !isInUse(tracker)) break;
    }
    signal.throwIfAborted();
  } finally {
    grace.signal.removeEventListener('abort', enough);
    grace.clear();
  }
}

const KEPT: StopResult = { stopped: false, stopReason: 'kept' };
const IN_USE: StopResult = { stopped: false, stopReason: 'in-use' };
