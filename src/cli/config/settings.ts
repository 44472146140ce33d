import { writeDuration } from '../../core/duration.ts';
import { parseMcpServers } from '../../core/mcp-servers.ts';
import { DEFAULT_LIMITS } from '../../core/run-time-limits.ts';
import { CONFINEMENT_MODES, DOMAIN_FORM, isDomain, PACKAGE_REGISTRIES } from '../../core/session/confinement.ts';
import { PERMISSION_MODES } from '../../core/session/permission-mode.ts';
import { TIMING } from '../../core/stream-timing.ts';
import { ENGINES } from '../../engine/engine.ts';
import { SHOWN_KINDS } from '../../render/renderer.ts';
import {
  atLeast,
  boolean,
  count,
  headersByAddress,
  labels,
  listOf,
  oneOf,
  pairs,
  positive,
  projectName,
  someOf,
  string,
  textMap,
  texts,
} from './setting-values.ts';

/** A run that `notify` tells of takes as long (ms): who waited for less is still looking. */
export const LONG_RUN = 30_000;

/** The flags that commands share, by kind. */
export type FlagGroup =
  | 'budget'
  | 'day'
  | 'prompt'
  | 'target'
  | 'session'
  | 'agent'
  | 'time'
  | 'limits'
  | 'way'
  | 'output'
  | 'stream'
  | 'view';

/**
 * One thing that can be configured: its row says all that flags, variables, configuration files, help, completion,
 * `amber doctor` and docs/configuration.md know of it.
 */
export interface Setting<T> {
  /** Takes a flag's text, an environment variable's text or a YAML value. @throws Error that says what is allowed */
  readonly parse: (value: unknown) => T;
  readonly about: string;
  /** The environment variable, where there is one. */
  readonly env?: string;
  /** How its flag is written, where it has one; a switch takes no value. */
  readonly flag?: {
    /** The flags beside which it stands in help: commands take whole groups. */
    readonly group: FlagGroup;
    readonly short?: string;
    readonly value?: string;
    readonly about?: string;
    /** True where each further one adds to those before. */
    readonly repeats?: true;
  };
  /** The words that it may be: for help and completion. */
  readonly choices?: readonly string[];
  /** Its value is milliseconds, and is written as a duration. */
  readonly isDuration?: true;
  /** A project's file comes with the repository: only what does no harm may be set there, the rest of it if it is trusted. */
  readonly project?: true | 'trusted';
  readonly default?: NoInfer<T>;
  /** What a default depends on, where it is not one value. */
  readonly otherwise?: string;
}

const setting = <T>(value: Setting<T>): Setting<T> => value;

/** A setting that is one of some words. */
const choice = <const T extends string>(
  choices: readonly T[],
  rest: Omit<Setting<T>, 'parse' | 'choices'>,
): Setting<T> => ({ ...rest, parse: oneOf(...choices), choices });

/** A setting that is a time; `least`: milliseconds. */
const duration = (least: number, rest: Omit<Setting<number>, 'parse' | 'isDuration'>): Setting<number> => ({
  ...rest,
  parse: atLeast(least),
  isDuration: true,
});

/** Every setting, by its name in the configuration files; a flag's name is the same in kebab case. */
export const SETTINGS = {
  engine: choice(ENGINES, {
    flag: {
      group: 'target',
      short: '-e',
      value: '<engine>',
      about: 'where sessions live',
    },
    env: 'AMBER_ENGINE',
    otherwise: 'platform if there is an apiUrl, else local',
    about: 'where sessions live: local, platform or kubernetes',
  }),
  project: setting({
    parse: projectName,
    flag: { group: 'target', short: '-p', value: '<name>', about: 'the project of the session' },
    env: 'AMBER_PROJECT',
    project: true,
    default: 'default',
    about: 'the project (namespace) of sessions; with engine kubernetes the context’s namespace, if it has one',
  }),
  apiUrl: setting({
    parse: string,
    flag: { group: 'target', value: '<url>' },
    env: 'AMBER_API_URL',
    about: 'address of the platform’s API',
  }),
  context: setting({
    parse: string,
    flag: { group: 'target', value: '<name>' },
    env: 'AMBER_CONTEXT',
    about: 'context of the kubeconfig, for engine kubernetes',
  }),
  kubeconfig: setting({
    parse: string,
    flag: { group: 'target', value: '<file>' },
    env: 'AMBER_KUBECONFIG',
    about: 'path of the kubeconfig, for engine kubernetes',
  }),
  as: setting({
    parse: string,
    flag: { group: 'target', value: '<user>' },
    env: 'AMBER_AS',
    about: 'the user to act as in the cluster (impersonation)',
  }),
  asGroup: setting({
    parse: texts,
    flag: { group: 'target', value: '<group>', repeats: true },
    env: 'AMBER_AS_GROUP',
    about: 'a group to act as a member of, beside --as',
  }),
  eventsService: setting({
    parse: string,
    flag: { group: 'target', value: '<ns/name:port>', about: 'the Service that has the sessions’ events' },
    env: 'AMBER_EVENTS_SERVICE',
    otherwise: 'the one of amber serve, else backend-service, in namespace ambient-code',
    about: 'Service of the cluster that has the sessions’ events, for engine kubernetes: namespace/name:port',
  }),
  caFile: setting({
    parse: string,
    flag: { group: 'target', value: '<file>' },
    env: 'AMBER_CA_FILE',
    about: 'PEM file of a private certificate authority',
  }),
  insecureSkipTlsVerify: setting({
    parse: boolean,
    flag: { group: 'target' },
    env: 'AMBER_INSECURE_SKIP_TLS_VERIFY',
    about: 'trust any certificate',
  }),
  tokenFile: setting({
    parse: string,
    flag: { group: 'target', value: '<file>' },
    env: 'AMBER_TOKEN_FILE',
    about: 'file that holds the token',
  }),
  tokenCommand: setting({ parse: string, about: 'command line that prints the token' }),
  agent: setting({
    parse: string,
    flag: {
      group: 'session',
      value: '<name|command|url>',
      about: 'an agent that `amber agents` lists, a command line that speaks ACP, or the URL of an AG-UI server',
    },
    env: 'AMBER_AGENT',
    project: true,
    otherwise: 'the first of the registry found on PATH',
    about: 'the agent: a name that `amber agents` lists, a command line that speaks ACP, or the URL of an AG-UI server',
  }),
  agents: setting({
    parse: textMap,
    about: 'further agents: name → command line that speaks ACP, or URL of an AG-UI server',
  }),
  agentHeaders: setting({
    parse: headersByAddress,
    about:
      'headers for agents that are AG-UI servers: URL → name → value, with variables as a shell has them in braces',
  }),
  plainHttpHosts: setting({
    parse: texts,
    env: 'AMBER_PLAIN_HTTP_HOSTS',
    about: 'hosts whose AG-UI servers may be reached by plain HTTP; this machine always may',
  }),
  model: setting({
    parse: string,
    flag: { group: 'agent', value: '<model>' },
    env: 'AMBER_MODEL',
    project: true,
    about: 'the model that the agent uses',
  }),
  effort: setting({
    parse: string,
    flag: { group: 'agent', value: '<level>' },
    env: 'AMBER_EFFORT',
    project: true,
    about: 'how much the agent thinks, in its own words: low, high …',
  }),
  mode: setting({
    parse: string,
    flag: { group: 'agent', value: '<name>' },
    env: 'AMBER_MODE',
    about: 'the mode that the agent works in, such as plan',
  }),
  option: setting({
    parse: pairs,
    flag: { group: 'agent', value: '<k=v>', about: 'any other option that `amber agents <name>` shows', repeats: true },
    env: 'AMBER_OPTION',
    about: 'other options of the agent that `amber agents <name>` shows: name → value',
  }),
  labels: setting({ parse: labels, env: 'AMBER_LABELS', project: true, about: 'labels of new sessions' }),
  env: setting({ parse: textMap, about: 'environment variables of new sessions' }),
  mcpConfig: setting({
    parse: texts,
    flag: {
      group: 'session',
      value: '<file>',
      repeats: true,
      about: 'MCP servers for the agent: a JSON file with mcpServers',
    },
    env: 'AMBER_MCP_CONFIG',
    project: 'trusted',
    about: 'JSON files with mcpServers: MCP servers for the agent; paths in a file are relative to it',
  }),
  mcpServers: setting({
    parse: parseMcpServers,
    project: 'trusted',
    about: 'MCP servers for the agent, by name, as such files have them',
  }),
  trustProject: setting({
    parse: boolean,
    flag: { group: 'session', about: 'take MCP servers from the project’s own .mcp.json and .amber.yaml' },
    env: 'AMBER_TRUST_PROJECT',
    about:
      'take MCP servers from the project’s own .mcp.json and .amber.yaml: they run commands that the project chooses',
  }),
  permissions: choice(PERMISSION_MODES, {
    flag: { group: 'way', value: '<mode>', about: 'what the agent may do' },
    env: 'AMBER_PERMISSIONS',
    otherwise: 'ask on a terminal, read elsewhere',
    about: 'what an agent may do without asking: ask, read, all or none',
  }),
  permissionsFile: setting({
    parse: string,
    flag: {
      group: 'session',
      value: '<file>',
      about: 'rules by which requests for permission are answered before --permissions',
    },
    env: 'AMBER_PERMISSIONS_FILE',
    otherwise: 'none',
    about:
      'file of rules by which a local agent’s requests for permission are answered (docs/permissions.md); in a file the path is relative to it; none for none',
  }),
  sandbox: choice(CONFINEMENT_MODES, {
    flag: { group: 'session', value: '[mode]', about: 'run the agent in a sandbox (srt)' },
    env: 'AMBER_SANDBOX',
    default: 'off',
    about: 'whether a local agent runs in a sandbox: auto (where it can), on or off',
  }),
  allowDomain: setting({
    parse: listOf(isDomain, DOMAIN_FORM),
    flag: { group: 'session', value: '<hosts>', about: 'hosts that the sandbox lets the agent reach, between commas' },
    env: 'AMBER_ALLOW_DOMAIN',
    about: 'hosts that a sandboxed agent may reach beside its model’s',
  }),
  allowRegistry: setting({
    parse: someOf(...PACKAGE_REGISTRIES),
    flag: {
      group: 'session',
      value: '<names>',
      about: `package registries that it may reach: ${PACKAGE_REGISTRIES.join(', ')}`,
    },
    env: 'AMBER_ALLOW_REGISTRY',
    about: `package registries that a sandboxed agent may reach: ${PACKAGE_REGISTRIES.join(', ')}`,
  }),
  keyProxy: choice(CONFINEMENT_MODES, {
    flag: { group: 'session', value: '[mode]', about: 'keep the key of the agent’s model from the agent' },
    env: 'AMBER_KEY_PROXY',
    default: 'off',
    about: 'whether Amber keeps the key of a local agent’s model: auto (where it can), on or off',
  }),
  timeout: duration(1000, {
    flag: { group: 'limits', value: '<duration>' },
    env: 'AMBER_TIMEOUT',
    project: true,
    default: DEFAULT_LIMITS.timeout,
    about: 'limit of the whole run',
  }),
  inactivityTimeout: duration(0, {
    flag: { group: 'time', value: '<duration>', about: 'stop the session after this long without activity' },
    env: 'AMBER_INACTIVITY_TIMEOUT',
    project: true,
    otherwise: '15m with --detach, else never',
    about: 'a session without activity for this long is stopped',
  }),
  startTimeout: duration(1000, {
    flag: { group: 'limits', value: '<duration>' },
    env: 'AMBER_START_TIMEOUT',
    project: true,
    default: DEFAULT_LIMITS.startTimeout,
    about: 'limit until the run has started',
  }),
  stopTimeout: duration(1000, {
    flag: {
      group: 'limits',
      value: '<duration>',
      about: 'limit until the stop is confirmed; thrice that once the session has taken it',
    },
    env: 'AMBER_STOP_TIMEOUT',
    project: true,
    default: DEFAULT_LIMITS.stopTimeout,
    about: 'limit until a stop is confirmed; thrice that once the session has taken it',
  }),
  silenceTimeout: duration(0, {
    flag: { group: 'limits', value: '<duration>', about: 'after a break, limit without a sign of the run; 0 is never' },
    env: 'AMBER_SILENCE_TIMEOUT',
    project: true,
    default: TIMING.unseenLost,
    about: 'a run that the server has probably lost sight of is given up after this long; 0 is never',
  }),
  questionGrace: duration(0, {
    flag: { group: 'limits', value: '<duration>', about: 'how long a question may wait for its answer' },
    env: 'AMBER_QUESTION_GRACE',
    project: true,
    default: 0,
    about: 'how long a question may wait for an answer before it ends the run',
  }),
  maxCost: setting({
    parse: positive,
    flag: { group: 'budget', value: '<usd>' },
    env: 'AMBER_MAX_COST',
    otherwise: 'none',
    about: 'what a run may cost, in US dollars',
  }),
  maxCostPerDay: setting({
    parse: positive,
    flag: { group: 'day', value: '<usd>' },
    env: 'AMBER_MAX_COST_PER_DAY',
    otherwise: 'none',
    about: 'what the runs of a day (UTC) may cost together before batch and serve begin no other one, in US dollars',
  }),
  maxTurns: setting({
    parse: count,
    flag: { group: 'budget', value: '<number>' },
    env: 'AMBER_MAX_TURNS',
    otherwise: 'none',
    about: 'how many rounds of tool calls a run may make',
  }),
  maxTokens: setting({
    parse: count,
    flag: { group: 'budget', value: '<number>' },
    env: 'AMBER_MAX_TOKENS',
    otherwise: 'none',
    about: 'how many tokens a run may take, in and out',
  }),
  onInterrupt: choice(['stop', 'detach'], {
    flag: { group: 'way', value: '<way>', about: 'what Ctrl-C does with the session' },
    env: 'AMBER_ON_INTERRUPT',
    default: 'stop',
    about: 'what Ctrl-C does with the session: stop or detach',
  }),
  notify: choice(['off', 'bell', 'desktop'], {
    flag: {
      group: 'way',
      value: '[how]',
      about: `tell when a run of ${writeDuration(LONG_RUN)} or more has ended; alone: desktop`,
    },
    env: 'AMBER_NOTIFY',
    default: 'off',
    about: `how a person at a terminal learns that a run of ${writeDuration(LONG_RUN)} or more has ended: bell, desktop or off`,
  }),
  output: choice(['text', 'json', 'jsonl', 'yaml', 'name'], {
    flag: { group: 'output', short: '-o', value: '<format>', about: 'format of stdout' },
    env: 'AMBER_OUTPUT',
    default: 'text',
    about: 'format of stdout: text, json, jsonl, yaml or name',
  }),
  show: setting({
    parse: someOf(...SHOWN_KINDS),
    flag: {
      group: 'stream',
      value: '<kinds>',
      about: 'what to show beside the text: tools, output (of the tools), reasoning, state',
    },
    env: 'AMBER_SHOW',
    default: ['tools'],
    about: 'what is shown beside the text: tools, output (of the tools), reasoning, state',
  }),
  plain: setting({
    parse: boolean,
    flag: { group: 'stream', about: 'for a screen reader: nothing is repainted, and words stand in place of signs' },
    env: 'AMBER_PLAIN',
    about: 'for a screen reader: nothing on the terminal is repainted, and words stand in place of signs',
  }),
  raw: setting({
    parse: boolean,
    flag: { group: 'view', about: 'show the agent’s text as it came, its Markdown not rendered' },
    env: 'AMBER_RAW',
    about: 'on a terminal, show the agent’s text as it came, its Markdown not rendered',
  }),
};

export type SettingName = keyof typeof SETTINGS;
type ValueOf<S> = S extends Setting<infer T> ? T : never;
/** The values that apply; undefined where nothing was set and there is no default. */
export type Settings = { readonly [K in SettingName]: ValueOf<(typeof SETTINGS)[K]> | undefined } & {
  readonly [K in
    | 'project'
    | 'sandbox'
    | 'keyProxy'
    | 'timeout'
    | 'startTimeout'
    | 'stopTimeout'
    | 'silenceTimeout'
    | 'questionGrace'
    | 'onInterrupt'
    | 'notify'
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
