import { Deadline, orAbort } from '../../async/abort.ts';
import { redactedResult } from '../../core/secrets/redacted-result.ts';
import type { Session, SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Job } from '../open-job.ts';
import { outputLimit } from '../show/output-limit.ts';
import { outputsOf } from '../show/outputs.ts';
import type { Audience } from '../show/publisher.ts';
import type { Carried, Planned } from './carry-out.ts';
import { writeResult, writeTranscript } from './result-files.ts';
import { recordOf } from './thread-record.ts';
import { failureOf } from './verdict.ts';

/** A last look at the session is worth this long, in ms. */
const LOOK_MS = 5_000;

/** Tells everybody how a run ended: later steps, people on GitHub, the job's summary. Gives the exit code of the step. */
export async function afterRun(carried: Carried, planned: Planned, job: Job, audience: Audience): Promise<number> {
  const { engine, ref, result, transcript } = carried;
  const { inputs, redactor, reports } = job;
  const session = engine === undefined || ref === undefined ? undefined : await lookAgain(engine, ref, job);
  const url = ref === undefined ? undefined : engine?.page?.(ref);
  const pull = await audience.finish(result, { engine, session, url });
  const transcriptPath = await writeTranscript(transcript, session, job);
  const clean = redactedResult(result, redactor);
  const resultPath = await writeResult(clean, job);
  const ended = { result: clean, session, url, promptType: planned.plan.promptType, transcriptPath, resultPath };
  const outputs = outputsOf(ended, outputLimit(job.runner.env));
  for (const [name, value] of Object.entries(outputs)) reports.output(name, value);
  if (planned.plan.show.summary) await summarize(carried, planned, job, { url, pull });
  const failure = failureOf(result, inputs.failOn);
  if (failure === undefined) return 0;
  reports.failed(redactor.all(failure));
  return 1;
}

/** The session after its run; undefined if it can't be told soon. */
async function lookAgain(engine: Engine, ref: SessionRef, { interrupts, runner }: Job): Promise<Session | undefined> {
  // Of a job that is being cancelled no second is to spare.
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
  { result, transcript }: Carried,
  { plan }: Planned,
  job: Job,
  { url, pull }: { readonly url: string | undefined; readonly pull: number | undefined },
): Promise<void> {
  const { context, inputs, redactor, reports, say } = job;
  const session = {
    result,
    promptType: plan.promptType,
    ...(url === undefined ? {} : { url }),
    ...(plan.thread === undefined ? {} : { number: plan.thread.number }),
  };
  const view = {
    record: { ...recordOf(plan, job), session: result.session, runId: result.runId, state: 'ended' as const },
    phrase: inputs.trigger,
    runUrl: context.runUrl,
    notes: plan.notes,
    activity: { phase: '', toolCalls: 0, failedCalls: 0, elapsedMs: result.durationMs },
    result,
    ...(url === undefined ? {} : { sessionUrl: url }),
    ...(pull === undefined ? {} : { pull }),
  };
  try {
    const { jobSummary } = await import('../show/summary.ts');
    const run = { view, transcript: transcript.transcript, isCut: transcript.isCut };
    await reports.summary(await jobSummary([session], run, redactor));
  } catch (error) {
    say(`warning: the summary could not be written: ${String(error)}`);
  }
}
