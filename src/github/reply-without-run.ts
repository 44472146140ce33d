import { AmberError, isAmberError } from '../core/errors.ts';
import { DEFAULT_LIMITS } from '../core/run-time-limits.ts';
import type { SessionRef } from '../core/session/session.ts';
import { TIMING } from '../core/stream-timing.ts';
import { confirmStop, mayStillRunText } from '../run/confirm-stop.ts';
import type { GitHubApi, Reaction } from './api/github-api.ts';
import type { Job } from './open-job.ts';
import type { PlanFacts } from './plan/plan-facts.ts';
import type { Plan, Planned } from './plan/plan-types.ts';
import { AT_WORK, react } from './show/reaction.ts';
import { answerBody, helpText, statusText } from './show/reply-body.ts';
import { sessionOfThread } from './thread/thread-session.ts';

/** What is answered without a run of an agent. */
export type AnswerPlan = Exclude<Plan, { readonly action: 'nothing' | 'run' | 'batch' }>;

/** Does what needs no agent, at once, whatever runs in the thread. Returns the exit code of the step. @throws AmberError */
export async function answerComment({ plan, facts }: Planned<AnswerPlan>, job: Job): Promise<number> {
  const api = await job.api();
  const leave = (reaction: Reaction): Promise<void> =>
    react(job.event, reaction, { api, warn: (message) => job.reports.warning(job.redactor.all(message)) });
  if (plan.action === 'refuse') {
    job.reports.notice(job.redactor.all(`refused: ${plan.because}`));
    await Promise.all([leave('confused'), plan.reply === undefined ? undefined : reply(plan.reply, api, job)]);
    return 0;
  }
  try {
    await Promise.all([leave(AT_WORK), act(plan, facts, api, job)]);
  } catch (error) {
    await leave('confused');
    throw error;
  }
  await leave('+1');
  return 0;
}

/** @throws AmberError */
async function act(
  plan: Exclude<AnswerPlan, { readonly action: 'refuse' }>,
  facts: PlanFacts,
  api: GitHubApi,
  job: Job,
): Promise<void> {
  const { inputs, redactor } = job;
  switch (plan.action) {
    case 'help':
      return reply(helpText(inputs.trigger, inputs.label), api, job);
    case 'status': {
      const { thread, session } = facts;
      // A session that does not say that it belongs to the thread is not shown here.
      const ref = sessionHere(facts, job);
      const url = ref === undefined ? undefined : (await job.engine()).page?.(ref);
      const known = { thread, session: ref === undefined ? undefined : (session ?? undefined), url };
      return reply(statusText(known, inputs.trigger, redactor), api, job);
    }
    case 'stop':
      switch (plan.how.by) {
        case 'engine':
          return stop(plan.how.ref, job);
        case 'workflow-run':
          return cancel(plan.how.workflowRunId, api, job);
        case 'nobody':
          return reply('Nothing is running here that could be stopped.', api, job);
      }
  }
}

function sessionHere(facts: PlanFacts, { context, event, inputs }: Job): SessionRef | undefined {
  return event.kind === 'comment' ? sessionOfThread(event.thread, inputs, facts, context).ref : undefined;
}

async function reply(text: string, api: GitHubApi, { event }: Job): Promise<void> {
  if (event.kind === 'comment' || event.kind === 'label') await api.createComment(event.thread, answerBody(text));
}

/** Stops the session. The run's own job sees that, and says so in its comment. @throws AmberError UNAVAILABLE if it can't be confirmed */
async function stop(ref: SessionRef, { interrupts, redactor, runner, engine: opened }: Job): Promise<void> {
  const engine = await opened();
  const stopped = await confirmStop(engine, ref, {
    clock: runner.clock,
    timing: TIMING,
    reason: 'user',
    timeoutMs: DEFAULT_LIMITS.stopTimeout,
    signal: interrupts.hurry,
  });
  if (stopped.kind === 'unconfirmed') throw new AmberError('UNAVAILABLE', redactor.all(mayStillRunText(ref, stopped)));
}

/** @throws AmberError */
async function cancel(workflowRunId: number, api: GitHubApi, job: Job): Promise<void> {
  try {
    await api.cancelWorkflowRun(workflowRunId);
  } catch (error) {
    // It is over already: there is nothing left to stop.
    if (isAmberError(error, 'CONFLICT', 'NOT_FOUND')) return reply('Nothing is running here any more.', api, job);
    if (!isAmberError(error, 'FORBIDDEN')) throw error;
    throw new AmberError('FORBIDDEN', `workflow run ${workflowRunId} may not be cancelled: ${error.message}`, {
      hint: 'the workflow needs permissions: actions: write',
      cause: error,
    });
  }
}
