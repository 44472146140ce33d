import type { InitializeResponse } from '@agentclientprotocol/sdk';
import { isObject, text } from '../../../core/agui/events.ts';
import { AmberError } from '../../../core/errors.ts';
import type { McpServer } from '../../../core/mcp-servers.ts';
import type { RegisteredAgent } from '../agents/known-agents.ts';
import { loginHint, silentLogin } from '../agents/login.ts';
import type { AcpAgent } from './acp-agent.ts';
import { isLoginMissing } from './agent-failure.ts';
import type { AgentSpec } from './agent-interface.ts';
import type { AgentLimits } from './agent-limits.ts';
import { type Given, serversFor } from './agent-mcp-servers.ts';
import { type AgentAnswer, request as ask, isAgentError } from './agent-request.ts';
import { readOptions, readPromptCapabilities } from './options/agent-offers.ts';

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
  readonly mcpServers: readonly McpServer[];
  /** Amber's own. */
  readonly version: string;
  /** `_meta` of the client's capabilities. */
  readonly clientMeta: { readonly [key: string]: unknown } | undefined;
}

/**
 * The way from a started process to a session that takes prompts: initialize, log in where a credential is at hand, a
 * new or a loaded session, with its MCP servers, its options.
 * @throws AmberError AGENT, AUTH_REQUIRED; INVALID for an option that the agent does not offer
 */
export async function openSession(agent: AcpAgent, opening: Opening): Promise<void> {
  try {
    const { loadBy, mcp } = await initialize(agent, opening);
    const { servers, warnings } = serversFor(opening.name, opening.mcpServers, mcp);
    for (const warning of warnings) agent.warn('MCP_SERVERS', warning);
    const session = await begin(agent, opening, { loadBy, mcpServers: servers });
    const sessionId = text(session, 'sessionId');
    if (sessionId === undefined) throw new AmberError('AGENT', `the agent "${opening.name}" gave its session no id`);
    agent.sessionId = sessionId;
    agent.offers = { ...agent.offers, options: readOptions(session) };
    if (opening.spec.options !== undefined) await agent.setOptions(opening.spec.options);
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

/** What this agent says that it can. */
interface Abilities {
  /** The method by which it goes on with an earlier session, if it can. */
  readonly loadBy: string | undefined;
  /** Its `mcpCapabilities`. */
  readonly mcp: { readonly [type: string]: unknown };
}

/** What a session begins with. */
interface Beginning extends Pick<Abilities, 'loadBy'> {
  readonly mcpServers: Given['servers'];
}

async function initialize(agent: AcpAgent, opening: Opening): Promise<Abilities> {
  const { name } = opening;
  // It may want a login before it has said how.
  agent.login = loginHint(opening.known, [], opening.env);
  const hello = await ask(agent, opening, 'initialize', {
    protocolVersion: PROTOCOL_VERSION,
    clientCapabilities: {
      fs: { readTextFile: false, writeTextFile: false },
      terminal: false,
      elicitation: { form: {} },
      session: { notices: {}, configOptions: { boolean: {} } },
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
  agent.canDelete = isObject(sessions.delete);
  const title = titleOf(hello);
  agent.offers = {
    ...(title !== undefined && { title }),
    prompt: readPromptCapabilities(can),
    loadsSessions: loadBy !== undefined,
    options: [],
  };
  const methods = authMethodsOf(hello);
  agent.login = loginHint(opening.known, methods, opening.env);
  agent.silentLogin = silentLogin(opening.known, methods, opening.env);
  return { loadBy, mcp: isObject(can.mcpCapabilities) ? can.mcpCapabilities : {} };
}

/** Loads or opens a session; logs in first if the agent wants that and a credential is at hand. */
async function begin(agent: AcpAgent, opening: Opening, beginning: Beginning): Promise<AgentAnswer> {
  try {
    return await loadOrOpen(agent, opening, beginning);
  } catch (error) {
    if (!isAgentError(error) || !isLoginMissing(error) || agent.silentLogin === undefined) throw error;
    await ask(agent, opening, 'authenticate', { methodId: agent.silentLogin });
    return await loadOrOpen(agent, opening, beginning);
  }
}

async function loadOrOpen(agent: AcpAgent, opening: Opening, { loadBy, mcpServers }: Beginning): Promise<AgentAnswer> {
  const { cwd, load } = opening.spec;
  const place = { cwd, mcpServers };
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

function authMethodsOf(hello: AgentAnswer): InitializeResponse['authMethods'] {
  const methods = Array.isArray(hello.authMethods) ? hello.authMethods.filter(isObject) : [];
  return methods.flatMap((method) => {
    const id = text(method, 'id');
    const description = text(method, 'description');
    return id === undefined ? [] : [{ id, name: text(method, 'name') ?? id, ...(description && { description }) }];
  });
}

/** `claude-agent-acp 0.9.0`, as it calls itself. */
function titleOf({ agentInfo }: AgentAnswer): string | undefined {
  if (!isObject(agentInfo)) return undefined;
  const words = [text(agentInfo, 'title') ?? text(agentInfo, 'name'), text(agentInfo, 'version')];
  return words.filter((word) => word !== undefined && word !== '').join(' ') || undefined;
}
