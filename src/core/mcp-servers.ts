import { isObject } from './agui/events.ts';
import { type Env, expandVariables, hasVariables } from './env.ts';
import { AmberError } from './errors.ts';
import type { McpServerMap } from './session/session.ts';

/** One of them, by the way in which it is reached. */
export type McpServer = { readonly name: string; readonly unheeded: readonly string[] } & (
  | {
      readonly type: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      readonly env: { readonly [name: string]: string };
    }
  | { readonly type: 'http' | 'sse'; readonly url: string; readonly headers: { readonly [name: string]: string } }
);

/** How configurations name the ways; a server with a `url` and no type is an `http` one. */
const TYPES: { readonly [type: string]: McpServer['type'] | undefined } = {
  stdio: 'stdio',
  http: 'http',
  'streamable-http': 'http',
  streamableHttp: 'http',
  sse: 'sse',
};

/**
 * The servers of an `mcpServers` object, without those that are `disabled` in it, and with their type where that follows
 * from their fields only. @throws Error that says what is allowed; it quotes no value, since any may be a secret
 */
export function parseMcpServers(value: unknown): McpServerMap {
  if (!isObject(value)) throw new Error('must be a map of MCP servers: {"name": {"command": "…"}} or {"url": "…"}');
  const entries = Object.entries(value).flatMap(([name, server]): [string, McpServerMap[string]][] => {
    if (name.length === 0 || name.length > 100 || /\p{Cc}/u.test(name))
      throw new Error('the name of an MCP server must be one line of at most 100 characters');
    // JavaScript reads that name as something else, here and in most agents.
    if (name === '__proto__') throw new Error('an MCP server must have another name than "__proto__"');
    if (!isObject(server)) throw new Error(`MCP server "${name}" must be an object`);
    if (server.disabled === true) return [];
    const { type } = readMcpServer(name, server);
    return [[name, type === 'stdio' ? server : { ...server, type }]];
  });
  return Object.fromEntries(entries);
}

/** @throws Error that says what is allowed */
export function readMcpServer(name: string, server: McpServerMap[string]): McpServer {
  const fault = (what: string): Error => new Error(`MCP server "${name}" ${what}`);
  const { type: named, command, args, env, url, headers, disabled: _off, ...others } = server;
  if ((command === undefined) === (url === undefined)) throw fault('must have either a command or a url');
  const type = named === undefined ? (url === undefined ? 'stdio' : 'http') : TYPES[String(named)];
  if (type === undefined) throw fault('has a type that is none of stdio, http and sse');
  if ((type === 'stdio') !== (url === undefined)) throw fault(`is ${type}, which does not go with its other fields`);
  const textsOf = (field: string, value: unknown = {}): { readonly [key: string]: string } => {
    if (!isObject(value)) throw fault(`must have a map of texts as its ${field}`);
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => {
        if (typeof one !== 'string' && typeof one !== 'number' && typeof one !== 'boolean')
          throw fault(`must have a text for "${key}" of its ${field}`);
        return [key, String(one)];
      }),
    );
  };
  const unheeded = Object.keys(others).filter((field) => field !== 'description');
  if (type === 'stdio') {
    if (typeof command !== 'string' || command.trim() === '') throw fault('must have a text as its command');
    if (args !== undefined && !(Array.isArray(args) && args.every((one) => typeof one === 'string')))
      throw fault('must have a list of texts as its args');
    return {
      name,
      type,
      command,
      args: (args as readonly string[] | undefined) ?? [],
      env: textsOf('env', env),
      unheeded,
    };
  }
  if (typeof url !== 'string' || !(hasVariables(url) || isWebAddress(url)))
    throw fault('must have a url that begins with http:// or https://');
  return { name, type, url, headers: textsOf('headers', headers), unheeded };
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** The servers with the variables' values in place; a default counts where a variable is unset or empty. */
export interface ExpandedServers {
  readonly servers: McpServerMap;
  /** What has neither a value nor a default: it stays as it is written. */
  readonly missing: readonly { readonly server: string; readonly variable: string }[];
}

export function expandMcpServers(servers: McpServerMap, env: Env): ExpandedServers {
  const missing: { server: string; variable: string }[] = [];
  const expanded = Object.entries(servers).map(([server, fields]) => {
    const expand = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(expand);
      if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expand(one)]));
      if (typeof value !== 'string') return value;
      return expandVariables(value, env, (variable) => void missing.push({ server, variable }));
    };
    return [server, expand(fields)];
  });
  return { servers: Object.fromEntries(expanded), missing };
}

/** What a text says beside the names of its variables. */
export function literalParts(text: string): readonly string[] {
  return text.includes('${') ? text.split(/\$\{[A-Za-z_]\w*(?::-)?|\}/).filter((part) => part !== '') : [text];
}

/** `"jira" (JIRA_TOKEN), "docs" (DOCS_URL)`. */
export function missingText(missing: ExpandedServers['missing']): string {
  return [...new Set(missing.map(({ server, variable }) => `"${server}" (${variable})`))].join(', ');
}

/** What a new session gets, and what is known of it now. */
export interface SessionServers {
  readonly servers: McpServerMap;
  /** With the variables' values in place: to be hidden wherever they are secret. */
  readonly expanded: McpServerMap;
  /** What has no value here, for a person: it goes out as it is written. */
  readonly notice?: string;
}

/**
 * The local engine keeps the names of variables, and puts the values in place when it starts the agent: they reach no
 * file. Elsewhere the environment is another one, so they go with the session; what is not set here may be there.
 * @throws AmberError CONFIG for a variable that a local agent's servers would lack
 */
export function serversForSession(configured: McpServerMap, env: Env, isLocal: boolean): SessionServers {
  const { servers: expanded, missing } = expandMcpServers(configured, env);
  if (missing.length === 0) return { servers: isLocal ? configured : expanded, expanded };
  const lacks = `MCP servers need variables that are not set here: ${missingText(missing)}`;
  if (isLocal)
    throw new AmberError('CONFIG', lacks, { hint: `export them first, or write a default: \${NAME:-default}` });
  return {
    servers: expanded,
    expanded,
    notice: `${lacks}: their names go with the session, for its runner to find`,
  };
}
