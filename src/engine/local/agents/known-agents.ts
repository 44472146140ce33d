import { basename } from 'node:path';
import { nearest } from '../../../core/did-you-mean.ts';
import type { Env } from '../../../core/env.ts';
import { AmberError } from '../../../core/errors.ts';
import type { Reported } from '../../../core/tracker/run-budget.ts';
import { ownCommand, ownScript } from './amber-programs.ts';
import { pointCodex } from './codex.ts';
import { splitCommandLine } from './command-line.ts';
import { findCommand } from './find-command.ts';

type Commands = { readonly [name: string]: string };

/** The API of an agent's model, of an agent that can be pointed at another address than the API's own. */
export interface ModelApi {
  /** Where it is, unless `addressVariable` names another place. */
  readonly address: string;
  readonly addressVariable: string;
  /** The variables that hold a key, and how the agent sends it. */
  readonly keys: { readonly [variable: string]: KeyHeader };
  /** Variables by which the agent talks to another API, in another way. */
  readonly elsewhere: readonly string[];
  /** What points the agent at an address, beside `addressVariable`. `keyVariable`: one that holds its key. @throws AmberError CONFIG */
  readonly point?: (address: string, keyVariable: string, env: Env) => { readonly [name: string]: string };
}

/** The header that a key is sent in; in `authorization` it stands behind the word Bearer. */
export type KeyHeader = 'authorization' | 'x-api-key' | 'x-goog-api-key';

/** An agent that Amber knows by name. */
export interface RegisteredAgent {
  readonly command: string;
  /** How its command comes onto this machine. */
  readonly install: string;
  readonly login: Login;
  /** Variables that carry its credentials: what the Action passes on to it. */
  readonly credentials: readonly string[];
  /** Credential → the agent's authentication methods that take it, the newest first, where the agent does not use it by itself. */
  readonly methods?: { readonly [variable: string]: readonly string[] };
  /** The variable, and its value, without which it refuses to run as root. */
  readonly asRoot?: { readonly variable: string; readonly value: string };
  /** Absent where the agent can't be pointed at another address. */
  readonly api?: ModelApi;
  /** The hosts that it needs for its model and its login. */
  readonly hosts: readonly string[];
  readonly state: AgentState;
  /** What it reports of a run while that goes on, as tried with the agent itself. Absent: nothing, or not known. */
  readonly reportsEarly?: readonly Reported[];
}

/** Where an agent keeps its settings, logins and conversations: beneath the home folder, unless a variable names a folder. */
export interface AgentState {
  readonly paths: readonly string[];
  readonly variable?: string;
}

/** How a person logs in to an agent. */
export interface Login {
  /** The command that does it, and how it comes onto this machine: not every agent brings it along. */
  readonly command: string;
  readonly install: string;
  /** What to type. */
  readonly type: string;
  /** The variable that does without, where one does. */
  readonly variable?: string;
}

/** The order is the one in which an unnamed agent is looked for. */
export const REGISTRY: { readonly [name: string]: RegisteredAgent } = {
  claude: {
    command: 'claude-agent-acp',
    install: 'npm install -g @agentclientprotocol/claude-agent-acp',
    login: {
      command: 'claude',
      install: 'npm install -g @anthropic-ai/claude-code',
      type: 'run claude and type /login',
      variable: 'ANTHROPIC_API_KEY',
    },
    asRoot: { variable: 'IS_SANDBOX', value: '1' },
    credentials: [
      'ANTHROPIC_API_KEY',
      'ANTHROPIC_AUTH_TOKEN',
      'ANTHROPIC_BASE_URL',
      'CLAUDE_CODE_OAUTH_TOKEN',
      'CLAUDE_CONFIG_DIR',
    ],
    api: {
      address: 'https://api.anthropic.com',
      addressVariable: 'ANTHROPIC_BASE_URL',
      keys: {
        ANTHROPIC_API_KEY: 'x-api-key',
        ANTHROPIC_AUTH_TOKEN: 'authorization',
        CLAUDE_CODE_OAUTH_TOKEN: 'authorization',
      },
      elsewhere: ['CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_USE_VERTEX', 'CLAUDE_CODE_USE_FOUNDRY'],
    },
    hosts: ['api.anthropic.com', 'platform.claude.com', 'console.anthropic.com'],
    state: { paths: ['.claude', '.claude.json'], variable: 'CLAUDE_CONFIG_DIR' },
    reportsEarly: ['tokens'],
  },
  codex: {
    command: 'codex-acp',
    install: 'npm install -g @agentclientprotocol/codex-acp',
    login: {
      command: 'codex',
      install: 'npm install -g @openai/codex',
      type: 'run codex login',
      variable: 'OPENAI_API_KEY',
    },
    credentials: ['OPENAI_API_KEY', 'CODEX_API_KEY', 'OPENAI_BASE_URL', 'CODEX_HOME'],
    methods: { CODEX_API_KEY: ['api-key', 'codex-api-key'], OPENAI_API_KEY: ['api-key', 'openai-api-key'] },
    api: {
      address: 'https://api.openai.com/v1',
      addressVariable: 'OPENAI_BASE_URL',
      keys: { CODEX_API_KEY: 'authorization', OPENAI_API_KEY: 'authorization' },
      elsewhere: ['MODEL_PROVIDER'],
      point: pointCodex,
    },
    hosts: ['api.openai.com', 'chatgpt.com', 'auth.openai.com'],
    state: { paths: ['.codex'], variable: 'CODEX_HOME' },
    reportsEarly: ['tokens'],
  },
  gemini: {
    command: 'gemini --acp',
    install: 'npm install -g @google/gemini-cli',
    login: {
      command: 'gemini',
      install: 'npm install -g @google/gemini-cli',
      type: 'run gemini once and log in',
      variable: 'GEMINI_API_KEY',
    },
    credentials: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_CLOUD_PROJECT', 'GOOGLE_APPLICATION_CREDENTIALS'],
    methods: { GEMINI_API_KEY: ['gemini-api-key'] },
    api: {
      address: 'https://generativelanguage.googleapis.com',
      addressVariable: 'GOOGLE_GEMINI_BASE_URL',
      keys: { GEMINI_API_KEY: 'x-goog-api-key' },
      elsewhere: ['GOOGLE_GENAI_USE_VERTEXAI', 'GOOGLE_GENAI_USE_GCA'],
    },
    hosts: ['generativelanguage.googleapis.com', 'cloudcode-pa.googleapis.com', 'oauth2.googleapis.com'],
    state: { paths: ['.gemini'] },
  },
  copilot: {
    command: 'copilot --acp',
    install: 'npm install -g @github/copilot',
    login: {
      command: 'copilot',
      install: 'npm install -g @github/copilot',
      type: 'run copilot and type /login',
      variable: 'COPILOT_GITHUB_TOKEN',
    },
    credentials: ['COPILOT_GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_TOKEN'],
    hosts: ['api.github.com', '*.githubcopilot.com'],
    state: { paths: ['.copilot'], variable: 'COPILOT_HOME' },
  },
  opencode: {
    command: 'opencode acp',
    install: 'npm install -g opencode-ai',
    login: { command: 'opencode', install: 'npm install -g opencode-ai', type: 'run opencode auth login' },
    credentials: ['OPENCODE_API_KEY', 'ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GEMINI_API_KEY'],
    hosts: ['opencode.ai', 'models.dev', 'api.anthropic.com', 'api.openai.com', 'generativelanguage.googleapis.com'],
    state: {
      paths: ['.local/share/opencode', '.local/state/opencode', '.config/opencode', '.cache/opencode'],
    },
  },
};

/** The name of the built-in agent. */
export const DEMO = 'demo';

export interface AgentListing {
  readonly name: string;
  readonly command: string;
  readonly usable: boolean;
  /** The file that would be started. */
  readonly path?: string;
  /** Why it can't be used, and what to do. */
  readonly why?: string;
}

/** Every agent by name, those of the user's configuration first, with what PATH says. Nothing is started. */
export function listAgents(env: Env, commands: Commands): AgentListing[] {
  const listed = allCommands(commands).map(([name, command]) => look(name, command, env));
  return [...listed, { name: DEMO, command: '(built in)', usable: true, path: ownScript('demo') }];
}

/** The variables that carry an agent's credentials; for a command line of one's own, those of no agent. */
export function credentialVariables(runnerType: string): readonly string[] {
  return REGISTRY[runnerType]?.credentials ?? [];
}

/** What is known of an agent, by its name or by the command that is started, also where that stands behind an interpreter. */
export function knownAgent({
  name,
  argv,
}: {
  readonly name: string;
  readonly argv: readonly string[];
}): RegisteredAgent | undefined {
  if (Object.hasOwn(REGISTRY, name)) return REGISTRY[name];
  const files = argv.slice(0, 2).map((word) => basename(word).replace(/\.(?:js|exe|cmd)$/, ''));
  return Object.values(REGISTRY).find(({ command }) => files.includes(command.split(' ', 1)[0] ?? ''));
}

/** An agent, ready to be started. */
export interface ResolvedAgent {
  readonly name: string;
  readonly argv: [string, ...string[]];
}

/**
 * What to start for a name of the registry or for a command line that speaks ACP; without either, the first agent that
 * is found on PATH. A name wins over a command of the same name.
 * @throws AmberError AGENT if there is no such agent, or its command is not installed
 */
export function resolveAgent(runnerType: string | undefined, env: Env, commands: Commands): ResolvedAgent {
  const wanted = runnerType?.trim() ?? '';
  if (wanted === '') return firstUsable(env, commands);
  const command = Object.hasOwn(commands, wanted) ? commands[wanted] : undefined;
  const known = command ?? (Object.hasOwn(REGISTRY, wanted) ? REGISTRY[wanted]?.command : undefined);
  if (known !== undefined) {
    const found = look(wanted, known, env);
    if (!found.usable) throw new AmberError('AGENT', `agent "${wanted}" can't be used here: ${found.why}`, TRY_DEMO);
    return { name: wanted, argv: located(known, env) };
  }
  if (wanted === DEMO) return { name: DEMO, argv: ownCommand('demo') };
  const argv = splitCommandLine(wanted);
  if (isPath(argv[0]) || findCommand(argv[0], env) !== undefined) return { name: wanted, argv: located(wanted, env) };
  const names = [...allCommands(commands).map(([name]) => name), DEMO];
  const near = nearest(wanted, names);
  throw new AmberError(
    'AGENT',
    argv.length > 1
      ? `cannot start the agent "${wanted}": ${argv[0]} is not on PATH`
      : `no agent "${wanted}": it is neither one of ${names.join(', ')} nor a command on PATH`,
    { hint: near === undefined ? TRY_DEMO.hint : `did you mean --agent ${near}?` },
  );
}

const TRY_DEMO = { hint: 'amber agents shows what is usable here; --agent demo is built in and needs no key' };

function firstUsable(env: Env, commands: Commands): ResolvedAgent {
  for (const [name, command] of allCommands(commands))
    if (look(name, command, env).usable) return { name, argv: located(command, env) };
  const looked = allCommands(commands).map(([name]) => name);
  throw new AmberError('AGENT', `no agent found on PATH (looked for ${looked.join(', ')})`, {
    hint: '--agent demo is built in and needs no key; amber agents says how to install the others',
  });
}

function allCommands(commands: Commands): (readonly [string, string])[] {
  const registered = Object.entries(REGISTRY).map(([name, { command }]) => [name, command] as const);
  return [...Object.entries(commands), ...registered.filter(([name]) => !Object.hasOwn(commands, name))];
}

function look(name: string, command: string, env: Env): AgentListing {
  let file: string;
  try {
    [file] = splitCommandLine(command);
  } catch (error) {
    return { name, command, usable: false, why: error instanceof Error ? error.message : String(error) };
  }
  if (isPath(file)) return { name, command, usable: true, path: file };
  const path = findCommand(file, env);
  if (path !== undefined) return { name, command, usable: true, path };
  const install = REGISTRY[name]?.command === command ? `; ${REGISTRY[name].install}` : '';
  return { name, command, usable: false, why: `${file} is not on PATH${install}` };
}

/** The command's words with the file in front that PATH has for it, so that what was checked is what is started. */
function located(command: string, env: Env): [string, ...string[]] {
  const [file, ...args] = splitCommandLine(command);
  return [isPath(file) ? file : (findCommand(file, env) ?? file), ...args];
}

const isPath = (file: string): boolean => /[\\/]/.test(file);
