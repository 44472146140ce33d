import { isObject } from '../core/agui/events.ts';
import { isAmberError, messageOf } from '../core/errors.ts';
import { secretsOf } from '../core/secrets/from-environment.ts';
import { makeRedactor, type Redactor } from '../core/secrets/redact.ts';
import type { Interrupts } from '../run/interrupts.ts';
import { catchCancel } from './cancel-signals.ts';
import type { GitHubEvent } from './event/github-event.ts';
import { inputHint } from './inputs/input-values.ts';
import { inputWarnings } from './inputs/input-warnings.ts';
import type { Inputs } from './inputs/inputs.ts';
import { readStepInputs } from './inputs/read-inputs.ts';
import { type Job, type OpenJob, openJob, redactorFor } from './open-job.ts';
import { gatherAndPlan } from './plan/gather-and-plan.ts';
import type { Plan, Planned } from './plan/plan-types.ts';
import { inputOf, type Reports, type Runner } from './runner.ts';
import { cappedJson, outputLimit } from './show/output-limit.ts';

/** Plans and acts. Returns the exit code of the step; never throws. */
export async function runJob(event: GitHubEvent, runner: Runner, reports: Reports): Promise<number> {
  const { interrupts, release } = catchCancel(runner);
  let redactor = makeRedactor(secretsOf(runner.env));
  let opened: OpenJob | undefined;
  try {
    const inputs = await readStepInputs((name) => inputOf(runner.env, name), runner.env);
    redactor = redactorFor(runner, inputs);
    for (const token of [inputs.apiToken, inputs.githubToken]) if (token !== undefined) reports.secret(token);
    for (const warning of inputWarnings(inputs, runner.env)) reports.warning(redactor.all(warning));
    opened = openJob({ event, runner, reports, inputs, redactor, interrupts });
    return await execute(await gatherAndPlan(opened.job), opened.job);
  } catch (error) {
    reports.failed(redactor.all(failureLine(error, interrupts)));
    return 1;
  } finally {
    await opened?.close();
    release();
  }
}

/** Does what the plan says. Returns the exit code of the step. @throws AmberError */
export async function execute({ plan, facts }: Planned, job: Job): Promise<number> {
  const { reports, say, redactor, runner } = job;
  reports.output('plan-json', cappedJson(planJson(plan, redactor), outputLimit(runner.env)));
  for (const { what, because } of plan.decisions) say(`plan: ${what}: ${because}`);
  switch (plan.action) {
    case 'nothing':
      reports.notice(redactor.all(`nothing to do: ${plan.notice}`));
      return 0;
    case 'batch':
      return (await import('./batch/batch-step.ts')).runBatchStep(job);
    case 'run': {
      if (job.inputs.deliverFrom !== undefined)
        return (await import('./deliver/deliver-work-folder.ts')).deliverLeft({ plan, facts }, job);
      const { runInJob } = await import('./run/run-in-job.ts');
      return runInJob({ plan, facts }, job);
    }
    default: {
      if (leavesWork(job.inputs)) {
        reports.notice('nothing to run; what there is to say is left to the job that delivers');
        return 0;
      }
      const { answerComment } = await import('./reply-without-run.ts');
      return answerComment({ plan, facts }, job);
    }
  }
}

/** True for a job that may write nothing to GitHub: another one does. */
const leavesWork = ({ deliver, engine }: Inputs): boolean => engine === 'local' && deliver === 'patch';

/** The plan as JSON, without secrets. Any variable of the session may hold one: only the user knows which. */
export function planJson(plan: Plan, { all }: Redactor, indent?: number): string {
  const hide = (key: string, value: unknown): unknown => {
    if (typeof value === 'string') return all(value);
    if (key !== 'environmentVariables' || !isObject(value)) return value;
    return Object.fromEntries(Object.keys(value).map((name) => [name, '***']));
  };
  return JSON.stringify(plan, hide, indent);
}

/** What the step could not do, in one line: the last of its log. */
function failureLine(error: unknown, { first }: Interrupts): string {
  if (first.aborted && !isAmberError(error)) return 'the job was cancelled before anything was begun';
  const what = isAmberError(error) ? `${error.message} [${error.code}]` : `${messageOf(error)} [INTERNAL]`;
  const hint = isAmberError(error) && error.hint !== undefined ? `; ${inputHint(error.hint)}` : '';
  return `${what}${hint}`.replace(/\s+/g, ' ');
}
