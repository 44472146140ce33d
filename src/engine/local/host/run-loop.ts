import { orAbort, within } from '../../../async/abort.ts';
import { CUSTOM } from '../../../core/agui/custom-events.ts';
import type { AguiEvent } from '../../../core/agui/events.ts';
import { isAmberError, messageOf } from '../../../core/errors.ts';
import { type PermissionRules, rulesIn } from '../../../core/permissions/rule.ts';
import { agentOptionsOf, isEmptyOptions, withAgentOptions } from '../../../core/session/agent-options.ts';
import { confinementIn, UNCONFINED } from '../../../core/session/confinement.ts';
import { exceeds, type PermissionMode, permissionMode } from '../../../core/session/permission-mode.ts';
import {
  type AgentOptions,
  ANNOTATION,
  losesMemory,
  type RunInput,
  type Session,
} from '../../../core/session/session.ts';
import { NOT_LOGGED_IN } from '../../../core/tracker/end-without-event.ts';
import type { AgentProcess, AgentSettings, AgentSpec, PromptEnd } from '../acp/agent-interface.ts';
import { SessionChanges } from '../changes/session-changes.ts';
import { pending, take } from '../state/inbox.ts';
import { removeQuestion } from '../state/open-question.ts';
import type { SessionPaths } from '../state/paths.ts';
import { readEarlierConversation } from '../state/read-earlier-conversation.ts';
import { firstInput, running, type SessionEnding, withStatus } from '../state/session-status.ts';
import { POLL } from '../state/watch-directory.ts';
import { autoPush } from '../workspace/auto-push.ts';
import { prepareWorkspace } from '../workspace/workspace.ts';
import { answerByMessage } from './answer-by-message.ts';
import type { HostDeps } from './host-deps.ts';
import { HostedRun } from './hosted-run.ts';
import type { HostedSession } from './hosted-session.ts';
import { custom, inDirectory, warning } from './run-events.ts';
import { startHostedAgent } from './start-hosted-agent.ts';
import { look } from './watch-requests.ts';

/** Starts the agent, then carries out run after run, until the session is to end. */
export async function runLoop(hosted: HostedSession): Promise<void> {
  const first = firstInput(hosted.session);
  hosted.hasWork = first !== undefined;
  let agent: AgentProcess | undefined;
  try {
    agent = await begin(hosted);
  } catch (error) {
    if (isAmberError(error, 'STATE')) throw error;
    return failStart(hosted, first, error);
  }
  if (agent === undefined || hosted.ending !== undefined) return neverBegan(hosted, first);
  // The initial prompt begins anew, also where it is to run again.
  let memory = first === undefined ? await memoryFor(agent, hosted) : undefined;
  if (first !== undefined) await carryOut(hosted, agent, first);
  while (hosted.ending === undefined) {
    const input = hosted.exit === undefined ? await takeNext(hosted) : undefined;
    if (input !== undefined) {
      const isPrompted = await carryOut(hosted, agent, input, memory);
      // The agent has it now; the runs that wait behind are still said to have begun so.
      if (memory !== undefined && isPrompted) memory = {};
    } else if (hosted.exit !== undefined) await hosted.settle(agentExited(hosted.exit));
    else {
      // A message from here on goes to an agent that has been running.
      if (memory?.preface === undefined) memory = undefined;
      await hosted.work.wait(POLL, hosted.deps.store.clock);
    }
  }
}

const MEMORY_LOST = 'the agent began without memory of the earlier runs: its prompt says what was said in them';

/** Takes the next message, once the session says that it is at work. */
async function takeNext(hosted: HostedSession): Promise<RunInput | undefined> {
  if (pending(hosted.paths).length === 0) return undefined;
  hosted.hasWork = true;
  await hosted.patchActivity();
  const input = hosted.ending === undefined && hosted.exit === undefined ? take(hosted.paths) : undefined;
  hosted.hasWork = input !== undefined;
  if (!hosted.hasWork) hosted.attention.ring();
  return input;
}

/** The initial prompt of a session that ends before it came to it: readers of the stream learn what was asked. */
function neverBegan(hosted: HostedSession, first: RunInput | undefined): void {
  if (first !== undefined)
    new HostedRun(hosted.ref.name, first, (event) => hosted.append(event)).end([], hosted.ending);
}

/** Of an agent that began without memory: what it has to read of it, until it has. */
interface Memory {
  readonly preface?: string;
}

/** What the agent has to read with its first message; undefined for one that remembers, and where nothing was said. */
async function memoryFor(agent: AgentProcess, { paths, session }: HostedSession): Promise<Memory | undefined> {
  if (agent.loaded || session.metadata.annotations?.[ANNOTATION.startRequestedAt] === undefined) return undefined;
  const preface = await readEarlierConversation(paths);
  return preface === '' ? undefined : { preface };
}

/** `Creating`, the workspace, the agent, `Running`. Undefined if the session is to end before. */
async function begin(hosted: HostedSession): Promise<AgentProcess | undefined> {
  const { deps, paths, stopping } = hosted;
  const { clock } = deps.store;
  const session = await hosted.patch((before) => unlessLeaving(before, withStatus(before, { phase: 'Creating' })));
  const cwd = await unlessStopping(hosted, () =>
    prepareWorkspace(session, paths, deps.cwd, { env: deps.agent.env, signal: stopping }, (code, message) =>
      hosted.notes.push(warning(code, message)),
    ),
  );
  if (cwd === undefined) return undefined;
  hosted.directory = cwd;
  hosted.changes = new SessionChanges(session, paths, cwd, deps.agent.env);
  const agent = await startHostedAgent(specOf(session, cwd, paths), await settingsOf(session, deps), hosted);
  if (agent === undefined) return undefined;
  hosted.agent = agent;
  agent.exited.then(
    (exit) => {
      hosted.exit = exit;
      hosted.work.ring();
    },
    (error: unknown) => hosted.fail(error),
  );
  await hosted.patch((before) =>
    unlessLeaving(before, withStatus(running(before, agent, clock.date()), { agentStatus: hosted.agentStatus })),
  );
  hosted.activity = clock.now();
  return agent;
}

/** A stop that was settled in between stays settled. */
const unlessLeaving = (before: Session, after: Session): Session | undefined =>
  before.status?.phase === 'Stopping' ? undefined : after;

/** The result, or undefined if it failed because the session is to end. */
async function unlessStopping<T>(hosted: HostedSession, step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (hosted.stopping.aborted) return undefined;
    throw error;
  }
}

function specOf(session: Session, cwd: string, { conversation }: SessionPaths): AgentSpec {
  const { runnerType, environmentVariables, mcpServers } = session.spec;
  const options = agentOptionsOf(session);
  const load = losesMemory(session) ? undefined : session.status?.sdkSessionId;
  return {
    ...(runnerType === undefined ? {} : { runnerType }),
    ...(isEmptyOptions(options) ? {} : { options }),
    ...(load === undefined ? {} : { load }),
    ...(mcpServers?.custom === undefined ? {} : { mcpServers: mcpServers.custom }),
    cwd,
    conversation,
    env: environmentVariables ?? {},
  };
}

/** What the session says counts more than what the host was started with; with permissions up to the host's limit. */
async function settingsOf(
  { metadata: { annotations = {} } }: Session,
  { agent, store }: HostDeps,
): Promise<AgentSettings> {
  const permissions = permissionMode(annotations[ANNOTATION.permissions]) ?? agent.permissions;
  const { mostPermissions: most } = agent;
  const own = annotations[ANNOTATION.permissionRules];
  const rules = own === undefined ? await agent.readPermissionRules?.() : rulesIn(own);
  return {
    ...agent,
    ...(rules !== undefined && { permissionRules: withinLimit(rules, most) }),
    permissions: most !== undefined && exceeds(permissions, most) ? most : permissions,
    confinement: confinementIn(annotations, agent.confinement ?? UNCONFINED),
    offLimits: [store.stateDir, ...(agent.offLimits ?? [])],
  };
}

/** Where a host has a limit, rules allow nothing: what they allow may be more than that. */
function withinLimit(rules: PermissionRules, most: PermissionMode | undefined): PermissionRules {
  if (most === undefined || most === 'all') return rules;
  return { ...rules, rules: rules.rules.filter(({ answer }) => answer !== 'allow') };
}

const START_FAILED: { readonly [code: string]: string } = { AGENT: 'AgentNotStarted', AUTH_REQUIRED: NOT_LOGGED_IN };

/** The initial prompt gets a run that says why it failed, so that readers of the stream learn it. */
async function failStart(hosted: HostedSession, first: RunInput | undefined, error: unknown): Promise<void> {
  const code = isAmberError(error) ? error.code : 'INTERNAL';
  const hint = isAmberError(error) ? error.hint : undefined;
  const message = messageOf(error);
  const ending: SessionEnding = {
    phase: 'Failed',
    reason: START_FAILED[code] ?? 'StartFailed',
    message,
    code,
    ...(hint && { hint }),
  };
  await hosted.settle(ending);
  neverBegan(hosted, first);
}

/** One run, from the agent's RUN_STARTED to its end in the log. False if the agent never heard of it. */
async function carryOut(
  hosted: HostedSession,
  agent: AgentProcess,
  input: RunInput,
  memory?: Memory,
): Promise<boolean> {
  const { deps, ref, stopping } = hosted;
  const log = new HostedRun(ref.name, input, (event) => hosted.append(event));
  const interrupt = new AbortController();
  const emit = (event: AguiEvent): void => {
    log.emit(inDirectory(event, hosted.directory));
    // Nothing may come before a run has started.
    if (event.type === 'RUN_STARTED') for (const note of hosted.notes.splice(0)) log.emit(note);
  };
  const { agentOptions } = input;
  const refused = agentOptions === undefined ? undefined : await setAgent(hosted, agent, agentOptions);
  if (refused !== undefined) {
    log.end([], refused);
    await finishStep(hosted, 'error');
    return false;
  }
  if (memory !== undefined) hosted.notes.push(warning('MEMORY_LOST', MEMORY_LOST));
  await hosted.changes?.ready(stopping);
  const prompting = agent
    .prompt({ ...input, ...memory, threadId: ref.name }, emit, interrupt.signal, answerByMessage(hosted, input.runId))
    .catch((error: unknown) => {
      log.emit({ type: 'RUN_ERROR', runId: input.runId, code: 'INTERNAL', message: messageOf(error) });
      return { end: 'error' as PromptEnd, refused: 0 };
    });
  hosted.run = { log, interrupt, settled: prompting };
  hosted.activity = deps.store.clock.now();
  hosted.attention.ring();
  const done = await untilStopped(prompting, hosted, interrupt);
  // The agent does not end its turn: the session's end will.
  if (done === undefined) return true;
  const changes = hosted.ending === undefined ? await hosted.changes?.end(stopping) : undefined;
  const pushed =
    done.end === 'finished' && hosted.ending === undefined
      ? await autoPush(hosted.session, hosted.paths, { env: deps.agent.env, signal: stopping })
      : [];
  log.end([...(changes === undefined ? [] : [custom(CUSTOM.changes, { ...changes })]), ...pushed], hosted.ending);
  await finishStep(hosted, done.end);
  return true;
}

async function finishStep(hosted: HostedSession, end: PromptEnd): Promise<void> {
  hosted.log.flush();
  removeQuestion(hosted.paths);
  hosted.run = undefined;
  hosted.hasWork = false;
  hosted.lastEnd = end;
  // Before the agent's exit is looked at: an agent may leave after its last turn.
  await look(hosted);
}

/**
 * Sets the agent to what a message asks for, from here on. What it does not take ends the message's run before the agent
 * gets it: returns how.
 */
async function setAgent(
  hosted: HostedSession,
  agent: AgentProcess,
  options: AgentOptions,
): Promise<SessionEnding | undefined> {
  try {
    await orAbort(agent.setOptions(options), hosted.stopping);
    await hosted.patch((session) => withAgentOptions(session, options));
    return undefined;
  } catch (error) {
    if (isAmberError(error, 'STATE', 'NOT_FOUND')) throw error;
    if (hosted.ending !== undefined) return hosted.ending;
    const { code, hint } = isAmberError(error) ? error : { code: 'AGENT_ERROR', hint: undefined };
    const refused = { phase: 'Failed', reason: 'OptionRefused', message: messageOf(error), code } as const;
    return { ...refused, ...(hint !== undefined && { hint }) };
  }
}

/** Waits for the run; once the session is to end, cancels it and waits `waits.cancel` ms longer, then returns undefined. */
async function untilStopped<T>(
  prompting: Promise<T>,
  hosted: HostedSession,
  cancel: AbortController,
): Promise<T | undefined> {
  const { stopping, deps } = hosted;
  try {
    return await orAbort(prompting, stopping);
  } catch (error) {
    if (!stopping.aborted) throw error;
    cancel.abort();
    return within(prompting, deps.waits.cancel, deps.store.clock);
  }
}

const agentExited = ({ code, signal }: { code: number | null; signal: string | null }): SessionEnding => ({
  phase: 'Failed',
  reason: 'AgentExited',
  message: `the agent exited ${signal === null ? `with code ${code}` : `by ${signal}`}`,
  code: 'AGENT_EXITED',
});
