import { Deadline, orAbort } from '../../async/abort.ts';
import { redactedResult } from '../../core/secrets/redacted-result.ts';
import type { Session, SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../../engine/engine.ts';
import { loggedLine } from '../deliver/delivery-report.ts';
import type { Job } from '../open-job.ts';
import type { Planned, RunPlan } from '../plan/plan-types.ts';
import { failureOf } from '../show/outcome-text.ts';
import { outputLimit } from '../show/output-limit.ts';
import type { Publisher } from '../show/publisher.ts';
import { runHead } from '../show/run-view.ts';
import { outputsOf } from '../show/step-outputs.ts';
import { writeResult, writeStructured, writeTranscript } from './result-files.ts';
import type { EndedRun } from './thread-run.ts';

/** A last look at the session is worth this long, in ms. */
const LOOK_MS = 5_000;

/** Says how a run ended: to people on GitHub, to later steps, in the job's summary. Returns the exit code of the step. */
export async function finishStep(
  ended: EndedRun,
  { plan }: Planned<RunPlan>,
  job: Job,
  publisher: Publisher,
): Promise<number> {
  const { delivery, engine, ref, result, transcript } = ended;
  const { inputs, redactor, reports } = job;
  const session = engine === undefined || ref === undefined ? undefined : await lookAgain(engine, ref, job);
  const url = ref === undefined ? undefined : engine?.page?.(ref);
  const pull = await publisher.finish(result, { engine, session, url, delivery });
  const transcriptPath = await writeTranscript(transcript, session, job);
  const clean = redactedResult(result, redactor);
  const resultPath = await writeResult(clean, job);
  const structuredPath = await writeStructured(clean, job);
  const paths = { transcriptPath, resultPath, structuredPath };
  const known = { result: clean, session, url, promptType: plan.promptType, ...paths, delivery };
  const outputs = outputsOf(known, outputLimit(job.runner.env));
  for (const [name, value] of Object.entries(outputs)) reports.output(name, value);
  if (clean.structured !== undefined && outputs['structured-output'] === '')
    reports.warning(
      'output structured-output is empty, since it would be too large: structured-output-path names a file with it',
    );
  if (plan.show.summary) await summarize(ended, plan, job, { url, pull });
  const delivered = delivery === undefined ? undefined : loggedLine(delivery);
  if (delivered !== undefined) job.say(redactor.all(delivered));
  const failure = failureOf(result, inputs.failOn);
  if (failure === undefined) return 0;
  reports.failed(redactor.all(failure));
  return 1;
}

/** The session after its run; undefined if the engine does not answer soon. */
export async function lookAgain(
  engine: Engine,
  ref: SessionRef,
  { interrupts, runner }: Job,
): Promise<Session | undefined> {
  // A job that is being cancelled has no second to spare.
  const limit = new Deadline(runner.clock, interrupts.first.aborted ? LOOK_MS / 10 : LOOK_MS, interrupts.hurry);
  try {
    return await orAbort(engine.get(ref), limit.signal);
  } catch {
    return undefined;
  } finally {
    limit.clear();
  }
}

/** Adds the run to the job's summary. One that can't be written fails nothing. */
async function summarize(
  { delivery, result, transcript }: EndedRun,
  plan: RunPlan,
  job: Job,
  { url, pull }: { readonly url: string | undefined; readonly pull: number | undefined },
): Promise<void> {
  const head = runHead(plan, job);
  const session = {
    result,
    promptType: plan.promptType,
    ...(url === undefined ? {} : { url }),
    ...(plan.thread === undefined ? {} : { number: plan.thread.number }),
  };
  const view = {
    ...head,
    record: { ...head.record, session: result.session, runId: result.runId, state: 'ended' as const },
    activity: { phase: '', toolCalls: 0, failedCalls: 0, elapsedMs: result.durationMs },
    result,
    ...(url === undefined ? {} : { sessionUrl: url }),
    ...(pull === undefined ? {} : { pull }),
    ...(delivery === undefined ? {} : { delivery }),
  };
  try {
    const { jobSummary } = await import('../show/job-summary.ts');
    const run = { view, transcript: transcript.transcript, isCut: transcript.isCut };
    await job.reports.summary(await jobSummary([session], run, job.redactor));
  } catch (error) {
    job.say(`warning: the summary could not be written: ${String(error)}`);
  }
}
