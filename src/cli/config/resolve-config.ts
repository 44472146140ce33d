import { isObject } from '../../core/agui/events.ts';
import { didYouMean } from '../../core/did-you-mean.ts';
import type { Env } from '../../core/env.ts';
import { AmberError, isAmberError, messageOf } from '../../core/errors.ts';
import { type ConfigFile, placeOf, type Refuse } from './read-config-files.ts';
import {
  flagOf,
  isSettingName,
  SETTING_NAMES,
  SETTINGS,
  type Setting,
  type SettingName,
  type Settings,
} from './settings.ts';

/** What the flags of one call set, by the setting's name; undefined: not given. */
export type Flags = { readonly [K in SettingName]?: unknown };

/** Where a value comes from: `--timeout`, `AMBER_TIMEOUT`, a file's path, or `default`. */
export type Sources = { readonly [K in SettingName]: string };

export interface Config {
  readonly settings: Settings;
  readonly sources: Sources;
  readonly files: readonly string[];
}

export interface ConfigInput {
  readonly flags: Flags;
  readonly env: Env;
  /** The file that wins first. */
  readonly files: readonly ConfigFile[];
  /** Names of agents that a project's file may choose, beside those of the user's configuration. */
  readonly registry: readonly string[];
  /** Takes each fault of files and variables; without it the first one is thrown. */
  readonly refuse?: Refuse;
}

/**
 * Precedence: flag > `AMBER_*` > the project's file > the user's file > default. What `refuse` does not throw counts as
 * not set. @throws AmberError USAGE for flags, else CONFIG
 */
export function resolveConfig({ flags, env, files: read, registry, refuse = raise }: ConfigInput): Config {
  const trusted =
    lookUp('trustProject', { flags, env, files: read.filter(({ project }) => !project), refuse: () => {} })?.value ===
    true;
  const allowed = read.map((file) => withAllowedKeys(file, trusted, refuse));
  const agents = lookUp('agents', { flags, env, files: allowed, refuse: () => {} })?.value;
  const names = [...registry, ...Object.keys(isObject(agents) ? agents : {})];
  const files = allowed.map((file) => withAllowedAgent(file, names, refuse));
  const settings: { [name: string]: unknown } = {};
  const sources: { [name: string]: string } = {};
  for (const name of SETTING_NAMES) {
    const found = lookUp(name, { flags, env, files, refuse });
    settings[name] = found === undefined ? SETTINGS[name].default : found.value;
    sources[name] = found?.source ?? 'default';
  }
  return {
    settings: settings as unknown as Settings,
    sources: sources as unknown as Sources,
    files: read.map(({ path }) => path),
  };
}

const raise: Refuse = (fault) => {
  throw fault;
};

function lookUp(
  name: SettingName,
  { flags, env, files, refuse }: Pick<ConfigInput, 'flags' | 'env' | 'files'> & { readonly refuse: Refuse },
): { value: unknown; source: string } | undefined {
  const flag = flags[name];
  if (flag !== undefined) return { value: checkedSetting(name, flag, 'USAGE', flagOf(name)), source: flagOf(name) };
  const variable = SETTINGS[name].env;
  // An empty variable counts as unset: CI files write them so.
  const text = variable === undefined ? undefined : env[variable] || undefined;
  const candidates = [
    ...(variable === undefined ? [] : [{ value: text, source: variable, where: variable }]),
    ...files.map((file) => ({
      value: file.values[name] ?? undefined,
      source: file.path,
      where: `"${name}" in ${placeOf(file, name)}`,
    })),
  ];
  for (const { value, source, where } of candidates) {
    if (value === undefined) continue;
    try {
      return { value: checkedSetting(name, value, 'CONFIG', where), source };
    } catch (error) {
      if (!isAmberError(error)) throw error;
      refuse(error);
    }
  }
  return undefined;
}

/** The value as the setting takes it. `where`: what the error names. @throws AmberError of that code */
export function checkedSetting(name: SettingName, value: unknown, code: 'USAGE' | 'CONFIG', where: string): unknown {
  try {
    return SETTINGS[name].parse(value);
  } catch (cause) {
    const isSecret = HIDDEN.includes(name);
    const shown = isSecret ? 'its value' : typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
    throw new AmberError(code, `${where}: ${shown} is not allowed: ${messageOf(cause)}`, {
      hint: 'amber help config',
      cause,
    });
  }
}

/** These hold secrets, or what gets them. */
const HIDDEN: readonly SettingName[] = ['env', 'mcpServers', 'agentHeaders', 'tokenCommand'];

/** The file without what may not stand in it. */
function withAllowedKeys(file: ConfigFile, trusted: boolean, refuse: Refuse): ConfigFile {
  const allowed = SETTING_NAMES.filter((name) => {
    const { project }: Setting<unknown> = SETTINGS[name];
    return !file.project || project === true || (project === 'trusted' && trusted);
  });
  const values = Object.entries(file.values).filter(([key]) => {
    const fault = faultOfKey(file, key, allowed);
    if (fault !== undefined) refuse(fault);
    return fault === undefined;
  });
  return { ...file, values: Object.fromEntries(values) };
}

function faultOfKey(file: ConfigFile, key: string, allowed: readonly SettingName[]): AmberError | undefined {
  const place = placeOf(file, key);
  if (!isSettingName(key))
    return new AmberError('CONFIG', `unknown setting "${key}" in ${place}`, {
      hint: didYouMean(key, allowed) ?? `known are ${allowed.join(', ')}`,
    });
  if (allowed.includes(key)) return undefined;
  const { flag: itsFlag, project }: Setting<unknown> = SETTINGS[key];
  const flag = itsFlag === undefined ? '' : ` or use ${flagOf(key)}`;
  const trust = project === 'trusted' ? ', or trust the project: --trust-project' : '';
  return new AmberError('CONFIG', `"${key}" is not allowed in ${place}, which comes with the project`, {
    hint: `put it into your own configuration (amber help config)${flag}${trust}; a project may set ${allowed.join(', ')}`,
  });
}

/** A command line in a repository's file would run what the repository wants: the file without it. */
function withAllowedAgent(file: ConfigFile, names: readonly string[], refuse: Refuse): ConfigFile {
  const { agent, ...values } = file.values;
  if (!file.project || agent === undefined || agent === null || names.includes(String(agent))) return file;
  refuse(
    new AmberError(
      'CONFIG',
      `"agent" in ${placeOf(file, 'agent')} must be a name that amber agents lists, not "${String(agent)}"`,
      {
        hint:
          didYouMean(String(agent), names) ??
          `a command line counts only from --agent, AMBER_AGENT or your own configuration`,
      },
    ),
  );
  return { ...file, values };
}
