import { AmberError, messageOf } from '../core/errors.ts';
import type { ConfigFile } from './config-file.ts';
import type { Env } from './io.ts';
import { didYouMean } from './nearest.ts';
import { flagOf, isSettingName, SETTING_NAMES, SETTINGS, type SettingName, type Settings } from './settings.ts';

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
}

/** Precedence: flag > `AMBER_*` > the project's file > the user's file > default. @throws AmberError USAGE, CONFIG */
export function resolveConfig({ flags, env, files, registry }: ConfigInput): Config {
  for (const file of files) checkKeys(file);
  const settings: { [name: string]: unknown } = {};
  const sources: { [name: string]: string } = {};
  for (const name of SETTING_NAMES) {
    const found = lookUp(name, flags, env, files);
    settings[name] = found === undefined ? SETTINGS[name].default : found.value;
    sources[name] = found?.source ?? 'default';
  }
  const resolved = settings as unknown as Settings;
  checkAgent(files, [...registry, ...Object.keys(resolved.agents ?? {})]);
  return { settings: resolved, sources: sources as unknown as Sources, files: files.map(({ path }) => path) };
}

function lookUp(
  name: SettingName,
  flags: Flags,
  env: Env,
  files: readonly ConfigFile[],
): { value: unknown; source: string } | undefined {
  const flag = flags[name];
  if (flag !== undefined) return { value: parsed(name, flag, 'USAGE', flagOf(name)), source: flagOf(name) };
  const variable = SETTINGS[name].env;
  const text = variable === undefined ? undefined : env[variable];
  // An empty variable counts as unset: CI files write them so.
  if (variable !== undefined && text !== undefined && text !== '')
    return { value: parsed(name, text, 'CONFIG', variable), source: variable };
  for (const { path, values } of files) {
    const value = values[name];
    if (value !== undefined && value !== null)
      return { value: parsed(name, value, 'CONFIG', `"${name}" in ${path}`), source: path };
  }
  return undefined;
}

function parsed(name: SettingName, value: unknown, code: 'USAGE' | 'CONFIG', where: string): unknown {
  try {
    return SETTINGS[name].parse(value);
  } catch (cause) {
    const shown = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
    throw new AmberError(code, `${where}: ${shown} is not allowed: ${messageOf(cause)}`, {
      hint: code === 'USAGE' ? 'amber help config' : 'amber doctor shows every setting with its source',
      cause,
    });
  }
}

function checkKeys({ path, project, values }: ConfigFile): void {
  const allowed = SETTING_NAMES.filter((name) => !project || SETTINGS[name].project);
  for (const key of Object.keys(values)) {
    if (!isSettingName(key))
      throw new AmberError('CONFIG', `unknown setting "${key}" in ${path}`, {
        hint: didYouMean(key, allowed) ?? `known are ${allowed.join(', ')}`,
      });
    if (!allowed.includes(key)) {
      const flag = SETTINGS[key].flag === false ? '' : ` or use ${flagOf(key)}`;
      throw new AmberError('CONFIG', `"${key}" is not allowed in ${path}, which comes with the project`, {
        hint: `put it into your own configuration (amber help config)${flag}; a project may set ${allowed.join(', ')}`,
      });
    }
  }
}

/** A command line in a repository's file would run what the repository wants. */
function checkAgent(files: readonly ConfigFile[], names: readonly string[]): void {
  for (const { path, project, values } of files) {
    const agent = values.agent;
    if (!project || agent === undefined || agent === null || names.includes(String(agent))) continue;
    throw new AmberError(
      'CONFIG',
      `"agent" in ${path} must be a name that amber agents lists, not "${String(agent)}"`,
      {
        hint:
          didYouMean(String(agent), names) ??
          `a command line counts only from --agent, AMBER_AGENT or your own configuration`,
      },
    );
  }
}
