import { dirname, resolve } from 'node:path';
import { isObject } from '../../core/agui/events.ts';
import { AmberError, messageOf } from '../../core/errors.ts';
import { parseMcpServers } from '../../core/mcp-servers.ts';
import type { McpServerMap } from '../../core/session/session.ts';
import { decodeText } from '../../core/text.ts';
import { readInputFile } from '../../engine/input-file.ts';
import { checkOwn, findProjectFile } from './read-config-files.ts';
import type { Config } from './resolve-config.ts';

const PROJECT_FILE = '.mcp.json';
/** No configuration is larger; a mistaken path is not read into memory. */
const LARGEST = 1_048_576;

/**
 * The MCP servers that are configured for new sessions: those of files win over `mcpServers` of the configuration, these
 * over the project's own. Nothing of the project is read that is not trusted. @throws AmberError CONFIG
 */
export async function configuredMcpServers({ settings, sources, files }: Config, cwd: string): Promise<McpServerMap> {
  const own = settings.trustProject === true ? findProjectFile(cwd, PROJECT_FILE) : undefined;
  if (own !== undefined) checkOwn(own);
  const { mcpConfig: source } = sources;
  const base = files.includes(source) ? dirname(source) : cwd;
  const named = await Promise.all((settings.mcpConfig ?? []).map((path) => readMcpFile(resolve(base, path))));
  return Object.assign({}, own === undefined ? {} : await readMcpFile(own), settings.mcpServers, ...named);
}

async function readMcpFile(path: string): Promise<McpServerMap> {
  try {
    const json = parseJson(decodeText(await readInputFile(path, LARGEST), 'it', 'CONFIG'));
    const servers = isObject(json) ? json.mcpServers : undefined;
    if (servers === undefined) throw new Error('it has no "mcpServers"');
    return parseMcpServers(servers);
  } catch (cause) {
    throw new AmberError('CONFIG', `cannot read MCP servers from ${path}: ${messageOf(cause)}`, {
      hint: 'its form is {"mcpServers": {"name": {"command": "…", "args": […]}}}, with "url" in place of "command" for one over http',
      cause,
    });
  }
}

/** Node's own words quote the text, which may hold a secret: of them only the place is kept, where they have it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = /position (\d+)/.exec(messageOf(error))?.[1];
    const where = at === undefined ? '' : ` (line ${text.slice(0, Number(at)).split('\n').length})`;
    throw new Error(`it is not JSON${where}`);
  }
}
