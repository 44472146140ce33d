import { isObject } from '../../core/agui/events.ts';
import { parseDuration } from '../../core/duration.ts';
import { PERMISSION_MODES } from '../../core/session/permission-mode.ts';

/**
 * One thing that can be configured. `parse` takes a flag's text, an environment variable's text or a YAML value, and
 * throws an `Error` that says what is allowed.
 */
export interface Setting<T> {
  readonly parse: (value: unknown) => T;
  /** The environment variable, where there is one. */
  readonly env?: string;
  /** A project's file comes with the repository: only what does no harm may be set there. */
  readonly project?: true;
  /** False for what no flag sets. */
  readonly flag?: false;
  readonly default?: NoInfer<T>;
  /** What a default depends on, where it is not one value: shown by `amber doctor`. */
  readonly otherwise?: string;
  readonly about: string;
}

const setting = <T>(value: Setting<T>): Setting<T> => value;

/** Every setting, by its name in the configuration files; a flag's name is the same in kebab case. */
export const SETTINGS = {
  engine: setting({
    parse: oneOf('local', 'platform', 'kubernetes'),
    env: 'AMBER_ENGINE',
    otherwise: 'platform if there is an apiUrl, else local',
    about: 'where sessions live: local or platform; kubernetes is not part of this version',
  }),
  project: setting({
    parse: string,
    env: 'AMBER_PROJECT',
    project: true,
    default: 'default',
    about: 'the project (namespace) of sessions',
  }),
  apiUrl: setting({ parse: string, env: 'AMBER_API_URL', about: 'address of the platform’s API' }),
  context: setting({ parse: string, env: 'AMBER_CONTEXT', about: 'context of the kubeconfig' }),
  kubeconfig: setting({ parse: string, env: 'AMBER_KUBECONFIG', about: 'path of the kubeconfig' }),
  caFile: setting({ parse: string, env: 'AMBER_CA_FILE', about: 'PEM file of a private certificate authority' }),
  insecureSkipTlsVerify: setting({
    parse: boolean,
    env: 'AMBER_INSECURE_SKIP_TLS_VERIFY',
    about: 'trust any certificate',
  }),
  tokenFile: setting({ parse: string, env: 'AMBER_TOKEN_FILE', about: 'file that holds the token' }),
  tokenCommand: setting({ parse: string, flag: false, about: 'command line that prints the token' }),
  agent: setting({
    parse: string,
    env: 'AMBER_AGENT',
    project: true,
    otherwise: 'the first of the registry found on PATH',
    about: 'the agent: a name that `amber agents` lists, or a command line that speaks ACP',
  }),
  agents: setting({ parse: textMap, flag: false, about: 'further agents: name → command line that speaks ACP' }),
  model: setting({ parse: string, env: 'AMBER_MODEL', project: true, about: 'the model that the agent uses' }),
  labels: setting({ parse: textMap, env: 'AMBER_LABELS', project: true, about: 'labels of new sessions' }),
  env: setting({ parse: textMap, about: 'environment variables of new sessions' }),
  permissions: setting({
    parse: oneOf(...PERMISSION_MODES),
    env: 'AMBER_PERMISSIONS',
    otherwise: 'ask on a terminal, read elsewhere',
    about: 'what an agent may do without asking: ask, read, all or none',
  }),
  timeout: setting({
    parse: atLeast(1000),
    env: 'AMBER_TIMEOUT',
    project: true,
    default: 1_800_000,
    about: 'limit of the whole run',
  }),
  inactivityTimeout: setting({
    parse: atLeast(0),
    env: 'AMBER_INACTIVITY_TIMEOUT',
    project: true,
    otherwise: '15m for detached sessions, else none',
    about: 'a session without activity for so long is stopped',
  }),
  startTimeout: setting({
    parse: atLeast(1000),
    env: 'AMBER_START_TIMEOUT',
    project: true,
    default: 600_000,
    about: 'limit until the run has started',
  }),
  stopTimeout: setting({
    parse: atLeast(1000),
    env: 'AMBER_STOP_TIMEOUT',
    project: true,
    default: 30_000,
    about: 'limit until a stop is confirmed; thrice that once the session has taken it',
  }),
  silenceTimeout: setting({
    parse: atLeast(0),
    env: 'AMBER_SILENCE_TIMEOUT',
    project: true,
    default: 600_000,
    about: 'a run that the server has probably lost sight of is given up after so long; 0 is never',
  }),
  questionGrace: setting({
    parse: atLeast(0),
    env: 'AMBER_QUESTION_GRACE',
    project: true,
    default: 0,
    about: 'how long a question may wait for an answer before it ends the run',
  }),
  onInterrupt: setting({
    parse: oneOf('stop', 'detach'),
    env: 'AMBER_ON_INTERRUPT',
    default: 'stop',
    about: 'what Ctrl-C does with the session: stop or detach',
  }),
  output: setting({
    parse: oneOf('text', 'json', 'jsonl', 'yaml', 'name'),
    env: 'AMBER_OUTPUT',
    default: 'text',
    about: 'format of stdout: text, json, jsonl, yaml or name',
  }),
  show: setting({
    parse: someOf('tools', 'reasoning', 'state'),
    env: 'AMBER_SHOW',
    default: ['tools'],
    about: 'what is shown beside the text: tools, reasoning, state',
  }),
};

export type SettingName = keyof typeof SETTINGS;
type ValueOf<S> = S extends Setting<infer T> ? T : never;
/** The values that apply; undefined where nothing was set and there is no default. */
export type Settings = { readonly [K in SettingName]: ValueOf<(typeof SETTINGS)[K]> | undefined } & {
  readonly [K in
    | 'project'
    | 'timeout'
    | 'startTimeout'
    | 'stopTimeout'
    | 'silenceTimeout'
    | 'questionGrace'
    | 'onInterrupt'
    | 'output']: ValueOf<(typeof SETTINGS)[K]>;
};

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** `--inactivity-timeout` for `inactivityTimeout`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function string(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new Error('must be a text that is not empty');
}

function boolean(value: unknown): boolean {
  if (value === true || value === 'true' || value === '1') return true;
  if (value === false || value === 'false' || value === '0') return false;
  throw new Error('must be true or false');
}

function oneOf<const T extends string>(...allowed: readonly T[]): (value: unknown) => T {
  return (value) => {
    const found = allowed.find((word) => word === value);
    if (found === undefined) throw new Error(`must be ${list(allowed, 'or')}`);
    return found;
  };
}

function someOf<const T extends string>(...allowed: readonly T[]): (value: unknown) => readonly T[] {
  return (value) => {
    const words: readonly unknown[] = Array.isArray(value) ? value : string(value).split(',');
    return words.map((word) => {
      const found = allowed.find((one) => one === (typeof word === 'string' ? word.trim() : word));
      if (found === undefined) throw new Error(`must be some of ${list(allowed, 'and')}, separated by commas`);
      return found;
    });
  };
}

/** Milliseconds, from `90s`, `30m`, `2h` or plain seconds. */
function atLeast(least: number): (value: unknown) => number {
  return (value) => {
    const duration = milliseconds(string(value));
    if (duration < least) throw new Error(`must be at least ${least / 1000}s`);
    return duration;
  };
}

function milliseconds(text: string): number {
  try {
    return parseDuration(text);
  } catch {
    throw new Error('must be a duration: 90s, 30m, 2h, 1h30m or plain seconds, at most 596h');
  }
}

/** A map of texts: `{a: b}` in YAML, `a=b,c=d` in a variable. */
function textMap(value: unknown): { readonly [key: string]: string } {
  if (typeof value === 'string') {
    return Object.fromEntries(
      value.split(',').map((pair) => {
        const at = pair.indexOf('=');
        if (at < 1) throw new Error('must be key=value pairs, separated by commas');
        return [pair.slice(0, at).trim(), pair.slice(at + 1)];
      }),
    );
  }
  if (!isObject(value)) throw new Error('must be a map of texts');
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, string(one)]));
}

function list(words: readonly string[], last: string): string {
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
