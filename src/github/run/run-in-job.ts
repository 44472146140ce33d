import { resolve } from 'node:path';
import type { OutputSchema } from '../../run/structured-output/output-schema.ts';
import type { Job } from '../open-job.ts';
import type { Planned, RunPlan } from '../plan/plan-types.ts';
import { SavedState } from '../post-step/step-state.ts';
import { finishStep } from './finish-step.ts';
import { guardFiles } from './guard-runner-files.ts';
import { hideLogin } from './hide-git-login.ts';
import { RunLog } from './run-log.ts';
import { newState, runThread } from './thread-run.ts';

/** Runs what was planned, shows it, and says how it ended. Returns the exit code of the step. @throws AmberError USAGE */
export async function runInJob(planned: Planned<RunPlan>, outer: Job): Promise<number> {
  const { inputs, reports, runner } = outer;
  const outputSchema = await outputSchemaOf(outer);
  const job = outputSchema === undefined ? outer : { ...outer, outputSchema };
  const state = new SavedState(reports, newState(planned.plan, inputs.project));
  const log = new RunLog(job);
  const files = inputs.engine === 'local' ? guardFiles(runner) : undefined;
  const showLogin = planned.plan.work === undefined ? undefined : hideLogin(runner);
  const { ended, publisher } = await runThread(planned, job, {
    state,
    update: (updates) => log.update(updates),
    warn: (message) => log.warn(message),
    ended: () => {
      showLogin?.();
      const changed = files?.takeBack() ?? [];
      if (changed.length > 0)
        log.warn(`the agent changed files that are not its own, which is undone: ${changed.join(', ')}`);
      return log.close();
    },
  });
  return finishStep(ended, planned, job, publisher);
}

/** What the step's answer must be, if that was said. A file of the workspace can be a pull request's. @throws AmberError USAGE */
async function outputSchemaOf({ context, inputs, runner }: Job): Promise<OutputSchema | undefined> {
  const { outputSchema, outputSchemaFile } = inputs;
  if (outputSchema === undefined && outputSchemaFile === undefined) return undefined;
  const { checkedSchema, checkedSchemaFile } = await import('../../run/structured-output/output-schema.ts');
  if (outputSchemaFile === undefined) return checkedSchema(outputSchema ?? '', 'input output-schema');
  return checkedSchemaFile(resolve(context.workspace ?? runner.cwd, outputSchemaFile), 'input output-schema-file');
}
