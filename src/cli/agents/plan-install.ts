import { join } from 'node:path';
import { didYouMean } from '../../core/did-you-mean.ts';
import { AmberError } from '../../core/errors.ts';
import { shellWord } from '../../core/text.ts';
import { splitCommandLine } from '../../engine/local/agents/command-line.ts';
import { DEMO, REGISTRY } from '../../engine/local/agents/known-agents.ts';
import { type BinaryWay, isAgentId, type RegistryAgent, WAYS, type Way } from './parse-public-registry.ts';

/** What a plan depends on beside the agent. */
export interface Here {
  /** `linux-x86_64`. */
  readonly platform: string;
  /** True for a program on PATH. */
  readonly has: (program: string) => boolean;
  /** The folder that binaries of agents go to. */
  readonly dataDir: string;
  /** The agents of the user's configuration: name → command line. */
  readonly agents: { readonly [name: string]: string };
}

/** What is wished for by flags. */
export interface Wish {
  readonly via?: Way | undefined;
  /** What it is to be called here. */
  readonly name?: string | undefined;
  /** The file or address of another registry than the public one. */
  readonly registry?: string | undefined;
}

/** The command that takes an agent as it was wished for. */
export function addCommand(id: string, { name, registry, via }: Wish, ...more: readonly string[]): string {
  const flags = Object.entries({ registry, via, name }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, shellWord(value)],
  );
  return ['amber agents add', id, ...flags, ...more].join(' ');
}

/** The command that lists what the registry has. */
function listCommand({ registry }: Wish): string {
  return registry === undefined
    ? 'amber agents --available'
    : `amber agents --available --registry ${shellWord(registry)}`;
}

/** An agent that is to be put into the user's configuration. */
export interface AddPlan {
  readonly name: string;
  readonly version: string;
  readonly way: Way;
  /** What the configuration gets, and Amber starts. */
  readonly command: string;
  /** Absent for a new one; equal to `command` where there is nothing to do. */
  readonly previous?: string;
  /** What is to be downloaded now. */
  readonly download?: BinaryWay & { readonly folder: string };
}

/** The agent of that name. @throws AmberError NOT_FOUND */
export function findAgent(agents: readonly RegistryAgent[], id: string, wish: Wish): RegistryAgent {
  const found = agents.find((agent) => agent.id === id);
  if (found !== undefined) return found;
  const names = agents.map((agent) => agent.id);
  throw new AmberError('NOT_FOUND', `the registry has no agent "${id}"`, {
    hint: didYouMean(id, names) ?? `${listCommand(wish)} lists them`,
  });
}

/** How an agent could be run here, the first way that works first. */
export function waysOf(
  { binary, npx, uvx }: RegistryAgent,
  { has, platform }: Pick<Here, 'has' | 'platform'>,
): readonly Way[] {
  return [
    ...(npx !== undefined && has('npx') ? (['npx'] as const) : []),
    ...(uvx !== undefined && has('uvx') ? (['uvx'] as const) : []),
    ...(binary !== undefined && Object.hasOwn(binary, platform) ? (['binary'] as const) : []),
  ];
}

/**
 * What adding an agent comes to. Pure: nothing is asked or written.
 * @throws AmberError USAGE, CONFLICT for a name that is taken or a version that is older, UNSUPPORTED
 */
export function planAgent(agent: RegistryAgent, wish: Wish, here: Here): AddPlan {
  const name = nameFor(agent, wish);
  const way = wish.via ?? waysOf(agent, here)[0];
  if (way === undefined) throw noWay(agent, wish, here);
  const made = commandFor(agent, way, here);
  const previous = Object.hasOwn(here.agents, name) ? here.agents[name] : undefined;
  if (previous !== undefined && previous !== made.command) checkUpdate(name, previous, made.command);
  return { name, way, ...made, ...(previous !== undefined && { previous }) };
}

function nameFor(agent: RegistryAgent, wish: Wish): string {
  const name = wish.name ?? agent.id;
  if (!isAgentId(name))
    throw new AmberError('USAGE', `--name ${name} is not of lower-case letters, digits and "-"`, {
      hint: `--name my-${agent.id}`,
    });
  if (name === DEMO || name === 'add' || Object.hasOwn(REGISTRY, name))
    throw new AmberError('CONFLICT', `"${name}" is a name of Amber’s own`, {
      hint: `${addCommand(agent.id, { ...wish, name: `acp-${agent.id}` })} adds it beside that one`,
    });
  return name;
}

function noWay({ binary = {}, id, npx, uvx }: RegistryAgent, wish: Wish, { platform }: Here): AmberError {
  const lacks = [
    ...(npx === undefined ? [] : ['npx is not on PATH']),
    ...(uvx === undefined ? [] : ['uvx is not on PATH']),
    ...(Object.keys(binary).length === 0 ? [] : [`there is no binary for ${platform}`]),
  ];
  return new AmberError('UNSUPPORTED', `agent "${id}" can't be run here: ${lacks.join('; ')}`, {
    hint:
      npx !== undefined
        ? 'npx comes with Node'
        : uvx !== undefined
          ? 'uvx comes with uv: https://docs.astral.sh/uv'
          : `${listCommand(wish)} lists others`,
  });
}

function commandFor(
  agent: RegistryAgent,
  way: Way,
  { dataDir, platform }: Here,
): Pick<AddPlan, 'command' | 'version' | 'download'> {
  if (way === 'binary') {
    const target =
      agent.binary !== undefined && Object.hasOwn(agent.binary, platform) ? agent.binary[platform] : undefined;
    if (target === undefined) throw notThatWay(agent, `a binary for ${platform}`);
    const folder = join(dataDir, agent.id, agent.version);
    const command = line(target.env, join(folder, target.cmd), ...target.args);
    return { command, version: agent.version, download: { ...target, folder } };
  }
  const found = agent[way];
  if (found === undefined) throw notThatWay(agent, way);
  const { args, env, version } = found;
  const spec = `${found.package}@${version}`;
  return { command: line(env, way, ...(way === 'npx' ? ['-y'] : []), spec, ...args), version };
}

function notThatWay({ id, ...agent }: RegistryAgent, what: string): AmberError {
  const has = WAYS.filter((way) => agent[way] !== undefined).join(', ');
  return new AmberError('USAGE', `agent "${id}" does not come as ${what}`, { hint: `--via: ${has}` });
}

/** A command line that `splitCommandLine` takes apart again. */
function line(env: { readonly [name: string]: string }, ...words: readonly string[]): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const all = variables.length === 0 ? words : ['env', ...variables, ...words];
  return all.map((word) => (/^[\w@%+=:,./~-]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`)).join(' ');
}

/** A newer version of the same takes the place of an older one; all else of that name is somebody's own. */
function checkUpdate(name: string, previous: string, command: string): void {
  const [before, after] = [pinIn(previous), pinIn(command)];
  if (before === undefined || before.what !== after?.what)
    throw new AmberError('CONFLICT', `your configuration has another agent "${name}": ${previous}`, {
      hint: `--name chooses another name, or take that one out of the configuration`,
    });
  if (compareVersions(after.version, before.version) < 0)
    throw new AmberError(
      'CONFLICT',
      `your configuration has ${name} ${before.version}, and the registry only ${after.version}`,
      {
        hint: 'an older version is not put in the place of a newer one: take that one out of the configuration first',
      },
    );
}

/** The package or binary that a command line of ours runs, and its version; undefined for any other. */
function pinIn(command: string): { readonly what: string; readonly version: string } | undefined {
  const words = splitCommandLine(command).filter((word, at) => !(at === 0 && word === 'env') && !/^\w+=/.test(word));
  const [file = '', ...more] = words;
  if (file === 'npx' || file === 'uvx') {
    const spec = more.find((word) => !word.startsWith('-')) ?? '';
    const at = spec.lastIndexOf('@');
    return at > 0 ? { what: `${file} ${spec.slice(0, at)}`, version: spec.slice(at + 1) } : undefined;
  }
  const [, folder, version] = /^(.*\/agents\/[a-z0-9-]+)\/(\d[^/]*)\//.exec(file) ?? [];
  return folder === undefined || version === undefined ? undefined : { what: folder, version };
}

/** As semantic versions are compared: numbers as numbers, and a pre-release before its release. */
export function compareVersions(one: string, other: string): number {
  const [[a, preA], [b, preB]] = [parts(one), parts(other)];
  return (
    numeric.compare(a, b) || (preA === preB ? 0 : preA === '' ? 1 : preB === '' ? -1 : numeric.compare(preA, preB))
  );
}

const numeric = new Intl.Collator('en', { numeric: true });

function parts(version: string): readonly [string, string] {
  const [whole = ''] = version.split('+');
  const at = whole.indexOf('-');
  return at < 0 ? [whole, ''] : [whole.slice(0, at), whole.slice(at + 1)];
}
