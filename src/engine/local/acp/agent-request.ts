import type { ClientConnection } from '@agentclientprotocol/sdk';
import { within } from '../../../async/abort.ts';
import { systemClock } from '../../../async/system-clock.ts';
import { isObject } from '../../../core/agui/events.ts';
import { AmberError } from '../../../core/errors.ts';
import type { AgentError } from './agent-failure.ts';
import type { AgentLimits } from './agent-limits.ts';
import type { StrayOutput } from './process/stray-output.ts';

/** What an agent answers to a request; no fields where it answers something else. */
export type AgentAnswer = { readonly [field: string]: unknown };

/** What a request's errors say of the agent. */
export interface Asked {
  readonly name: string;
  readonly limits: AgentLimits;
  /** The MCP servers that its session is opened with: it may wait for one. */
  readonly mcpServers?: readonly { readonly name: string }[];
}

/** One request with a time limit. Rejects with what the agent refuses it with (`isAgentError`). @throws AmberError AGENT */
export async function request(
  agent: { readonly connection: ClientConnection | undefined; readonly strayOutput: StrayOutput },
  { name, limits, mcpServers = [] }: Asked,
  method: string,
  params: object,
): Promise<AgentAnswer> {
  if (agent.connection === undefined) throw new AmberError('INTERNAL', 'the agent has no connection');
  const ms = method === 'initialize' ? limits.initialize : limits.session;
  const answer = await within(agent.connection.agent.request<unknown>(method, params), ms, systemClock, LATE);
  if (answer !== LATE) return isObject(answer) ? answer : {};
  const banner = agent.strayOutput.first === undefined ? '' : `; its stdout began with: ${agent.strayOutput.first}`;
  const servers = /^session\/(?:new|load|resume)$/.test(method) ? mcpServers.map((server) => `"${server.name}"`) : [];
  const beside = servers.length === 0 ? '' : `, with MCP servers ${servers.join(', ')}`;
  throw new AmberError(
    'AGENT',
    `the agent "${name}" did not answer ${method} within ${ms / 1000} s${beside}${banner}`,
    {
      hint:
        servers.length === 0
          ? 'does its command speak ACP on stdio? amber agents shows what is started for each name'
          : 'an agent may wait for its MCP servers: try each of them alone',
    },
  );
}

const LATE = Symbol('late');

/** An answer of the agent that says no, as the SDK throws it. */
export function isAgentError(error: unknown): error is AgentError {
  return isObject(error) && typeof error.code === 'number';
}
