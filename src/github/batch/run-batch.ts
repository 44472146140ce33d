import { AmberError } from '../../core/errors.ts';
import { DayBudget } from '../../core/usage/day-budget.ts';
import type { GitHubApi } from '../api/github-api.ts';
import { type Job, openApi } from '../open-job.ts';
import { guardFiles } from '../run/guard-runner-files.ts';
import { hideLogin } from '../run/hide-git-login.ts';
import { RequestCounter } from './count-requests.ts';
import { type BatchReport, type ProcessOptions, processPulls } from './process-pulls.ts';
import { BatchFacts } from './read-thread.ts';
import { heal, workOnPull } from './work-on-pull.ts';

/** A pass may wait this long for GitHub's limits: an hour is the longest that it asks for. In ms. */
const PATIENCE = 65 * 60_000;

export interface BatchView extends Pick<ProcessOptions, 'begin' | 'change'> {
  /** False for a pass that only says what it would do. */
  readonly acts: boolean;
}

/** One pass over the managed pull requests of the job's repository. @throws AmberError; the interrupt's reason */
export async function runBatch(outer: Job, { acts, begin, change }: BatchView): Promise<BatchReport> {
  const { context, inputs, interrupts, redactor, reports, runner } = outer;
  if (inputs.deliver === 'patch' || inputs.deliverFrom !== undefined)
    throw new AmberError('USAGE', 'deliver: patch and deliver-from are for one thread, and a pass is about many', {
      hint: 'leave schedule and workflow_dispatch to a job of their own with deliver: push, that is, without these inputs',
    });
  if ((inputs.outputSchema ?? inputs.outputSchemaFile) !== undefined)
    reports.warning('output-schema is for a step with one run: a pass works without it');
  const counter = new RequestCounter();
  let api: Promise<GitHubApi> | undefined;
  const job: Job = {
    ...outer,
    api: () => {
      api ??= openApi(inputs, context, runner, { onRequest: counter.count, waitMs: PATIENCE });
      return api;
    },
  };
  const { managedLabel, trigger: phrase } = inputs;
  const made = new Set<string>();
  const giveUpDeps = { api: await job.api(), redactor, managedLabel, phrase, made, signal: interrupts.first };
  const facts = new BatchFacts(job);
  const isLocal = inputs.engine === 'local' && acts;
  // Loaded before any agent is at work, which could change the programs: until the end nothing puts them right.
  if (isLocal) await Promise.all([import('../deliver/thread-clone.ts'), import('../deliver/deliver-after-run.ts')]);
  const budget = await dayBudgetOf(job);
  const files = isLocal ? guardFiles(runner) : undefined;
  const showLogin = isLocal ? hideLogin(runner) : undefined;
  try {
    return await processPulls(job, {
      counter,
      facts,
      begin,
      change,
      workOn: workOnPull({ acts, giveUpDeps, budget, facts, job }),
      healed: acts ? heal({ giveUpDeps, job }, facts) : async () => undefined,
    });
  } finally {
    showLogin?.();
    const changed = files?.takeBack() ?? [];
    if (changed.length > 0)
      reports.warning(`agents changed files that are not their own, which is undone: ${changed.join(', ')}`);
  }
}

/** Of the runs of today, those of this pass, and the earlier ones that the engine remembers. @throws AmberError */
async function dayBudgetOf(job: Job): Promise<DayBudget | undefined> {
  const { maxCostPerDay: maxCost } = job.inputs;
  if (maxCost === undefined) return undefined;
  const engine = await job.engine();
  const pastRuns = engine.pastRuns && ((since: Date) => engine.pastRuns?.(since) ?? []);
  return new DayBudget({ maxCost, date: () => job.runner.clock.date(), pastRuns });
}
