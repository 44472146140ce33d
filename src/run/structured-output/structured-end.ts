import { addAmounts, addUsage } from '../../core/agui/read-usage.ts';
import type { RuleAnswers, RunEnd } from '../../core/result.ts';
import { lastRunAnnotations, OUTPUT_INVALID } from '../../core/session/last-run-annotation.ts';
import { repairPrompt } from '../../core/structured-output/output-prompts.ts';
import type { LifecycleEnd, RunLifecycle } from '../run-lifecycle.ts';

/**
 * Takes the structured result from a run that has finished. An answer that is not what the output schema asks for is
 * shown to the agent once, by a message to the same session; `resend` sends it and follows that run.
 *
 * The session is first settled as after any other run: one that stops by itself would take the message down with it, and
 * if Amber were killed in between, one that does not would be left running. A stopped session is started again. Never throws.
 */
export async function structuredEnd(
  run: RunLifecycle,
  ending: LifecycleEnd,
  resend: (message: string) => Promise<LifecycleEnd>,
): Promise<LifecycleEnd> {
  const { outputSchema: schema } = run.deps;
  const { end } = ending;
  if (schema === undefined || end?.outcome !== 'finished') return ending;
  const first = await schema.judge(end.message);
  if ('value' in first) return { ...ending, end: { ...end, structured: first.value } };
  const settled = await ending.settled;
  const refused = { ...ending, end: invalidEnd(end, first.complaints, 'the agent could not be asked again') };
  // Before the message: if Amber is killed in between, nobody else takes this run for a good one.
  await noteInvalid(run, ending);
  if (run.cutoff.cause !== undefined || settled?.stopReason === 'unconfirmed') return refused;
  const { reporter } = run;
  const isStopped = settled?.stopped === true ? '; its session is started again for that' : '';
  reporter.warn(
    'output-invalid',
    `the answer does not fit the output schema, and the agent is asked once more${isStopped}: ${first.complaints.join('; ')}`,
  );
  const again = await resend(repairPrompt(first.complaints, schema.text));
  if (again.error !== undefined && again.mayRun !== true && run.cutoff.cause === undefined) {
    run.deps.threw?.(again.error);
    return refused;
  }
  if (again.end === undefined) return again;
  const both = together(end, again.end);
  if (again.end.outcome !== 'finished') return { ...again, end: both };
  const second = await schema.judge(again.end.message);
  if ('value' in second) return { ...again, end: { ...both, structured: second.value } };
  await noteInvalid(run, again);
  return { ...again, end: invalidEnd(both, second.complaints, 'the agent was asked once more') };
}

/** In its events the run has finished, so the session says what became of it. Where it can't, only the result does. */
async function noteInvalid(run: RunLifecycle, { session, tracker }: LifecycleEnd): Promise<void> {
  const { clock, engine } = run.deps;
  const runId = tracker?.runId;
  if (session === undefined || runId === undefined) return;
  const at = clock.date().toISOString();
  const note = lastRunAnnotations({ runId, outcome: 'failed', code: OUTPUT_INVALID, at });
  await run.promptly(() => engine.annotate(session, note)).catch(() => undefined);
}

/** What both runs took. */
function together(first: RunEnd, second: RunEnd): RunEnd {
  const cost = addAmounts(first.cost?.usd, second.cost?.usd);
  const refused = addAmounts(first.refused, second.refused);
  const permissionRules = bothAnswers(first.permissionRules, second.permissionRules);
  const modelRequests = addAmounts(first.modelRequests, second.modelRequests);
  return {
    ...second,
    usage: addUsage([first.usage, second.usage]),
    ...(cost !== undefined && { cost: { usd: cost } }),
    ...(refused !== undefined && { refused }),
    ...(permissionRules !== undefined && { permissionRules }),
    ...(modelRequests !== undefined && { modelRequests }),
  };
}

function bothAnswers(one: RuleAnswers | undefined, other: RuleAnswers | undefined): RuleAnswers | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { allowed: one.allowed + other.allowed, refused: one.refused + other.refused };
}

function invalidEnd(end: RunEnd, complaints: readonly string[], tried: string): RunEnd {
  const message = `the answer does not fit the output schema: ${complaints.join('; ')}`;
  const hint = `${tried}; its last message is in the result, and in amber logs`;
  return { ...end, outcome: 'failed', error: { code: OUTPUT_INVALID, message, hint } };
}
