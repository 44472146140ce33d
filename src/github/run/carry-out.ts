import type { Result } from '../../core/outcome.ts';
import type { Update } from '../../core/update.ts';
import type { Engine } from '../../engine/engine.ts';
import { type Delivery, withReasons } from '../deliver/report.ts';
import type { ThreadWork } from '../deliver/thread-work.ts';
import type { Job } from '../open-job.ts';
import type { Planned, RunPlan } from '../plan/types.ts';
import { SavedState } from '../post-step/step-state.ts';
import { openPublisher } from '../show/publisher.ts';
import { afterRun } from './after-run.ts';
import { guardFiles } from './guarded-files.ts';
import { hideLogin } from './job-login.ts';
import { awaitTurn } from './queue.ts';
import { isSettled, timedOutWaiting, unbegunResult } from './results.ts';
import { RunLog } from './run-log.ts';
import { runPlanned } from './session-run.ts';
import { RunTranscript } from './transcript.ts';

/** Runs what was planned, shows it, and says how it ended. Returns the exit code of the step. */
export async function carryOut(planned: Planned<RunPlan>, job: Job): Promise<number> {
  const { inputs, interrupts, reports, runner } = job;
  const { after, session } = planned.plan;
  let ref = session.kind === 'send' ? session.ref : undefined;
  const state = new SavedState(reports, {
    project: inputs.project,
    requestId: session.kind === 'create' ? session.meta.requestId : '',
    session: ref?.name ?? null,
    settled: false,
    shown: null,
  });
  const log = new RunLog(job);
  const transcript = new RunTranscript();
  const publisher = await openPublisher(planned, job, {
    warn: (message) => log.warn(message),
    save: (shown) => state.update({ shown }),
  });
  const emit = (updates: readonly Update[]): void | Promise<void> => {
    for (const update of updates) {
      if (update.type !== 'session.created') continue;
      ref = update.session;
      state.update({ session: ref.name });
    }
    transcript.take(updates);
    publisher.update(updates);
    return log.update(updates);
  };
  const files = inputs.engine === 'local' ? guardFiles(runner) : undefined;
  const showLogin = planned.plan.work === undefined ? undefined : hideLogin(runner);
  let engine: Engine | undefined;
  let result: Result;
  let work: ThreadWork | undefined;
  try {
    engine = await job.engine();
    const plan = await awaitTurn(planned.plan, job, engine);
    if (plan?.after?.kind === 'workflow-run') {
      if (plan.session.kind === 'send') {
        ref = plan.session.ref;
        state.update({ session: ref.name });
      }
      publisher.turn(ref);
    }
    if (plan?.work !== undefined) work = await (await import('../deliver/thread-work.ts')).beginWork(plan, job);
    result = plan === undefined ? timedOutWaiting(after) : await runPlanned({ ...planned, plan }, job, engine, emit);
  } catch (error) {
    result = unbegunResult(error, interrupts);
  }
  showLogin?.();
  const changed = files?.takeBack() ?? [];
  if (changed.length > 0)
    log.warn(`the agent changed files that are not its own, which is undone: ${changed.join(', ')}`);
  state.update({ settled: isSettled(result, interrupts) });
  await log.close();
  const delivery = await deliveryOf(result, work, planned.plan, job);
  const ended = { result: withReasons(result, delivery), engine, ref, transcript, ...(delivery && { delivery }) };
  return afterRun(ended, planned, job, publisher);
}

/** Brings the work to GitHub, once nothing can change it any more; undefined where there is none, or no time. */
async function deliveryOf(
  result: Result,
  work: ThreadWork | undefined,
  plan: RunPlan,
  job: Job,
): Promise<Delivery | undefined> {
  if (plan.work === undefined || job.interrupts.first.aborted) return undefined;
  const isNone = work === undefined || result.session === null;
  if (isNone && job.inputs.deliver !== 'patch') return undefined;
  if (!isNone && !result.stopped && result.outcome === 'finished')
    return { reasons: [{ why: 'the session may still be running, and its agent changing files' }], lines: [] };
  try {
    const { deliver, leaveEnd } = await import('../deliver/deliver.ts');
    if (work === undefined || isNone) return { reasons: [], folder: await leaveEnd(plan, result, job), lines: [] };
    return await deliver({ plan, work, result }, job);
  } catch (error) {
    if (!job.interrupts.first.aborted) throw error;
    return { reasons: [{ why: 'the job was cancelled' }], lines: [] };
  }
}
