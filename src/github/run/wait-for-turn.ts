import { Deadline } from '../../async/abort.ts';
import { Backoff } from '../../async/backoff.ts';
import { isAmberError } from '../../core/errors.ts';
import type { SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../../engine/engine.ts';
import type { GitHubApi } from '../api/github-api.ts';
import type { Job } from '../open-job.ts';
import type { RunPlan } from '../plan/plan-types.ts';
import { readRecord } from '../thread/thread-record.ts';
import { candidateOf, whyElsewhere, workspaceOf } from '../thread/thread-session.ts';
import { claims } from '../thread/threads-annotation.ts';

/** Pauses between two looks at the record, in ms: they grow, since GitHub counts requests. */
const LOOK_PAUSES = { first: 5_000, most: 30_000, factor: 1.5 };

/** The run before: on a runner that can't be reached, so that all that is known of it is the thread's record. */
type RunBefore = Extract<NonNullable<RunPlan['after']>, { readonly kind: 'workflow-run' }>;

/**
 * Waits for a run before that can't be reached; for any other the engine waits. Returns the plan, which goes to the
 * session that the run before has made for the thread, if it has; undefined if the time limit is over first. Rejects
 * with the interrupt's reason. @throws AmberError
 */
export async function awaitTurn(plan: RunPlan, job: Job, engine: Engine): Promise<RunPlan | undefined> {
  const { after } = plan;
  if (after?.kind !== 'workflow-run') return plan;
  const { context, inputs, interrupts, say } = job;
  say(`waiting for workflow run ${after.workflowRunId}, whose run comes before`);
  const api = await job.api();
  if (!(await awaitEnd(after, api, job))) return undefined;
  const made = await sessionAfterTurn(plan, { api, engine, inputs, context, signal: interrupts.first });
  return made === undefined ? plan : { ...plan, session: { kind: 'send', ref: made } };
}

/**
 * Waits until the record says that the run before has ended, its comment is gone, or its job is over without having
 * said so (it was killed). False if the time limit is over first.
 */
async function awaitEnd(before: RunBefore, api: GitHubApi, { inputs, interrupts, runner }: Job): Promise<boolean> {
  const { clock } = runner;
  const limit = new Deadline(clock, inputs.timeoutMs, interrupts.first);
  try {
    for (const backoff = new Backoff(LOOK_PAUSES); ; ) {
      if (await hasEnded(before, api, limit.signal)) return true;
      await clock.sleep(backoff.next(), limit.signal);
    }
  } catch (error) {
    interrupts.first.throwIfAborted();
    if (limit.signal.aborted) return false;
    throw error;
  } finally {
    limit.clear();
  }
}

/** True if that run is known to be over: its record says so, or its job is. @throws AmberError */
export async function hasEnded(
  { commentId, workflowRunId }: RunBefore,
  api: GitHubApi,
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

export interface SessionSearch extends Pick<Job, 'inputs' | 'context'> {
  readonly api: Pick<GitHubApi, 'getComment'>;
  readonly engine: Pick<Engine, 'get'>;
  readonly signal: AbortSignal;
}

/**
 * The session that the run before has made for the thread since ours was planned: ours goes there too, since a thread
 * has one. Undefined if there is none that can be reached and says that it is the thread's. @throws AmberError
 */
export async function sessionAfterTurn(plan: RunPlan, search: SessionSearch): Promise<SessionRef | undefined> {
  const { after, thread, session } = plan;
  if (after?.kind !== 'workflow-run' || thread === undefined || session.kind === 'send') return undefined;
  const { api, context, engine, inputs, signal } = search;
  try {
    const record = readRecord((await api.getComment(after.commentId, signal)).body);
    if (record === undefined) return undefined;
    const ref = candidateOf({ discussion: [], record: { commentId: after.commentId, record } }, inputs)?.ref;
    if (ref === undefined) return undefined;
    const made = await engine.get(ref);
    if (inputs.engine === 'local' && whyElsewhere(made, workspaceOf(thread, inputs, context)) !== undefined)
      return undefined;
    return claims(made, new URL(context.serverUrl).host, thread) ? ref : undefined;
  } catch (error) {
    if (isAmberError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}
