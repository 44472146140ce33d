import { isAmberError } from '../../core/errors.ts';
import type { Update } from '../../core/run-update.ts';
import { redactedResult } from '../../core/secrets/redacted-result.ts';
import type { DayBudget } from '../../core/usage/day-budget.ts';
import type { ListedPull } from '../api/github-api.ts';
import type { Job } from '../open-job.ts';
import type { Planned, RunPlan } from '../plan/plan-types.ts';
import { SavedState } from '../post-step/step-state.ts';
import { lookAgain } from '../run/finish-step.ts';
import { writeTranscript } from '../run/result-files.ts';
import { newState, runThread } from '../run/thread-run.ts';
import { endLeftComment } from '../show/end-abandoned-comment.ts';
import { keepFrontmatter } from '../thread/update-frontmatter.ts';
import type { BatchRow } from './batch-rows.ts';
import { forgetAttempts, type GiveUpDeps, giveUp, takeBack } from './needs-human-label.ts';
import { needsText } from './needs-work.ts';
import { rowError, type WorkOn } from './process-pulls.ts';
import { type BatchFacts, type Looked, planLooked, readThread } from './read-thread.ts';

export interface WorkDeps {
  readonly job: Job;
  readonly facts: BatchFacts;
  readonly giveUpDeps: GiveUpDeps;
  /** False in a pass that only plans. */
  readonly acts: boolean;
  readonly budget: DayBudget | undefined;
}

/** Works on one pull request from the first look to its run's end. */
export function workOnPull({ acts, giveUpDeps, budget, facts, job }: WorkDeps): WorkOn {
  const { interrupts, redactor } = job;
  return async (pull, show) => {
    try {
      show({ state: 'looking' });
      const looked = await readThread(pull, job, facts);
      const { verdict } = looked;
      if (verdict.kind === 'skip') return show({ state: 'skipped', because: verdict.because });
      show({ why: needsText(verdict.kind === 'run' ? verdict.needs : looked.needs) });
      if (verdict.kind === 'give-up') {
        const busy = await endLeft(looked, pull, { acts, facts, job });
        if (busy !== undefined) return show({ state: 'skipped', because: busy });
        if (acts) await giveUp({ ...looked, attempts: verdict.attempts }, giveUpDeps);
        return show(acts ? { state: 'given-up' } : { state: 'planned', because: 'would be given to people' });
      }
      const planned = await planLooked(looked, pull.url, job, facts);
      if ('busy' in planned) return show({ state: 'skipped', because: planned.busy });
      const refusal = budget?.refusal;
      if (refusal !== undefined) return show({ state: 'skipped', because: refusal });
      if (!acts) return show({ state: 'planned' });
      if (verdict.resumes) await takeBack(looked, giveUpDeps);
      await runOne(planned, looked, { budget, job, show });
    } catch (error) {
      const isLeft = interrupts.first.aborted && !isAmberError(error);
      show(isLeft ? { state: 'left' } : { state: 'error', because: redactor.all(rowError(error)) });
    }
  };
}

/**
 * Ends the comment of a run that was killed, before its attempts are counted. Returns why nothing can be decided yet: the run
 * is still under way; undefined if none is.
 */
async function endLeft(
  looked: Looked,
  { number, url }: ListedPull,
  { acts, facts, job }: Pick<WorkDeps, 'acts' | 'facts' | 'job'>,
): Promise<string | undefined> {
  const { record, thread } = looked;
  if (record === undefined || record.record.state === 'ended') return undefined;
  const planned = await planLooked(looked, url, job, facts);
  if ('busy' in planned) return planned.busy;
  if (acts) await endLeftComment(record, thread, job, warnerOf(job, number));
  return undefined;
}

function warnerOf({ redactor, reports }: Job, number: number): (message: string) => void {
  return (message) => reports.warning(redactor.all(`#${number}: ${message}`));
}

interface Shown {
  readonly budget: DayBudget | undefined;
  readonly job: Job;
  show(changes: Partial<BatchRow>): void;
}

async function runOne(
  planned: Planned<RunPlan>,
  { known, thread }: Looked,
  { budget, job, show }: Shown,
): Promise<void> {
  const { inputs, redactor, reports } = job;
  const { session: given } = planned.plan;
  show({ state: 'running', ...(given.kind === 'send' && { session: given.ref.name }) });
  // Each has a state of its own: one after which nothing is left to do leaves none.
  const state = new SavedState(reports, newState(planned.plan, inputs.project), `amber-${thread.number}`);
  const warn = warnerOf(job, thread.number);
  let kept: Promise<void> | undefined;
  // As soon as it can be: of an attempt that is killed nothing else says later that there was one.
  const keep = (name: string | undefined): Promise<void> => {
    kept ??= keepAttempt(planned.plan.attempts, name, { known, thread }, job, warn);
    return kept;
  };
  if (given.kind === 'send') void keep(given.ref.name);
  const update = (updates: readonly Update[]): void => {
    for (const one of updates) {
      if (one.type === 'session.created') {
        void keep(one.session.name);
        show({ session: one.session.name, ...(one.url === undefined ? {} : { sessionUrl: one.url }) });
      }
      if (one.type === 'session.phase') show({ phase: one.phase });
      if (one.type === 'warning' && one.code === 'processes') warn(one.message);
    }
  };
  const { ended, publisher } = await runThread(planned, job, { state, update, warn });
  const { delivery, engine, ref, transcript } = ended;
  // The local engine remembers it by itself.
  if (engine?.pastRuns === undefined) budget?.add(ended.result.cost?.usd ?? 0);
  const result = redactedResult(ended.result, redactor);
  const session = engine === undefined || ref === undefined ? undefined : await lookAgain(engine, ref, job);
  const url = ref === undefined ? undefined : engine?.page?.(ref);
  await publisher.finish(ended.result, { engine, session, url, delivery });
  await writeTranscript(transcript, session, job);
  show({
    state: 'done',
    result,
    ...(ref === undefined ? {} : { session: ref.name }),
    ...(url === undefined ? {} : { sessionUrl: url }),
    ...(session?.status?.phase === undefined ? {} : { phase: session.status.phase }),
  });
  await keep(ref?.name);
}

/** Keeps up the pull request's body. Never throws. */
async function keepAttempt(
  retryCount: number,
  session: string | undefined,
  { known, thread }: Pick<Looked, 'known' | 'thread'>,
  { api, interrupts, runner }: Job,
  warn: (message: string) => void,
): Promise<void> {
  if (interrupts.first.aborted) return;
  const lastAction = runner.clock.date().toISOString();
  const values = { ...(session === undefined ? {} : { session }), lastAction, retryCount };
  try {
    await keepFrontmatter({ number: thread.number, body: known.body }, values, await api(), interrupts.first);
  } catch (error) {
    if (!interrupts.first.aborted) warn(`its body could not be kept up: ${rowError(error)}`);
  }
}

/** Counts the attempts anew of one that is healthy now. */
export function heal({ giveUpDeps, job }: Pick<WorkDeps, 'giveUpDeps' | 'job'>, facts: BatchFacts) {
  return async (pull: ListedPull): Promise<void> => {
    try {
      const looked = await readThread(pull, job, facts);
      if ((await endLeft(looked, pull, { acts: true, facts, job })) !== undefined) return;
      await forgetAttempts(looked, giveUpDeps);
    } catch (error) {
      if (!job.interrupts.first.aborted)
        job.reports.warning(job.redactor.all(`#${pull.number}: its attempts could not be reset: ${rowError(error)}`));
    }
  };
}
