import { isObject } from '../../core/agui/events.ts';
import { AmberError, invalid, messageOf } from '../../core/errors.ts';
import { parseMcpServers } from '../../core/mcp-servers.ts';
import { DOMAIN_FORM, isDomain } from '../../core/session/confinement.ts';
import { checkBranch } from '../../core/session/git-source.ts';
import { checkProject } from '../../core/session/names.ts';
import type { McpServerMap, Repo, Workflow } from '../../core/session/session.ts';
import { type RunLimits, runLimits } from '../../core/tracker/run-budget.ts';
import type { Engine } from '../../engine/engine.ts';
import { badHeader, serverOf } from '../../engine/local/agui-http/server-settings.ts';
import { NOT_GIVEN } from '../runner.ts';
import type { Inputs } from './inputs.ts';

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

/** @throws AmberError USAGE if it was given and is empty: a missing secret must not come to another engine silently */
export function apiUrlOf(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === NOT_GIVEN) return undefined;
  if (text.trim() === '')
    throw new AmberError('USAGE', 'input api-url is given but empty', {
      hint: 'is the secret set, and may this workflow read it? Leave the input out for engine "local"',
    });
  return text.trim();
}

/** As it was written: white space may be meant. @throws AmberError USAGE if it was given and is empty */
export function promptOf(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === NOT_GIVEN) return undefined;
  if (text.trim() === '')
    throw new AmberError('USAGE', 'input prompt is given but empty', {
      hint: 'does the expression that it comes from give a text? Leave the input out where the event is to decide',
    });
  return text;
}

/**
 * A kubeconfig is a secret: it is taken as its text, as it is or in base64, so that no step has to write it into a file.
 * @throws AmberError USAGE if it was given and is empty: whatever else the runner has got would be used in its place; if it
 * is base64 of something else
 */
export function kubeconfigOf(text: string | undefined): Pick<Inputs, 'kubeconfig' | 'kubeconfigText'> {
  const value = text?.trim();
  if (value === undefined || value === NOT_GIVEN) return {};
  if (value === '')
    throw new AmberError('USAGE', 'input kubeconfig is given but empty', {
      hint: 'is the secret set, and may this workflow read it? Leave the input out for KUBECONFIG, or a runner in the cluster',
    });
  // No path is as long, and of these letters alone.
  if (/^[A-Za-z0-9+/\s]{120,}={0,2}$/.test(value)) {
    const kubeconfigText = Buffer.from(value, 'base64').toString();
    if (kubeconfigText.includes('clusters')) return { kubeconfigText };
    throw new AmberError('USAGE', 'input kubeconfig is base64, and not of a kubeconfig');
  }
  return /\n|^\{/.test(value) ? { kubeconfigText: value } : { kubeconfig: value };
}

export function projectOf(project: string | undefined, engine: Engine['name']): string {
  if (project === undefined) {
    if (engine === 'local') return 'default';
    throw new AmberError('USAGE', `engine "${engine}" needs the input project`, { hint: 'with: project: team-a' });
  }
  checkProject(project);
  return project;
}

export function triggerOf(phrase: string): string {
  if (/\s/.test(phrase) || phrase.length > 100)
    throw invalid('input trigger', 'a word of at most 100 characters', phrase);
  return phrase;
}

export function botsOf(logins: readonly string[]): readonly string[] {
  if (logins.includes('*')) throw invalid('input allow-bots', 'exact logins; everybody can make a bot', '*');
  return logins;
}

/** @throws AmberError INVALID */
export function budgetOf(text: (name: string) => string | undefined): RunLimits | undefined {
  const [cost, turns, tokens] = [text('max-cost'), text('max-turns'), text('max-tokens')];
  return runLimits({
    maxCost: cost === undefined ? undefined : positive('max-cost', cost, 1_000_000),
    maxTurns: turns === undefined ? undefined : count('max-turns', turns, 1_000_000),
    maxTokens: tokens === undefined ? undefined : count('max-tokens', tokens, 1e12),
  });
}

/** In lower case; people write them with an `@`. */
export function loginsOf(text: string | undefined): readonly string[] {
  return list(text).map((login) => login.replace(/^@/, '').toLowerCase());
}

/** A path within the repository. */
export function folderOf(path: string): string {
  const folder = path.replace(/^\.\//, '').replace(/\/+$/, '');
  if (folder === '' || folder.startsWith('/') || folder.split('/').includes('..'))
    throw invalid('input prompts-dir', 'a folder within the repository', path);
  return folder;
}

const ACTIONS_BOT = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' };

/** `Name <address>`; the account of workflows if it is not given. @throws AmberError INVALID */
export function authorOf(text: string | undefined): Inputs['commitAuthor'] {
  if (text === undefined) return ACTIONS_BOT;
  const [, name, email] = /^([^<>\n\0]*[^<>\n\0\s])\s*<([^<>\s\0]+)>$/.exec(text) ?? [];
  if (name === undefined || email === undefined) throw invalid('input commit-author', 'Name <address>', text);
  return { name, email };
}

/** @throws AmberError INVALID */
export function branchOf(name: string, text: string | undefined): string | undefined {
  if (text !== undefined) checkBranch(text, `input ${name}`);
  return text;
}

export function domainOf(text: string): string {
  if (!isDomain(text)) throw invalid('input allow-domains', DOMAIN_FORM, text);
  return text;
}

export const optionalFlag = (name: string, text: string | undefined): boolean | undefined =>
  text === undefined ? undefined : flag(name, text);

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
