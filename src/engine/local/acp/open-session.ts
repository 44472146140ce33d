import type { InitializeResponse } from '@agentclientprotocol/sdk';
import { within } from '../../../async/abort.ts';
import { systemClock } from '../../../async/system-clock.ts';
import { isObject, text } from '../../../core/agui/events.ts';
import { AmberError } from '../../../core/errors.ts';
import { loginHint, silentLogin } from '../agents/login.ts';
import type { RegisteredAgent } from '../agents/registry.ts';
import type { AcpAgent } from './acp-agent.ts';
import type { AgentSpec } from './agent.ts';
import { isLoginMissing } from './failure.ts';
import type { AgentLimits } from './limits.ts';
import { chooseModel } from './model.ts';

/** The version of ACP that Amber speaks. */
const PROTOCOL_VERSION = 1;

/** What opening a session depends on. */
export interface Opening {
  /** As it is called in messages. */
  readonly name: string;
  /** What the registry knows of it. */
  readonly known: RegisteredAgent | undefined;
  readonly spec: AgentSpec;
  readonly env: { readonly [name: string]: string };
  readonly limits: AgentLimits;
  /** Amber's own. */
  readonly version: string;
  /** `_meta` of the client's capabilities. */
  readonly clientMeta: { readonly [key: string]: unknown } | undefined;
}

type AgentAnswer = { readonly [field: string]: unknown };

/**
 * The way from a started process to a session that takes prompts: initialize, log in where a credential is at hand, a
 * new or a loaded session, the model. MCP servers: none; an agent has those of its own settings.
 * @throws AmberError AGENT, AUTH_REQUIRED
 */
export async function openSession(agent: AcpAgent, opening: Opening): Promise<void> {
  try {
    const loadBy = await initialize(agent, opening);
    const session = await begin(agent, opening, loadBy);
    const sessionId = text(session, 'sessionId');
    if (sessionId === undefined) throw new AmberError('AGENT', `the agent "${opening.name}" gave its session no id`);
    agent.sessionId = sessionId;
    if (opening.spec.model) await setModel(agent, session, opening.spec.model, opening);
  } catch (error) {
    if (!isAgentError(error)) throw error;
    const { code, message, hint } = agent.describe(error);
    if (code === 'AUTH_REQUIRED') throw new AmberError(code, message, { cause: error, ...(hint && { hint }) });
    throw new AmberError('AGENT', `the agent "${opening.name}" could not open a session: ${message}`, {
      cause: error,
      ...(hint && { hint }),
    });
  }
}

/** Says hello; returns the method by which this agent goes on with an earlier session, if it can. */
async function initialize(agent: AcpAgent, opening: Opening): Promise<string | undefined> {
  const { name } = opening;
  // It may want a login before it has said how.
  agent.login = loginHint(opening.known, [], opening.env);
  const hello = await ask(agent, opening, 'initialize', {
    protocolVersion: PROTOCOL_VERSION,
    clientCapabilities: {
      fs: { readTextFile: false, writeTextFile: false },
      terminal: false,
      elicitation: { form: {} },
      session: { notices: {} },
      ...(opening.clientMeta !== undefined && { _meta: opening.clientMeta }),
    },
    clientInfo: { name: 'amber', title: 'Amber', version: opening.version },
  });
  if (hello.protocolVersion !== PROTOCOL_VERSION)
    throw new AmberError('AGENT', `the agent "${name}" speaks ACP version ${hello.protocolVersion}, Amber version 1`, {
      hint: 'update the agent, or Amber',
    });
  const can = isObject(hello.agentCapabilities) ? hello.agentCapabilities : {};
  const sessions = isObject(can.sessionCapabilities) ? can.sessionCapabilities : {};
  // Resuming goes on where loading first replays the whole conversation.
  const loadBy = isObject(sessions.resume) ? 'session/resume' : can.loadSession === true ? 'session/load' : undefined;
  agent.canLoad = loadBy !== undefined;
  const methods = authMethodsOf(hello);
  agent.login = loginHint(opening.known, methods, opening.env);
  agent.silentLogin = silentLogin(opening.known, methods, opening.env);
  return loadBy;
}

/** Loads or opens a session; logs in first if the agent wants that and a credential is at hand. */
async function begin(agent: AcpAgent, opening: Opening, loadBy: string | undefined): Promise<AgentAnswer> {
  try {
    return await loadOrOpen(agent, opening, loadBy);
  } catch (error) {
    if (!isAgentError(error) || !isLoginMissing(error) || agent.silentLogin === undefined) throw error;
    await ask(agent, opening, 'authenticate', { methodId: agent.silentLogin });
    return await loadOrOpen(agent, opening, loadBy);
  }
}

async function loadOrOpen(agent: AcpAgent, opening: Opening, loadBy: string | undefined): Promise<AgentAnswer> {
  const { cwd, load } = opening.spec;
  const place = { cwd, mcpServers: [] };
  if (load === undefined) return ask(agent, opening, 'session/new', place);
  if (loadBy !== undefined) {
    try {
      const loaded = await ask(agent, opening, loadBy, { ...place, sessionId: load });
      agent.loaded = true;
      return { ...loaded, sessionId: load };
    } catch (error) {
      if (!isAgentError(error) || isLoginMissing(error)) throw error;
    }
  }
  const opened = await ask(agent, opening, 'session/new', place);
  agent.warn('SESSION_NOT_LOADED', `the agent "${opening.name}" does not remember the earlier conversation`);
  return opened;
}

/** An agent that can't have the model runs with its own, and the first run says so. */
async function setModel(agent: AcpAgent, session: AgentAnswer, wanted: string, opening: Opening): Promise<void> {
  const choice = chooseModel(session, wanted);
  if (choice.by === 'none') return agent.warn('MODEL', `the agent offers no choice of model; "${wanted}" is ignored`);
  if (choice.set) return;
  const { sessionId } = agent;
  const [method, params] =
    choice.by === 'option'
      ? ['session/set_config_option', { sessionId, configId: choice.configId, value: choice.value }]
      : ['session/set_model', { sessionId, modelId: choice.value }];
  try {
    await ask(agent, opening, method, params);
  } catch (error) {
    if (!isAgentError(error)) throw error;
    const offered = choice.offered.length > 0 ? `; it offers ${choice.offered.slice(0, 20).join(', ')}` : '';
    agent.warn('MODEL', `the agent does not take the model "${wanted}" and uses its own${offered}`);
  }
}

/** One request with a time limit. */
async function ask(agent: AcpAgent, opening: Opening, method: string, params: object): Promise<AgentAnswer> {
  if (agent.connection === undefined) throw new AmberError('INTERNAL', 'the agent has no connection');
  const ms = method === 'initialize' ? opening.limits.initialize : opening.limits.session;
  const answer = await within(agent.connection.agent.request<unknown>(method, params), ms, systemClock, LATE);
  if (answer !== LATE) return isObject(answer) ? answer : {};
  const banner = agent.strayOutput.first === undefined ? '' : `; its stdout began with: ${agent.strayOutput.first}`;
  throw new AmberError('AGENT', `the agent "${opening.name}" did not answer ${method} within ${ms / 1000} s${banner}`, {
    hint: 'does its command speak ACP on stdio? amber agents shows what is started for each name',
  });
}

const LATE = Symbol('late');

/** An answer of the agent that says no, as the SDK throws it. */
function isAgentError(
  error: unknown,
): error is { readonly code: number; readonly message: string; readonly data?: unknown } {
  return isObject(error) && typeof error.code === 'number';
}

function authMethodsOf(hello: AgentAnswer): InitializeResponse['authMethods'] {
  const methods = Array.isArray(hello.authMethods) ? hello.authMethods.filter(isObject) : [];
  return methods.flatMap((method) => {
    const id = text(method, 'id');
    const description = text(method, 'description');
    return id === undefined ? [] : [{ id, name: text(method, 'name') ?? id, ...(description && { description }) }];
  });
}
