import { isAmberError, messageOf } from '../../core/errors.ts';
import { NO_RUN, type Result } from '../../core/result.ts';
import type { Thread } from '../event/github-event.ts';
import type { Job } from '../open-job.ts';
import type { Recorded } from '../plan/plan-facts.ts';
import { readRecord, type ThreadRecord } from '../thread/thread-record.ts';
import { LiveComment } from './live-comment.ts';

/** What is needed of a job. */
type LeftJob = Pick<Job, 'api' | 'context' | 'engine' | 'inputs' | 'interrupts' | 'redactor'> & {
  readonly runner: Pick<Job['runner'], 'clock'>;
};

/**
 * Ends the comment of a run whose process was killed, so that nobody else will: without a job there is no post step, and a
 * lost runner has none either. Only for a run that is not under way any more. Nothing here throws.
 */
export async function endLeftComment(
  { commentId: id, record }: Recorded,
  thread: Thread,
  job: LeftJob,
  warn: (message: string) => void,
): Promise<void> {
  const { context, inputs, interrupts, redactor, runner } = job;
  const signal = interrupts.first;
  try {
    const api = await job.api();
    const now = readRecord((await api.getComment(id, signal)).body);
    if (now?.state !== 'running' || now.startedAt !== record.startedAt) return;
    const { workflowRunId } = now;
    // A job that is still there ends its comment itself. This very job's number is that of an earlier attempt at it.
    const isOthers = workflowRunId !== 0 && workflowRunId !== context.workflowRunId;
    if (isOthers && (await api.workflowRun(workflowRunId, signal)).status !== 'completed') return;
    const sessionUrl = await pageOf(now, job);
    const runUrl =
      workflowRunId === 0 ? '' : `${context.serverUrl}/${thread.owner}/${thread.repo}/actions/runs/${workflowRunId}`;
    const start = { id, thread, record: now, phrase: inputs.trigger, runUrl, notes: [] };
    const comment = new LiveComment(
      { api, clock: runner.clock, redactor, warn },
      { ...start, ...(sessionUrl === undefined ? {} : { sessionUrl }) },
    );
    await comment.finish(lostResult(now), { signal });
  } catch (error) {
    // Without the right to ask about the job nothing is known of it.
    if (signal.aborted || isAmberError(error, 'FORBIDDEN', 'NOT_FOUND')) return;
    warn(`the comment of the run before could not be ended: ${messageOf(error)}`);
  }
}

async function pageOf({ engine, project, session }: ThreadRecord, job: LeftJob): Promise<string | undefined> {
  if (session === null || engine !== job.inputs.engine) return undefined;
  return (await job.engine()).page?.({ project, name: session });
}

function lostResult({ runId, session }: ThreadRecord): Result {
  const message = 'the process that followed this run was killed, and nothing has said how the run ended';
  return { ...NO_RUN, outcome: 'lost', session, runId, error: { code: 'NO_END', message } };
}
