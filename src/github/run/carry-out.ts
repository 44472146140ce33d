import { randomUUID } from 'node:crypto';
import type { Result } from '../../core/outcome.ts';
import type { SessionRef } from '../../core/session/session.ts';
import type { Update } from '../../core/update.ts';
import type { Engine } from '../../engine/engine.ts';
import { logRenderer } from '../../render/log.ts';
import type { Renderer } from '../../render/renderer.ts';
import type { Job } from '../open-job.ts';
import type { Facts } from '../plan/facts.ts';
import type { RunPlan } from '../plan/plan.ts';
import { SavedState } from '../post-step/step-state.ts';
import { openAudience } from '../show/publisher.ts';
import { afterRun } from './after-run.ts';
import { awaitTurn } from './queue.ts';
import { isSettled, resultOfError, timedOutWaiting } from './results.ts';
import { runPlanned } from './session-run.ts';
import { RunTranscript } from './transcript.ts';
import { sessionAfterTurn } from './turn.ts';

/** A run as it was planned, and what the plan was made of. */
export interface Planned {
  readonly plan: RunPlan;
  readonly facts: Facts;
}

/** What has become of a run, for those who tell of it. */
export interface Carried {
  readonly result: Result;
  /** Undefined if none could be opened. */
  readonly engine: Engine | undefined;
  /** The session, if one was reached. */
  readonly ref: SessionRef | undefined;
  readonly transcript: RunTranscript;
}

/** Runs what was planned, shows it, and says how it ended. Gives the exit code of the step. */
export async function carryOut(planned: Planned, job: Job): Promise<number> {
  const { inputs, reports } = job;
  const { session } = planned.plan;
  const state = new SavedState(reports, {
    project: inputs.project,
    requestId: session.kind === 'create' ? session.meta.requestId : '',
    session: session.kind === 'send' ? session.ref.name : null,
    settled: false,
    shown: null,
  });
  const log = openLog(job);
  const warnings = new Warnings(log, job);
  const transcript = new RunTranscript();
  const audience = await openAudience(planned, job, state, (message) => warnings.add(message));
  let ref = session.kind === 'send' ? session.ref : undefined;
  let engine: Engine | undefined;
  const emit = (updates: readonly Update[]): void | Promise<void> => {
    for (const update of updates) {
      if (update.type === 'warning' && update.code === 'processes') warnings.hold(update.message);
      if (update.type !== 'session.created') continue;
      ref = update.session;
      state.update({ session: ref.name });
    }
    transcript.take(updates);
    audience.update(updates);
    return log.update(updates);
  };
  let result: Result;
  try {
    engine = await job.engine();
    const plan = await untilTurn(planned.plan, job, engine, (made) => {
      if (made !== undefined) state.update({ session: made.name });
      ref ??= made;
      audience.turn(made);
    });
    result =
      plan === undefined
        ? timedOutWaiting(planned.plan.after)
        : await runPlanned({ ...planned, plan }, job, engine, emit);
  } catch (error) {
    result = resultOfError(error, job.interrupts);
  }
  state.update({ settled: isSettled(result, job.interrupts) });
  await log.close();
  warnings.release();
  return afterRun({ result, engine, ref, transcript }, planned, job, audience);
}

/**
 * Waits for a run before that can't be reached. Gives the plan, which goes to the session that the other one has made for
 * the thread, if it has; undefined if the time was over first. @throws AmberError, the interrupt's reason
 */
async function untilTurn(
  plan: RunPlan,
  job: Job,
  engine: Engine,
  begins: (made: SessionRef | undefined) => void,
): Promise<RunPlan | undefined> {
  const { after } = plan;
  if (after?.kind !== 'workflow-run') return plan;
  const { context, inputs, interrupts, runner, say } = job;
  say(`waiting for workflow run ${after.workflowRunId}, whose run comes before`);
  const api = await job.api();
  const { first: signal } = interrupts;
  const { timeoutMs } = inputs;
  if (!(await awaitTurn(after, { api, clock: runner.clock, signal, timeoutMs }))) return undefined;
  const made = await sessionAfterTurn(plan, { api, engine, inputs, context, signal });
  begins(made);
  return made === undefined ? plan : { ...plan, session: { kind: 'send', ref: made } };
}

function openLog({ redactor, runner }: Job): Renderer {
  const { clock, env, stdout: out } = runner;
  // Foreign text must not be taken for a command where there is somebody who takes commands.
  const actions = env.GITHUB_ACTIONS === 'true' ? { actions: { token: randomUUID } } : {};
  return logRenderer({ out, err: out, redactor, clock, ...actions });
}

/** While the log is open the runner takes no commands: an annotation waits until it is closed, a line does not. */
class Warnings {
  readonly #log: Renderer;
  readonly #job: Job;
  #held: string[] | undefined = [];

  constructor(log: Renderer, job: Job) {
    this.#log = log;
    this.#job = job;
  }

  add(message: string): void {
    if (this.#held === undefined) {
      this.#annotate(message);
      return;
    }
    this.hold(message);
    void this.#log.update([{ type: 'warning', code: 'github', message }]);
  }

  /** Annotates what the log says by itself. */
  hold(message: string): void {
    this.#held?.push(message);
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const message of held) this.#annotate(message);
  }

  #annotate(message: string): void {
    this.#job.reports.warning(this.#job.redactor.all(message));
  }
}
