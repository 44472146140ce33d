import type { Result } from '../../core/result.ts';
import type { Update } from '../../core/run-update.ts';
import type { SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../../engine/engine.ts';
import { type Delivery, withReasons } from '../deliver/delivery-report.ts';
import type { ThreadWork } from '../deliver/thread-clone.ts';
import type { Job } from '../open-job.ts';
import type { Planned, RunPlan } from '../plan/plan-types.ts';
import type { SavedState } from '../post-step/step-state.ts';
import { openPublisher, type Publisher } from '../show/publisher.ts';
import { createOrSend } from './create-or-send.ts';
import { isSettled, timedOutWaiting, unbegunResult } from './results-without-run.ts';
import { RunTranscript } from './run-transcript.ts';
import { awaitTurn } from './wait-for-turn.ts';

/** A run that has ended, or was not begun. */
export interface EndedRun {
  readonly result: Result;
  /** Undefined if none could be opened. */
  readonly engine: Engine | undefined;
  /** The session, if one was reached. */
  readonly ref: SessionRef | undefined;
  readonly transcript: RunTranscript;
  /** What has become of its work, where Amber brings it to GitHub. */
  readonly delivery?: Delivery;
}

/** What a run reports while it goes on, and what to do once its agent has ended. */
export interface RunListener {
  readonly state: SavedState;
  update(updates: readonly Update[]): void | Promise<void>;
  warn(message: string): void;
  /** Called once nothing of the agent is at work any more, before its work is delivered. */
  ended?(): void | Promise<void>;
}

/** Runs what was planned for a thread, shows it there, and delivers the work. The publisher still has to show the end. */
export async function runThread(
  planned: Planned<RunPlan>,
  job: Job,
  listener: RunListener,
): Promise<{ readonly ended: EndedRun; readonly publisher: Publisher }> {
  const { interrupts } = job;
  const { after, session } = planned.plan;
  const { state } = listener;
  let ref = session.kind === 'send' ? session.ref : undefined;
  const transcript = new RunTranscript(job.redactor);
  const publisher = await openPublisher(planned, job, {
    warn: (message) => listener.warn(message),
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
    return listener.update(updates);
  };
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
    if (plan?.work !== undefined) work = await (await import('../deliver/thread-clone.ts')).beginWork(plan, job);
    result = plan === undefined ? timedOutWaiting(after) : await createOrSend({ ...planned, plan }, job, engine, emit);
  } catch (error) {
    result = unbegunResult(error, interrupts);
  }
  await listener.ended?.();
  state.update({ settled: isSettled(result, interrupts) });
  const delivery = await deliveryOf(result, work, planned.plan, job);
  const ended = { result: withReasons(result, delivery), engine, ref, transcript, ...(delivery && { delivery }) };
  return { ended, publisher };
}

/** The state of a run that begins now, for the post step. */
export function newState({ session }: RunPlan, project: string) {
  return {
    project,
    requestId: session.kind === 'create' ? session.meta.requestId : '',
    session: session.kind === 'send' ? session.ref.name : null,
    settled: false,
    shown: null,
  };
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
    const { deliver, leaveEnd } = await import('../deliver/deliver-after-run.ts');
    if (work === undefined || isNone) return { reasons: [], folder: await leaveEnd(plan, result, job), lines: [] };
    return await deliver({ plan, work, result }, job);
  } catch (error) {
    if (!job.interrupts.first.aborted) throw error;
    return { reasons: [{ why: 'the job was cancelled' }], lines: [] };
  }
}
