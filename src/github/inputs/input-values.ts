import { isObject } from '../../core/agui/events.ts';
import { AmberError, invalid, messageOf } from '../../core/errors.ts';
import { parseMcpServers } from '../../core/mcp-servers.ts';
import type { McpServerMap, Repo, Workflow } from '../../core/session/session.ts';
import { badHeader, serverOf } from '../../engine/local/agui-http/server-settings.ts';

/** YAML 1.2's booleans, as GitHub's own toolkit takes them. @throws AmberError INVALID */
export function flag(name: string, text: string): boolean {
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  throw invalid(`input ${name}`, 'true or false', text);
}

/** @throws AmberError INVALID */
export function oneOf<const T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found === undefined) throw invalid(`input ${name}`, allowed.join(', '), text);
  return found;
}

/** Words between commas and white space. */
export function list(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,]+/).filter((word) => word !== '');
}

/** A whole number above 0. @throws AmberError INVALID */
export function count(name: string, text: string, max: number): number {
  if (!/^\d{1,9}$/.test(text)) throw invalid(`input ${name}`, `a whole number above 0, at most ${max}`, text);
  return positive(name, text, max);
}

/** A number above 0. @throws AmberError INVALID */
export function positive(name: string, text: string, max: number): number {
  const number = Number(text);
  if (!(number > 0 && number <= max)) throw invalid(`input ${name}`, `a number above 0, at most ${max}`, text);
  return number;
}

/** @throws AmberError INVALID */
export function wholeSeconds(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw invalid(`input ${name}`, 'whole seconds; 0 is never', text);
  return Number(text);
}

/** A JSON object of texts. Numbers and booleans count as they are written. @throws AmberError INVALID */
export function textsOf(name: string, json: string | undefined, isSecret = false): { readonly [key: string]: string } {
  const value = objectOf(name, json, isSecret);
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      if (typeof field === 'string') return [key, field];
      if (typeof field === 'number' || typeof field === 'boolean') return [key, String(field)];
      throw invalid(`input ${name}: "${key}"`, 'a text', isSecret ? undefined : field);
    }),
  );
}

/** Headers for an agent that is an AG-UI server. @throws AmberError INVALID, USAGE for any other agent */
export function headersOf(
  name: string,
  json: string | undefined,
  agent: string | undefined,
): { readonly [header: string]: string } | undefined {
  if (json === undefined) return undefined;
  if (serverOf([agent ?? '']) === undefined)
    throw new AmberError('USAGE', `input ${name} is for an agent that is an AG-UI server`, {
      hint: 'agent: https://…',
    });
  const headers = textsOf(name, json, true);
  const bad = badHeader(headers);
  if (bad !== undefined) throw invalid(`input ${name}: "${bad}"`, 'the name and the value of a header');
  return headers;
}

/** @throws AmberError INVALID */
export function reposOf(name: string, json: string | undefined): readonly Repo[] {
  const value = parsed(name, json ?? '[]');
  if (!Array.isArray(value)) throw invalid(`input ${name}`, 'a JSON array: [{"url": "…", "branch": "…"}]', json);
  return value.map((entry: unknown) => {
    const { url, branch, autoPush } = isObject(entry) ? entry : {};
    if (typeof url !== 'string') throw invalid(`input ${name}: url`, 'the address of a repository', url ?? null);
    if (branch !== undefined && typeof branch !== 'string') throw invalid(`input ${name}: branch`, 'a text', branch);
    if (autoPush !== undefined && typeof autoPush !== 'boolean')
      throw invalid(`input ${name}: autoPush`, 'true or false', autoPush);
    return { url, ...(branch ? { branch } : {}), ...(autoPush === undefined ? {} : { autoPush }) };
  });
}

/** @throws AmberError INVALID */
export function workflowOf(name: string, json: string | undefined): Workflow | undefined {
  if (json === undefined) return undefined;
  const { gitUrl, branch, path } = objectOf(name, json, false);
  if (typeof gitUrl !== 'string') throw invalid(`input ${name}: gitUrl`, 'the address of a repository', gitUrl ?? null);
  return {
    gitUrl,
    ...(typeof branch === 'string' && branch !== '' ? { branch } : {}),
    ...(typeof path === 'string' && path !== '' ? { path } : {}),
  };
}

function objectOf(name: string, json: string | undefined, isSecret: boolean): { readonly [key: string]: unknown } {
  const value = parsed(name, json ?? '{}', isSecret);
  if (!isObject(value)) throw invalid(`input ${name}`, 'a JSON object: {"key": "value"}', isSecret ? undefined : json);
  return value;
}

function parsed(name: string, json: string, isSecret = false): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw invalid(`input ${name}`, 'JSON', isSecret ? undefined : json);
  }
}

/** The flags of the command line that are an input of the same name. */
const FLAG = /--(kubeconfig|context|events-service|api-url|project|ca-file)\b/g;
const COMMAND = /\b(?:kubectl|amber) /;

/**
 * A hint in the words of a step: what is a flag at a command line is an input here. The flags of a command that is to be typed
 * stay.
 */
export function inputHint(hint: string): string {
  return hint
    .split(/(?<=[;,]) /)
    .map((clause) =>
      clause.replace(FLAG, (flag, name: string, at: number) =>
        COMMAND.test(clause.slice(0, at)) ? flag : `input ${name}`,
      ),
    )
    .join(' ');
}

const FORM = 'JSON with "mcpServers": {"mcpServers": {"name": {"command": "…"}}}';

/**
 * As text: a file of the checkout can be somebody else's, and names commands that run here.
 * @throws AmberError INVALID; without the text, which may hold a secret
 */
export function mcpServersOf(text: string | undefined): McpServerMap | undefined {
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('input mcp-config', FORM);
  }
  const servers = isObject(json) ? json.mcpServers : undefined;
  if (servers === undefined) throw invalid('input mcp-config', FORM);
  try {
    return parseMcpServers(servers);
  } catch (error) {
    throw invalid('input mcp-config', messageOf(error));
  }
}
