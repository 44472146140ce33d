import { Deadline, orAbort } from '../async/abort.ts';
import { messageOf, systemCodeOf } from '../core/errors.ts';
import { EXIT } from '../core/exit-code.ts';
import type { Result, RunEnd } from '../core/result.ts';
import { droppedMessagesOf, leftProcessesOf } from '../core/session/end-conditions.ts';
import type { Session, SessionRef, StopReason } from '../core/session/session.ts';
import { RunMeter, reportedText } from '../core/tracker/run-budget.ts';
import type { RunTracker } from '../core/tracker/run-tracker.ts';
import { confirmStop, stopWaitingText, unconfirmedError } from './confirm-stop.ts';
import { Cutoff, type CutoffCause } from './cutoff.ts';
import { resultOf, runErrorOf, type StopResult } from './make-result.ts';
import { Reporter } from './reporter.ts';
import type { RunDeps } from './run-deps.ts';

/** Decides about the session after an ordinary end of the run. May throw: the session is then stopped. */
export type Finish = (end: RunEnd, reason: StopReason) => Promise<StopResult>;

/** What a command's own part comes to: all that the way out needs to know. */
export interface LifecycleEnd {
  /** The session, once it was reached. */
  readonly session?: SessionRef;
  /** The run's end, if it was witnessed. */
  readonly end?: RunEnd | undefined;
  /** The session is not this command's to stop, as long as its run has not begun there. */
  readonly isGuest?: boolean;
  /** The command has left the run alone. */
  readonly isDetached?: true;
  /** How many runs come before it, where the command leaves it to itself. */
  readonly runsBefore?: number;
  /** Something of ours may run in the session: an error stops it. */
  readonly mayRun?: boolean;
  /** What has followed the run, as far as that came. */
  readonly tracker?: RunTracker | undefined;
  /** What was thrown after the session was reached. */
  readonly error?: unknown;
  /** What to do about the session after an ordinary end. Stopping it, unless the command knows better. */
  readonly finish?: Finish;
  /** What becomes of the session, where that was begun in the moment of the end. */
  readonly settled?: Promise<StopResult> | undefined;
}

/** What all parts of an owned run work with. They write nothing here: what they come to they return. */
export class RunLifecycle {
  readonly deps: RunDeps;
  readonly cutoff: Cutoff;
  readonly reporter: Reporter;
  /** Counts what all runs of the command take, where that is limited. */
  readonly meter: RunMeter | undefined;

  constructor(deps: RunDeps) {
    this.deps = deps;
    this.meter = deps.budget && new RunMeter(deps.budget);
    this.cutoff = new Cutoff(deps.clock, deps.interrupts, deps.limits.timeoutMs);
    this.reporter = new Reporter(deps.emit, (error) => {
      if (systemCodeOf(error) === 'EPIPE') deps.interrupts.trigger('EPIPE');
      else this.cutoff.cutOff({ kind: 'broken', error });
    });
  }

  /** Says at the run's start what of its limits can be judged only late, as far as is known of the session's agent. */
  warnOfLateReports(session: Session): void {
    const early = this.deps.engine.reportsEarly?.(session) ?? [];
    const late = (this.meter?.awaited ?? []).filter((kind) => !early.includes(kind));
    if (late.length === 0) return;
    const what = reportedText(late);
    this.reporter.warn(
      'LIMIT_LATE',
      `the agent is not known to report ${what} while it works: that limit is judged when it reports, at the latest at the end of the run`,
    );
  }

  /**
   * What is asked of an engine once the run has ended. None of it may take longer than a stop, or survive `until`, by
   * default whatever cuts a run off: it rejects then.
   */
  async promptly<T>(ask: (signal: AbortSignal) => Promise<T>, until = this.cutoff.signal): Promise<T> {
    const limit = new Deadline(this.deps.clock, this.deps.limits.stopTimeoutMs, until);
    try {
      return await orAbort(ask(limit.signal), limit.signal);
    } finally {
      limit.clear();
    }
  }

  /** Stops the session and waits until that is certain, or the time for it is over. Never throws. */
  async stop(session: SessionRef, reason: StopReason, lookFirst = false): Promise<StopResult> {
    const { engine, clock, explain, timing, limits, interrupts, commands } = this.deps;
    explain?.(`stop the session: ${reason}`);
    let dropped: string | undefined;
    let left: string | undefined;
    const stopped = await confirmStop(engine, session, {
      clock,
      timing,
      reason,
      before: this.reporter.lastPhase ?? 'Pending',
      lookFirst,
      timeoutMs: limits.stopTimeoutMs,
      signal: interrupts.hurry,
      phase: (phase, seen) => {
        this.reporter.phase(phase);
        dropped = droppedMessagesOf(seen);
        left = leftProcessesOf(seen);
      },
      waiting: (why, ms) => this.reporter.warn('stop-waiting', stopWaitingText(session, why, ms)),
    });
    if (dropped !== undefined) this.reporter.warn('messages-dropped', dropped);
    if (left !== undefined) this.reporter.warn('processes', left);
    if (stopped.kind === 'confirmed') return { stopped: true, stopReason: reason };
    const leak = unconfirmedError(session, stopped, commands.stop(session));
    return { stopped: false, stopReason: 'unconfirmed', leak };
  }
}

/**
 * Runs a command's own part and then, whatever came of it (an end, a signal, a time limit, an exception), takes the
 * one way out: the session is settled, the result is made and reported. `part` throws only as long as no session was
 * reached. Never throws.
 */
export async function runLifecycle(deps: RunDeps, part: (run: RunLifecycle) => Promise<LifecycleEnd>): Promise<Result> {
  const begun = deps.clock.now();
  const run = new RunLifecycle(deps);
  const { cutoff, reporter } = run;
  const ending = await part(run).catch((error: unknown): LifecycleEnd => ({ error }));
  // A signal that comes from now on changes no more what the run came to.
  const { cause } = cutoff;
  const { session, end, isDetached = false, tracker } = ending;
  const stop = await (ending.settled ?? settleSession(run, ending));
  if (end !== undefined) warnOf(end, stop.stopReason !== 'kept' && stop.stopReason !== 'in-use', reporter);
  let error = ending.error === cause ? undefined : ending.error;
  if (cutoff.cause?.kind === 'broken') error ??= cutoff.cause.error;
  if (error !== undefined) deps.threw?.(error);
  cutoff.close();
  const wasCut = cause?.kind === 'signal' && stop.stopReason !== 'detached';
  const result = resultOf({
    session,
    end,
    said: end ?? (wasCut ? unfinished(tracker, deps.clock.now()) : undefined),
    runId: tracker?.runId,
    isDetached,
    runsBefore: ending.runsBefore,
    cause,
    error,
    stop,
    signal: deps.interrupts.signal,
    onInterrupt: deps.onInterrupt,
    durationMs: deps.clock.now() - begun,
  });
  // As the error of the result it is said there.
  if (stop.leak !== undefined && result.error?.code !== stop.leak.code)
    reporter.warn('stop-unconfirmed', `${stop.leak.message}; this stops it: ${stop.leak.hint}`);
  const failure = await reporter.result(result, deps.interrupts.hurry);
  // A reader that went away has seen what it wanted; a full disk is another matter.
  if (failure === undefined || systemCodeOf(failure) === 'EPIPE') return result;
  if (failure !== error) deps.threw?.(failure);
  return { ...result, exitCode: result.exitCode || EXIT.lost, error: result.error ?? runErrorOf(failure) };
}

/**
 * Does about the session what its end, or what cut the run off, asks for. The request has left when this returns its
 * promise. Never throws.
 */
export function settleSession(run: RunLifecycle, ending: Omit<LifecycleEnd, 'settled'>): Promise<StopResult> {
  const { session, end, isDetached, isGuest, mayRun = false, finish, tracker } = ending;
  if (isDetached) return Promise.resolve(DETACHED);
  if (session === undefined) return Promise.resolve(NOTHING_TO_STOP);
  const { cause } = run.cutoff;
  const policy = stopPolicyOf(end, cause, run.deps.onInterrupt);
  switch (policy.act) {
    case 'detach':
      return Promise.resolve(leave(run, session));
    case 'stop': {
      const hasFailed = end === undefined && (cause === undefined || cause.kind === 'broken');
      if (hasFailed && !mayRun) return Promise.resolve(NOTHING_TO_STOP);
      const stop = (): Promise<StopResult> => run.stop(session, policy.reason, policy.lookFirst);
      const waiting = isGuest && tracker?.started === false ? tracker.runId : undefined;
      return waiting === undefined ? stop() : takeBackOrStop(run, session, waiting, stop);
    }
    case 'finish':
      return finish === undefined
        ? run.stop(session, policy.reason)
        : finishOrStop(run, session, policy.reason, finish(policy.end, policy.reason));
  }
}

/**
 * What is to become of the session now.
 * - `detach`: let go of it, running (`--on-interrupt detach`).
 * - `stop`: even if others use it, unless our message only waits there (`takeBackOrStop`). `lookFirst`: it has most likely stopped already.
 * - `finish`: the run ended in an ordinary way; whether the session ends with it depends on who else uses it and on
 *   what the command was asked for: `stop-or-keep.ts`.
 */
type StopPolicy =
  | { readonly act: 'detach' }
  | { readonly act: 'stop'; readonly reason: StopReason; readonly lookFirst: boolean }
  | { readonly act: 'finish'; readonly reason: StopReason; readonly end: RunEnd };

/** Decides what the end of the own run, or what cut it off, asks for. */
function stopPolicyOf(
  end: RunEnd | undefined,
  cause: CutoffCause | undefined,
  onInterrupt: 'stop' | 'detach',
): StopPolicy {
  // A signal stops the session even if the run has just ended, and whatever was to be kept.
  const isAsked = cause?.kind === 'signal' && (end === undefined || cause.by !== 'EPIPE');
  if (isAsked && onInterrupt === 'stop') return { act: 'stop', reason: 'user', lookFirst: false };
  if (end === undefined) {
    if (cause?.kind === 'signal') return { act: 'detach' };
    const isLate = cause?.kind === 'timeout' || cause?.kind === 'start-timeout';
    return { act: 'stop', reason: isLate ? 'timeout' : 'run-error', lookFirst: false };
  }
  switch (end.outcome) {
    case 'finished':
      return { act: 'finish', reason: 'run-finished', end };
    case 'failed':
      // A session that failed has ended by itself.
      return end.error?.code === 'SESSION_FAILED'
        ? { act: 'stop', reason: 'run-error', lookFirst: true }
        : { act: 'finish', reason: 'run-error', end };
    case 'needs-input':
      return { act: 'finish', reason: 'question', end };
    case 'cancelled':
      return { act: 'finish', reason: 'user', end };
    case 'timed-out':
      return { act: 'stop', reason: 'timeout', lookFirst: end.by === 'other' };
    case 'over-budget':
      return { act: 'stop', reason: 'over-budget', lookFirst: end.limit === undefined };
    case 'stopped':
      return { act: 'stop', reason: 'user', lookFirst: true };
    case 'lost':
      return { act: 'stop', reason: 'run-error', lookFirst: true };
  }
}

/** A message that waits behind runs of others is taken back, and they go on: a stop would end theirs. */
async function takeBackOrStop(
  run: RunLifecycle,
  session: SessionRef,
  runId: string,
  stop: () => Promise<StopResult>,
): Promise<StopResult> {
  const { engine, interrupts } = run.deps;
  const asking = run.promptly(async () => engine.takeBack?.(session, runId), interrupts.hurry);
  if ((await asking.catch(() => undefined)) !== true) {
    run.reporter.warn('stopping', 'the message could not be taken back any more: stopping the session');
    return stop();
  }
  run.reporter.warn('message-taken-back', 'the message was taken back; the session goes on with the runs before it');
  return { stopped: false, stopReason: 'in-use' };
}

async function finishOrStop(
  run: RunLifecycle,
  session: SessionRef,
  reason: StopReason,
  finishing: Promise<StopResult>,
): Promise<StopResult> {
  try {
    return await finishing;
  } catch (error) {
    const { cause } = run.cutoff;
    if (cause?.kind === 'signal' && run.deps.onInterrupt === 'detach') return leave(run, session);
    if (cause === undefined) run.reporter.warn('stopping', `stopping the session: ${messageOf(error)}`);
    return run.stop(session, reason);
  }
}

function leave({ deps, reporter }: RunLifecycle, session: SessionRef): StopResult {
  const { name } = session;
  const watch = deps.commands.watch(session);
  reporter.warn('detached', `session "${name}" goes on without us; this attaches again: ${watch}`);
  return DETACHED;
}

/** What a run that we cut off has said until then: no end, but better than nothing. */
function unfinished(tracker: RunTracker | undefined, now: number): RunEnd | undefined {
  tracker?.expire('timeout', now);
  return tracker?.end(now);
}

/** What a person should know about an end beside its outcome. */
function warnOf({ tasks = [], refused = 0, permissionRules }: RunEnd, stopped: boolean, reporter: Reporter): void {
  if (stopped && tasks.length > 0)
    reporter.warn('background-tasks', `stopping the session cut off background tasks: ${tasks.join('; ')}`);
  if (refused > 0) {
    const { allowed = 0, refused: byRule = 0 } = permissionRules ?? {};
    const rules = permissionRules === undefined ? '' : ` (by rules: ${byRule} refused, ${allowed} allowed)`;
    reporter.warn(
      'permissions-refused',
      `${refused} of the agent’s requests ${refused === 1 ? 'was' : 'were'} refused${rules}: it could not do all that it wanted`,
    );
  }
}

/** Nothing was reached, or nothing of ours runs there. */
const NOTHING_TO_STOP: StopResult = { stopped: false, stopReason: null };
const DETACHED: StopResult = { stopped: false, stopReason: 'detached' };
