import type { EventContext } from '../event/context.ts';
import type { Thread } from '../event/event.ts';
import type { Job } from '../open-job.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { ThreadRecord } from '../thread/record.ts';

/** The record of a run that begins now. */
export function recordOf(plan: RunPlan, { context, inputs, runner }: Job): ThreadRecord {
  const now = runner.clock.date().toISOString();
  return {
    v: 1,
    engine: inputs.engine,
    project: inputs.project,
    session: plan.session.kind === 'send' ? plan.session.ref.name : null,
    runId: null,
    workflowRunId: context.workflowRunId,
    state: plan.after === undefined ? 'running' : 'queued',
    outcome: null,
    attempts: plan.attempts,
    askedBy: plan.askedBy,
    promptType: plan.promptType,
    ...(plan.headSha === undefined ? {} : { headSha: plan.headSha }),
    startedAt: now,
    updatedAt: now,
  };
}

/** Where a person finds a comment of a thread. */
export function urlOfComment(thread: Thread | undefined, id: number, { serverUrl }: EventContext): string {
  if (thread === undefined) return serverUrl;
  const { kind, number, owner, repo } = thread;
  return `${serverUrl}/${owner}/${repo}/${kind === 'issue' ? 'issues' : 'pull'}/${number}#issuecomment-${id}`;
}
