import { isAbsolute, resolve } from 'node:path';
import type { McpServer as AcpServer } from '@agentclientprotocol/sdk';
import type { Env } from '../../../core/env.ts';
import { AmberError, messageOf } from '../../../core/errors.ts';
import { expandMcpServers, type McpServer, missingText, readMcpServer } from '../../../core/mcp-servers.ts';
import type { McpServerMap } from '../../../core/session/session.ts';
import { findCommand } from '../agents/find-command.ts';

/** Where a session's servers are started, and what their configuration may name. */
export interface McpPlace {
  readonly cwd: string;
  /** The agent's environment. */
  readonly env: Env;
  /** The variables of `${NAME}`. */
  readonly variables: Env;
}

/**
 * The servers with all that their agent needs to know of them: values in place of variables, and the files of commands,
 * since the protocol wants those as absolute paths. Nothing is started.
 * @throws AmberError AGENT with the server's name for what can't work
 */
export function resolveMcpServers(configured: McpServerMap, { cwd, env, variables }: McpPlace): readonly McpServer[] {
  const { servers, missing } = expandMcpServers(configured, variables);
  if (missing.length > 0)
    throw new AmberError('AGENT', `MCP servers need variables that are not set here: ${missingText(missing)}`, {
      hint: `set them where the session is started, or give them a default: \${NAME:-default}`,
    });
  return Object.entries(servers).map(([name, fields]) => {
    const server = read(name, fields);
    if (server.type !== 'stdio') return server;
    const { command } = server;
    // A path is of the workspace: the agent starts there.
    const isPath = /[\\/]/.test(command);
    const file = isPath
      ? isAbsolute(command)
        ? command
        : resolve(cwd, command)
      : findCommand(command, { ...env, ...server.env });
    if (file !== undefined) return { ...server, command: file };
    throw new AmberError('AGENT', `MCP server "${name}": ${command} is not on PATH`, {
      hint: 'install it, or name its path as the command',
    });
  });
}

function read(name: string, fields: McpServerMap[string]): McpServer {
  try {
    return readMcpServer(name, fields);
  } catch (error) {
    throw new AmberError('AGENT', messageOf(error), { cause: error });
  }
}

/** What an agent gets in `session/new` and `session/load`, and what to say of the rest. */
export interface Given {
  readonly servers: readonly AcpServer[];
  readonly warnings: readonly string[];
}

/** Every agent takes servers that it starts itself; the others by `agentCapabilities.mcpCapabilities`. */
export function serversFor(
  agent: string,
  servers: readonly McpServer[],
  can: { readonly [type: string]: unknown },
): Given {
  const [taken, left] = [[] as McpServer[], [] as McpServer[]];
  for (const server of servers) (server.type === 'stdio' || can[server.type] === true ? taken : left).push(server);
  const unheeded = taken.flatMap(({ name, unheeded }) =>
    unheeded.length > 0 ? [`"${name}" (${unheeded.join(', ')})`] : [],
  );
  return {
    servers: taken.map(asAcp),
    warnings: [
      ...left.map(
        ({ name, type }) => `the agent "${agent}" takes no MCP servers over ${type}: it goes without "${name}"`,
      ),
      ...(unheeded.length > 0 ? [`fields of MCP servers that have no effect here: ${unheeded.join(', ')}`] : []),
    ],
  };
}

function asAcp(server: McpServer): AcpServer {
  const { name } = server;
  const pairs = (texts: { readonly [name: string]: string }) =>
    Object.entries(texts).map(([key, value]) => ({ name: key, value }));
  if (server.type === 'stdio') return { name, command: server.command, args: [...server.args], env: pairs(server.env) };
  return { type: server.type, name, url: server.url, headers: pairs(server.headers) };
}
