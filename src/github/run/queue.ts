import { Deadline } from '../../async/abort.ts';
import type { Clock } from '../../core/clock.ts';
import { isAmberError } from '../../core/errors.ts';
import type { GitHubApi } from '../api/api.ts';
import { readRecord } from '../thread/record.ts';

/** Pauses between two looks at the record, in ms: they grow, since GitHub counts requests. */
const LOOK = { first: 5_000, most: 30_000 };

/** The run that another one waits for, on a runner that can't be reached: all that is known of it is the thread's record. */
export interface Before {
  readonly commentId: number;
  readonly workflowRunId: number;
}

export interface Waiting {
  readonly api: Pick<GitHubApi, 'getComment' | 'workflowRun'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** In ms. */
  readonly timeoutMs: number;
}

/**
 * Waits until the record says that the run before has ended, its comment is gone, or its job is over without having
 * said so (it was killed). False if the time is over. Rejects with the signal's reason once it is aborted.
 */
export async function awaitTurn(before: Before, { api, clock, signal, timeoutMs }: Waiting): Promise<boolean> {
  const limit = new Deadline(clock, timeoutMs, signal);
  try {
    for (let pause = LOOK.first; ; pause = Math.min(pause * 1.5, LOOK.most)) {
      if (await hasEnded(before, api, limit.signal)) return true;
      await clock.sleep(pause, limit.signal);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (limit.signal.aborted) return false;
    throw error;
  } finally {
    limit.clear();
  }
}

async function hasEnded(
  { commentId, workflowRunId }: Before,
  api: Waiting['api'],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const record = readRecord((await api.getComment(commentId, signal)).body);
    if (record === undefined || record.state === 'ended' || record.workflowRunId !== workflowRunId) return true;
    return (await api.workflowRun(workflowRunId, signal)).status === 'completed';
  } catch (error) {
    if (isAmberError(error, 'NOT_FOUND')) return true;
    // A GitHub that is away for a moment says nothing about the run.
    if (isAmberError(error, 'UNAVAILABLE', 'TIMEOUT')) return false;
    throw error;
  }
}
