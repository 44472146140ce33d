import { isAmberError } from '../../core/errors.ts';
import { EXIT, exitCodeOfError } from '../../core/exit-code.ts';
import { NO_RUN, type Result } from '../../core/result.ts';
import type { Interrupts } from '../../run/interrupts.ts';
import { runErrorOf } from '../../run/make-result.ts';
import type { RunPlan } from '../plan/plan-types.ts';

/** What came of a run that was not begun, because of an error or of the job's end. */
export function unbegunResult(error: unknown, { first, signal }: Interrupts): Result {
  if (first.aborted && !isAmberError(error)) return cancelledBy(signal === 'SIGTERM' ? EXIT.sigterm : EXIT.sigint);
  const exitCode = exitCodeOfError(isAmberError(error) ? error.code : 'INTERNAL');
  return { ...NO_RUN, exitCode, error: runErrorOf(error) };
}

/** What came of a run that waited for another one in vain. */
export function timedOutWaiting(after: RunPlan['after']): Result {
  const before = after?.kind === 'workflow-run' ? `, of workflow run ${after.workflowRunId},` : '';
  const message = `the run before${before} did not end within the time limit`;
  return { ...NO_RUN, outcome: 'timed-out', by: 'us', exitCode: EXIT.timedOut, error: { code: 'TIMEOUT', message } };
}

/**
 * What a post step knows of a run: how it ended, if the main step got far enough to save that, and what has become of the
 * session since.
 */
export function resultOfLeft(known: Result | undefined, session: string | null, isStopped: boolean): Result {
  if (known === undefined) {
    const killed = cancelledBy(EXIT.sigint);
    if (session === null) return killed;
    return { ...killed, session, stopped: isStopped, stopReason: isStopped ? 'user' : 'unconfirmed' };
  }
  if (known.stopReason !== 'unconfirmed' || !isStopped) return known;
  const { error, ...rest } = known;
  return {
    ...rest,
    stopped: true,
    stopReason: 'user',
    exitCode: known.exitCode === EXIT.leak ? EXIT.ok : known.exitCode,
    ...(error === undefined || error.code === 'STOP_UNCONFIRMED' ? {} : { error }),
  };
}

/**
 * True if nothing is left to be stopped: the session has stopped, is another run's, or never was. False for what
 * was left while the job was being cancelled, and for what a request without an answer may have made.
 */
export function isSettled({ session, stopReason, error, outcome }: Result, { first }: Interrupts): boolean {
  if (stopReason === 'unconfirmed') return false;
  if (outcome === 'detached') return !first.aborted;
  return session !== null || !['TIMEOUT', 'UNAVAILABLE', 'BAD_RESPONSE'].includes(error?.code ?? '');
}

const cancelledBy = (exitCode: number): Result => ({ ...NO_RUN, outcome: 'cancelled', by: 'us', exitCode });
