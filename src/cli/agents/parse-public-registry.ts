import { type Fields, isObject, text } from '../../core/agui/events.ts';
import { AmberError } from '../../core/errors.ts';
import { oneLine } from '../../render/plain-text.ts';

/** How an agent can be run: by npm's npx, by uv's uvx, or as a program by itself. */
export const WAYS = ['npx', 'uvx', 'binary'] as const;
export type Way = (typeof WAYS)[number];

/**
 * The public registry of ACP agents, as its `registry.json` has it: agents with the ways in which each is distributed.
 * What is in it was written by others: names, versions and words have one form, and what has another is left out.
 */
export interface RegistryAgent {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly npx?: PackageWay;
  readonly uvx?: PackageWay;
  /** By platform: `linux-x86_64`. */
  readonly binary?: { readonly [platform: string]: BinaryWay };
}

interface Start {
  readonly args: readonly string[];
  readonly env: { readonly [name: string]: string };
}

/** A package of npm or PyPI, by its name alone: the version is the one to pin. */
export interface PackageWay extends Start {
  readonly package: string;
  readonly version: string;
}

export interface BinaryWay extends Start {
  readonly archive: string;
  /** Of the archive, in hexadecimal; the registry need not say it. */
  readonly sha256?: string;
  /** Path within the archive. */
  readonly cmd: string;
}

export interface Registry {
  readonly agents: readonly RegistryAgent[];
  /** What was left out, and why. */
  readonly faults: readonly string[];
}

/** @throws AmberError BAD_RESPONSE for what is no registry */
export function parseRegistry(json: string, where: string): Registry {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Said below.
  }
  if (!isObject(value) || !Array.isArray(value.agents))
    throw new AmberError('BAD_RESPONSE', `${where} is no registry of ACP agents: it has no list of agents`, {
      hint: '--registry takes the file registry.json or its URL',
    });
  const faults: string[] = [];
  const agents = new Map<string, RegistryAgent>();
  for (const [at, entry] of value.agents.entries()) {
    try {
      const agent = readAgent(isObject(entry) ? entry : {});
      if (agents.has(agent.id)) throw new Error('there is another one of that name before it');
      agents.set(agent.id, agent);
    } catch (error) {
      const named = isObject(entry) && typeof entry.id === 'string' ? oneLine(entry.id).slice(0, 64) : `no. ${at + 1}`;
      faults.push(`agent ${named} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { agents: [...agents.values()], faults };
}

const ID = /^[a-z][a-z0-9-]{0,63}$/;
const VERSION = /^\d{1,9}\.\d{1,9}\.\d{1,9}(?:[-+.][0-9A-Za-z.+-]{1,64})?$/;
/** As npm has it, but with no dash in front: the word would be a flag. */
const NPM_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/;
const PYPI_NAME = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?(?:\[[\w,.-]+\])?$/;
const MAX = { args: 50, text: 500 };

/** True for what a registry may call an agent, and what one may be called here. */
export const isAgentId = (name: string): boolean => ID.test(name);

function readAgent(entry: Fields): RegistryAgent {
  const id = text(entry, 'id') ?? '';
  if (!isAgentId(id)) throw new Error('its id is not of lower-case letters, digits and "-"');
  const version = text(entry, 'version') ?? '';
  if (!VERSION.test(version)) throw new Error('its version is no version');
  const ways = isObject(entry.distribution) ? entry.distribution : {};
  const npx = isObject(ways.npx) ? readPackage(ways.npx, version, NPM_NAME) : undefined;
  const uvx = isObject(ways.uvx) ? readPackage(ways.uvx, version, PYPI_NAME) : undefined;
  const binary = isObject(ways.binary) ? readBinaries(ways.binary) : undefined;
  if (npx === undefined && uvx === undefined && binary === undefined)
    throw new Error('it has no distribution that is known here: npx, uvx or binary');
  return {
    id,
    name: oneLine(text(entry, 'name') ?? id).slice(0, 100),
    version,
    description: oneLine(text(entry, 'description') ?? '').slice(0, MAX.text),
    ...(npx && { npx }),
    ...(uvx && { uvx }),
    ...(binary && { binary }),
  };
}

/** A package names its version, or has that of its agent; "latest" and ranges are no version to pin. */
function readPackage(fields: Fields, version: string, form: RegExp): PackageWay {
  const spec = text(fields, 'package') ?? '';
  const [, name = '', own = ''] = /^(@?[^@=]*)(?:(?:@|==)(.*))?$/.exec(spec) ?? [];
  if (!form.test(name)) throw new Error('the name of its package has odd characters');
  return { package: name, version: VERSION.test(own) ? own : version, ...readStart(fields) };
}

function readBinaries(fields: Fields): { readonly [platform: string]: BinaryWay } {
  const entries = Object.entries(fields).map(([platform, target]) => {
    if (!isObject(target)) throw new Error(`its binary for ${oneLine(platform)} is none`);
    const archive = text(target, 'archive') ?? '';
    const cmd = (text(target, 'cmd') ?? '').replace(/^\.\//, '');
    const sha256 = text(target, 'sha256')?.toLowerCase();
    if (URL.parse(archive)?.protocol !== 'https:') throw new Error('its archive is not at an https address');
    if (!isWithin(cmd)) throw new Error('its command is outside of its archive');
    if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) throw new Error('its sha256 is none');
    return [platform, { archive, cmd, ...(sha256 !== undefined && { sha256 }), ...readStart(target) }] as const;
  });
  return Object.fromEntries(entries);
}

function readStart(fields: Fields): Start {
  const args = Array.isArray(fields.args) ? fields.args : [];
  const env = isObject(fields.env) ? fields.env : {};
  const isText = (value: unknown): value is string =>
    typeof value === 'string' && value.length <= MAX.text && !/\p{Cc}/u.test(value);
  if (args.length > MAX.args || !args.every(isText))
    throw new Error('its arguments have odd characters, or are too many');
  for (const [name, value] of Object.entries(env))
    if (!/^[A-Za-z_]\w*$/.test(name) || !isText(value)) throw new Error('its variables have odd characters');
  return { args, env: env as { readonly [name: string]: string } };
}

/** True for a relative path that does not lead out of its folder, of plain characters. */
export function isWithin(path: string): boolean {
  if (path === '' || path.length > 1_000 || /[\p{Cc}\\:]/u.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '..');
}
