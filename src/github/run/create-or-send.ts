import type { FilePart } from '../../core/agui/message-files.ts';
import { AmberError, messageOf } from '../../core/errors.ts';
import type { Result } from '../../core/result.ts';
import { DEFAULT_LIMITS } from '../../core/run-time-limits.ts';
import type { Update } from '../../core/run-update.ts';
import type { SessionRef } from '../../core/session/session.ts';
import { TIMING } from '../../core/stream-timing.ts';
import type { Engine } from '../../engine/engine.ts';
import { filePart } from '../../engine/file-part.ts';
import { Interrupts } from '../../run/interrupts.ts';
import type { SendDeps } from '../../run/message/hand-over-message.ts';
import type { RunDeps } from '../../run/run-deps.ts';
import { runDetached, runSession } from '../../run/run-session.ts';
import { sendMessage } from '../../run/send-message.ts';
import { readTranscript } from '../../tail/read-log.ts';
import type { Job } from '../open-job.ts';
import type { PlanFacts } from '../plan/plan-facts.ts';
import type { Planned, RunPlan } from '../plan/plan-types.ts';
import { claims, THREADS, withThread } from '../thread/threads-annotation.ts';

/**
 * Does with a session what the plan says: creates one or sends to one, and waits for the run's end if it is to.
 * @throws AmberError if the run could not be begun
 */
export async function createOrSend(
  { plan, facts }: Planned<RunPlan>,
  job: Job,
  engine: Engine,
  emit: RunDeps['emit'],
): Promise<Result> {
  const files = await filesOf(plan, facts, job, engine, emit);
  const deps = { ...depsOf(plan, job, engine, emit), files };
  const { wait } = job.inputs;
  if (plan.session.kind === 'create') {
    const { spec, meta } = plan.session;
    return wait ? runSession(spec, meta, deps) : runDetached(spec, meta, deps);
  }
  const { ref } = plan.session;
  await claim(plan, facts, job, engine);
  const before = facts.thread?.record?.record.runId ?? null;
  const again = plan.promptType === 'retry' ? await lastInstruction(ref, before, deps) : undefined;
  const prompt = again?.text ?? plan.prompt;
  const sending = {
    ...deps,
    ...(again && { files: again.files }),
    ...(plan.answer !== undefined && { answer: plan.answer }),
  };
  return wait ? sendMessage(ref, prompt, sending) : sendAndLeave(ref, prompt, sending);
}

function depsOf(
  plan: RunPlan,
  { inputs, interrupts, outputSchema, runner }: Job,
  engine: Engine,
  emit: RunDeps['emit'],
) {
  const { stopOnRunFinished, timeoutMs } = inputs;
  const { apiUrl, context, engine: engineName, eventsService } = inputs;
  const where = [
    ...(engineName === 'kubernetes' ? ['--engine', engineName] : []),
    ...(context === undefined ? [] : ['--context', context]),
    ...(apiUrl === undefined ? [] : ['--api-url', apiUrl]),
    ...(eventsService === undefined ? [] : ['--events-service', eventsService]),
  ];
  const address = ({ name, project }: SessionRef): string => [name, '--project', project, ...where].join(' ');
  return {
    engine,
    clock: runner.clock,
    timing: TIMING,
    emit,
    interrupts,
    limits: {
      timeoutMs,
      // A message that waits for the run before it starts when that one is over.
      startTimeoutMs: plan.after === undefined ? DEFAULT_LIMITS.startTimeout : timeoutMs,
      stopTimeoutMs: DEFAULT_LIMITS.stopTimeout,
      questionGraceMs: 0,
    },
    keep: !stopOnRunFinished,
    ...(outputSchema !== undefined && { outputSchema }),
    ...(inputs.budget !== undefined && { budget: inputs.budget }),
    stop: stopOnRunFinished,
    onInterrupt: 'stop',
    commands: { stop: (ref) => `amber stop ${address(ref)}`, watch: (ref) => `amber watch ${address(ref)}` },
  } as const satisfies RunDeps & { readonly stop: boolean };
}

/**
 * The images that go with the prompt. One that can't be had, or has nowhere to go, is no reason not to run: the log says so.
 * Rejects with the interrupt's reason.
 */
async function filesOf(
  { answer, uploads = [] }: RunPlan,
  { session }: PlanFacts,
  { context, inputs, interrupts, runner }: Job,
  engine: Engine,
  emit: RunDeps['emit'],
): Promise<readonly FilePart[]> {
  if (uploads.length === 0) return [];
  const warn = (message: string): void | Promise<void> => emit([{ type: 'warning', code: 'uploads', message }]);
  if (typeof answer === 'string' && session?.status?.agentStatus === 'waiting_input') {
    await warn('images of the comment stay behind: it answers a question, and an answer takes none');
    return [];
  }
  try {
    await engine.checkFiles?.(inputs.project);
  } catch (error) {
    await warn(`images of the comment stay behind: ${messageOf(error)}`);
    return [];
  }
  const { fetchUploads } = await import('./fetch-uploads.ts');
  const { clock, env } = runner;
  const { serverUrl } = context;
  const from = { serverUrl, token: inputs.githubToken, env, clock, signal: interrupts.first };
  const { files, problems } = await fetchUploads(uploads, from);
  for (const problem of problems) await warn(`an image of the comment stays behind: ${problem}`);
  return files;
}

/** Notes in the session that it belongs to the thread, if it does not say so yet. @throws AmberError */
async function claim({ session, thread }: RunPlan, facts: PlanFacts, { context }: Job, engine: Engine): Promise<void> {
  if (session.kind !== 'send' || thread === undefined || facts.session == null) return;
  const host = new URL(context.serverUrl).host;
  if (claims(facts.session, host, thread)) return;
  const known = facts.session.metadata.annotations?.[THREADS];
  await engine.annotate(session.ref, { [THREADS]: withThread(known, host, thread) });
}

/**
 * The last instruction in the session's stream: of that run if it is named and known, else of any.
 * Rejects with the interrupt's reason. @throws AmberError NOT_FOUND if there is none
 */
async function lastInstruction(
  ref: SessionRef,
  runId: string | null,
  deps: RunDeps,
): Promise<{ readonly text: string; readonly files: readonly FilePart[] }> {
  const { entries } = await readTranscript(deps, ref, deps.interrupts.first);
  const instructions = entries.filter((entry) => entry.kind === 'message' && entry.role === 'user');
  const last = instructions.findLast((entry) => entry.runId === runId) ?? instructions.at(-1);
  const { text = '', files = [] } = last?.kind === 'message' ? last : {};
  if (text.trim() !== '')
    return {
      text: text.trim(),
      files: files.flatMap(({ data, name }) =>
        data === undefined ? [] : [filePart(Buffer.from(data, 'base64'), name)],
      ),
    };
  throw new AmberError('NOT_FOUND', `session "${ref.name}" holds no instruction to send again`);
}

/** Sends the message and leaves once its run has started: what the run does after that does not matter here. */
async function sendAndLeave(ref: SessionRef, prompt: string, deps: SendDeps): Promise<Result> {
  const { first, hurry } = deps.interrupts;
  const leave = new Interrupts();
  const pass = (): void => leave.trigger('SIGINT');
  for (const signal of [first, hurry])
    if (signal.aborted) pass();
    else signal.addEventListener('abort', pass, { once: true });
  const emit = (updates: readonly Update[]): void | Promise<void> => {
    if (updates.some((update) => update.type === 'event' && update.foreign !== true)) leave.trigger('EPIPE');
    return deps.emit(updates);
  };
  try {
    return await sendMessage(ref, prompt, { ...deps, emit, interrupts: leave, onInterrupt: 'detach' });
  } finally {
    for (const signal of [first, hurry]) signal.removeEventListener('abort', pass);
  }
}
