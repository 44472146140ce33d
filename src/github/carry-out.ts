import { randomUUID } from 'node:crypto';
import { isAmberError } from '../core/errors.ts';
import { exitCodeOfError, type Result } from '../core/outcome.ts';
import type { Session, SessionRef } from '../core/session.ts';
import type { Update } from '../core/update.ts';
import type { Engine } from '../engine/engine.ts';
import { logRenderer } from '../render/log.ts';
import { runErrorOf } from '../run/result.ts';
import { Deadline, orAbort } from '../run/wait.ts';
import { openAudience } from './audience.ts';
import type { Job } from './job.ts';
import { outputsOf } from './outputs.ts';
import type { RunPlan } from './plan.ts';
import type { Facts } from './plan-facts.ts';
import { RunTranscript } from './run-transcript.ts';
import { runPlanned } from './session-run.ts';
import { SavedState } from './step-state.ts';
import { writeTranscript } from './transcript-file.ts';
import { failureOf } from './verdict.ts';

/** A last look at the session is worth this long, in ms. */
const LOOK_MS = 5_000;

/** A run as it was planned, and what the plan was made of. */
export interface Planned {
  readonly plan: RunPlan;
  readonly facts: Facts;
}

/** Runs what was planned, shows it, and says how it ended. Gives the exit code of the step. @throws AmberError */
export async function carryOut(planned: Planned, job: Job): Promise<number> {
  const { inputs, redactor, reports, runner } = job;
  const { session } = planned.plan;
  const state = new SavedState(reports, {
    project: inputs.project,
    requestId: session.kind === 'create' ? session.meta.requestId : '',
    session: session.kind === 'send' ? session.ref.name : null,
    settled: false,
    shown: null,
  });
  const audience = openAudience(planned, job, state);
  const out = runner.stdout;
  // Foreign text must not be taken for a command where there is somebody who takes commands.
  const actions = runner.env.GITHUB_ACTIONS === 'true' ? { actions: { token: randomUUID } } : {};
  const log = logRenderer({ out, err: out, redactor, clock: runner.clock, ...actions });
  const transcript = new RunTranscript();
  let ref = session.kind === 'send' ? session.ref : undefined;
  let engine: Engine | undefined;
  const emit = (updates: readonly Update[]): void | Promise<void> => {
    for (const update of updates) {
      if (update.type !== 'session.created') continue;
      ref = update.session;
      state.update({ session: ref.name });
    }
    transcript.take(updates);
    audience.update(updates);
    return log.update(updates);
  };
  const result = await attempt(async () => {
    engine = await job.engine();
    return runPlanned(planned, job, engine, emit);
  });
  state.update({ settled: isSettled(result, job) });
  await log.close();

  const last = engine === undefined || ref === undefined ? undefined : await lookAgain(engine, ref, job);
  const url = ref === undefined ? undefined : engine?.page?.(ref);
  const transcriptPath = await writeTranscript(transcript, last, job);
  const { promptType } = planned.plan;
  const ended = { result, session: last, url, promptType, transcriptPath };
  for (const [name, value] of Object.entries(outputsOf(ended, redactor.exact))) reports.output(name, value);
  await audience.finish(result, { session: last, url, transcript });
  const failure = failureOf(result, inputs.failOn);
  if (failure === undefined) return 0;
  reports.failed(redactor.all(failure));
  return 1;
}

/** What is thrown before a session was reached is a result as well: outputs and comment have to tell it. */
async function attempt(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    return {
      outcome: null,
      exitCode: exitCodeOfError(isAmberError(error) ? error.code : 'INTERNAL'),
      session: null,
      runId: null,
      message: '',
      usage: null,
      stopped: false,
      stopReason: null,
      durationMs: 0,
      error: runErrorOf(error),
    };
  }
}

/** True if nothing is left to be stopped: the session has stopped, is somebody else's, or never was. */
function isSettled({ session, stopReason, error, outcome }: Result, { interrupts }: Job): boolean {
  if (stopReason === 'unconfirmed') return false;
  // Left while the job was being cancelled: nobody will look after it.
  if (outcome === 'detached') return !interrupts.first.aborted;
  // An answer that never came may have come too late.
  return session !== null || !['TIMEOUT', 'UNAVAILABLE', 'BAD_RESPONSE'].includes(error?.code ?? '');
}

/** The session after its run; undefined if it can't be told soon. */
async function lookAgain(engine: Engine, ref: SessionRef, { interrupts, runner }: Job): Promise<Session | undefined> {
  const limit = new Deadline(runner.clock, LOOK_MS, interrupts.hurry);
  try {
    return await orAbort(engine.get(ref), limit.signal);
  } catch {
    return undefined;
  } finally {
    limit.clear();
  }
}
