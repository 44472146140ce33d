import type { Question, Result } from '../../core/result.ts';
import type { Delivery } from '../deliver/delivery-report.ts';
import type { Job } from '../open-job.ts';
import type { RunPlan } from '../plan/plan-types.ts';
import type { ThreadRecord } from '../thread/thread-record.ts';

/** What of a run's view is known before it begins. */
export interface RunHead {
  readonly record: ThreadRecord;
  /** The trigger phrase, for what people can say next. */
  readonly phrase: string;
  /** The workflow run's log; "" outside of a workflow. */
  readonly runUrl: string;
  /** What the comment's readers should know beforehand. */
  readonly notes: readonly string[];
}

/** What people are shown of a run, as far as it is known. Plain data: the post step goes on with what was saved of it. */
export interface RunView extends RunHead {
  /** While it is queued: where the run is shown that it comes after. */
  readonly after?: string;
  /** The platform's page of the session. */
  readonly sessionUrl?: string;
  readonly activity: Activity;
  /** Set at the end. */
  readonly result?: Result;
  /** The pull request that came of the run. */
  readonly pull?: number;
  /** What has become of its work, where Amber brings it to GitHub. */
  readonly delivery?: Pick<Delivery, 'lines' | 'patch' | 'commit'>;
}

/** What a run is at. */
export interface Activity {
  /** The session's phase; "" before it is known. */
  readonly phase: string;
  /** `text`: an answer is being written; `tool`: `label` says which. */
  readonly doing?: { readonly kind: 'text' | 'thought' } | { readonly kind: 'tool'; readonly label: string };
  /** What the run waits to be answered. */
  readonly question?: Question;
  readonly toolCalls: number;
  readonly failedCalls: number;
  readonly elapsedMs: number;
}

/** The head of a run that begins now. */
export function runHead(plan: RunPlan, job: Job): RunHead {
  const { context, inputs } = job;
  return { record: recordOf(plan, job), phrase: inputs.trigger, runUrl: context.runUrl, notes: plan.notes };
}

function recordOf(plan: RunPlan, { context, inputs, runner }: Job): ThreadRecord {
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
