import type { Env } from '../../core/env.ts';
import { AmberError, invalid } from '../../core/errors.ts';
import { serversForSession } from '../../core/mcp-servers.ts';
import { checkAgentOptions, isEmptyOptions, readAgentOptions } from '../../core/session/agent-options.ts';
import {
  CONFINEMENT_MODES,
  type Confinement,
  DOMAIN_FORM,
  isDomain,
  PACKAGE_REGISTRIES,
} from '../../core/session/confinement.ts';
import { checkBranch } from '../../core/session/git-source.ts';
import { checkProject } from '../../core/session/names.ts';
import type { AgentOptions, McpServerMap, Repo, Workflow } from '../../core/session/session.ts';
import { type RunLimits, runLimits } from '../../core/tracker/run-budget.ts';
import { ENGINES, type Engine } from '../../engine/engine.ts';
import { engineName } from '../../engine/select.ts';
import { NOT_GIVEN } from '../runner.ts';
import { isName } from '../thread/thread-record.ts';
import {
  count,
  flag,
  headersOf,
  list,
  mcpServersOf,
  oneOf,
  positive,
  reposOf,
  textsOf,
  wholeSeconds,
  workflowOf,
} from './input-values.ts';

/** The step's inputs, checked (action.yml describes them). */
export interface Inputs {
  readonly engine: Engine['name'];
  readonly apiUrl?: string;
  readonly apiToken?: string;
  /** Path of a kubeconfig, or `kubeconfigText`, a whole one. */
  readonly kubeconfig?: string;
  readonly kubeconfigText?: string;
  readonly context?: string;
  readonly eventsService?: string;
  readonly project: string;
  readonly prompt?: string;
  readonly sessionName?: string;
  readonly displayName?: string;
  readonly repos: readonly Repo[];
  readonly labels: { readonly [key: string]: string };
  readonly environmentVariables: { readonly [name: string]: string };
  readonly mcpServers?: McpServerMap;
  readonly workflow?: Workflow;
  readonly model?: string;
  /** Of the agent's session, beside the model. */
  readonly agentOptions: AgentOptions;
  readonly agent?: string;
  /** Of requests to an agent that is an AG-UI server. */
  readonly agentHeaders?: { readonly [name: string]: string };
  readonly permissions?: 'read' | 'all' | 'none';
  /** What holds an agent of engine `local` in. */
  readonly confinement: Confinement;
  /** Seconds; 0 is never. */
  readonly inactivityTimeout?: number;
  readonly timeoutMs: number;
  readonly stopOnRunFinished: boolean;
  readonly wait: boolean;
  readonly insecureSkipTlsVerify: boolean;
  readonly caFile?: string;
  readonly failOn: readonly 'needs-input'[];
  readonly trigger: string;
  readonly label: string;
  readonly managedLabel: string;
  /** Logins in lower case. */
  readonly allowUsers: readonly string[];
  readonly allowBots: readonly string[];
  readonly allowForks: boolean;
  readonly trustUnmarkedSessions: boolean;
  readonly promptsDir: string;
  /** Undefined: as the kind of the run has it. */
  readonly comment?: boolean;
  readonly checkRun?: boolean;
  readonly summary: boolean;
  readonly maxAttempts: number;
  readonly base?: string;
  readonly submodules: 'false' | 'true' | 'recursive';
  readonly lfs: boolean;
  readonly deliver: 'push' | 'patch';
  /** A folder that another job has left. */
  readonly deliverFrom?: string;
  readonly draft: boolean;
  readonly signCommits: boolean;
  /** Patterns of paths. */
  readonly allowPaths: readonly string[];
  readonly maxFiles: number;
  /** Bytes. */
  readonly maxFileSize: number;
  readonly commitAuthor: { readonly name: string; readonly email: string };
  readonly concurrency: number;
  readonly githubToken?: string;
  readonly requestId?: string;
  /** The text of a JSON Schema, or the path of one, in the workspace. Not checked yet. */
  readonly outputSchema?: string;
  readonly outputSchemaFile?: string;
  /** What a run may take. */
  readonly budget?: RunLimits;
  /** What the runs of a day may cost together before a pass begins no other one, in US dollars. */
  readonly maxCostPerDay?: number;
}

/**
 * The step's inputs. `get` returns an input's text by its name in action.yml; undefined outside of a runner.
 * @throws AmberError INVALID, USAGE with the input, its value and what is allowed; never with the value of a secret
 */
export function readInputs(get: (name: string) => string | undefined): Inputs {
  const text = (name: string): string | undefined => get(name)?.trim() || undefined;
  const { apiUrl, engine } = engineOf(get);
  const sessionName = text('session-name');
  if (sessionName !== undefined && !isName(sessionName))
    throw invalid('input session-name', 'the name of a session', sessionName);
  const permissions = text('permissions');
  const timeout = text('timeout');
  const maxPerDay = text('max-cost-per-day');
  const inputs: Inputs = {
    engine,
    project: projectOf(text('project'), engine),
    confinement: {
      keyProxy: oneOf('key-proxy', text('key-proxy') ?? 'auto', CONFINEMENT_MODES),
      sandbox: oneOf('sandbox', text('sandbox') ?? 'auto', CONFINEMENT_MODES),
      domains: list(text('allow-domains')).map(domainOf),
      registries: list(text('allow-registries')).map((name) => oneOf('allow-registries', name, PACKAGE_REGISTRIES)),
    },
    repos: reposOf('repos', text('repos')),
    labels: textsOf('labels', text('labels')),
    agentOptions: readAgentOptions({
      effort: text('effort'),
      mode: text('mode'),
      options: textsOf('agent-options', text('agent-options')),
    }),
    environmentVariables: textsOf('environment-variables', text('environment-variables'), true),
    timeoutMs: positive('poll-timeout', text('poll-timeout') ?? '60', 9_000) * 60_000,
    stopOnRunFinished: flag('stop-on-run-finished', text('stop-on-run-finished') ?? 'true'),
    wait: flag('wait', text('wait') ?? 'true'),
    insecureSkipTlsVerify: flag('no-verify-ssl', text('no-verify-ssl') ?? 'false'),
    failOn: list(text('fail-on')).map((name) => oneOf('fail-on', name, ['needs-input'])),
    trigger: triggerOf(text('trigger') ?? '@amber'),
    label: text('label') ?? 'amber:auto-fix',
    managedLabel: text('managed-label') ?? 'amber:managed',
    allowUsers: loginsOf(text('allow-users')),
    allowBots: botsOf(loginsOf(text('allow-bots'))),
    allowForks: flag('allow-forks', text('allow-forks') ?? 'false'),
    trustUnmarkedSessions: flag('trust-unmarked-sessions', text('trust-unmarked-sessions') ?? 'false'),
    promptsDir: folderOf(text('prompts-dir') ?? '.github/amber'),
    summary: flag('summary', text('summary') ?? 'true'),
    maxAttempts: count('max-attempts', text('max-attempts') ?? '3', 100),
    concurrency: count('concurrency', text('concurrency') ?? '4', 100),
    ...given('mcpServers', mcpServersOf(text('mcp-config'))),
    ...given('apiUrl', apiUrl),
    ...kubeconfigOf(get('kubeconfig')),
    ...given('context', text('context')),
    ...given('eventsService', text('events-service')),
    ...given('apiToken', text('api-token')),
    ...given('prompt', promptOf(get('prompt'))),
    ...given('sessionName', sessionName),
    ...given('displayName', text('display-name')),
    ...given('workflow', workflowOf('workflow', text('workflow'))),
    ...given('model', text('model')),
    ...given('agent', text('agent')),
    ...given('agentHeaders', headersOf('agent-headers', text('agent-headers'), text('agent'))),
    ...given(
      'permissions',
      permissions === undefined ? undefined : oneOf('permissions', permissions, ['read', 'all', 'none']),
    ),
    ...given('inactivityTimeout', timeout === undefined ? undefined : wholeSeconds('timeout', timeout)),
    ...given('caFile', text('ca-file')),
    ...given('comment', optionalFlag('comment', text('comment'))),
    ...given('checkRun', optionalFlag('check-run', text('check-run'))),
    submodules: oneOf('submodules', text('submodules') ?? 'false', ['false', 'true', 'recursive']),
    lfs: flag('lfs', text('lfs') ?? 'false'),
    deliver: oneOf('deliver', text('deliver') ?? 'push', ['push', 'patch']),
    ...given('deliverFrom', text('deliver-from')),
    signCommits: flag('sign-commits', text('sign-commits') ?? 'false'),
    draft: flag('draft', text('draft') ?? 'false'),
    allowPaths: list(text('allow-paths')),
    maxFiles: count('max-files', text('max-files') ?? '300', 100_000),
    maxFileSize: Math.floor(positive('max-file-size', text('max-file-size') ?? '5', 100) * 1024 * 1024),
    commitAuthor: authorOf(text('commit-author')),
    ...given('base', branchOf('base', text('base'))),
    ...given('githubToken', text('github-token')),
    ...given('requestId', text('request-id')),
    ...given('budget', budgetOf(text)),
    ...given('maxCostPerDay', maxPerDay === undefined ? undefined : positive('max-cost-per-day', maxPerDay, 1_000_000)),
    ...given('outputSchema', text('output-schema')),
    ...given('outputSchemaFile', text('output-schema-file')),
  };
  checkTogether(inputs);
  return inputs;
}

/**
 * The same; with engine kubernetes, where no project is named, that is the namespace of the kubeconfig's context: as with
 * kubectl. MCP servers have the values of variables as the engine wants it. @throws AmberError, also CONFIG for a kubeconfig that is wrong
 */
export async function readStepInputs(get: (name: string) => string | undefined, env: Env): Promise<Inputs> {
  const inputs = readInputs(await withNamespace(get, env));
  const { engine, environmentVariables, mcpServers } = inputs;
  if (mcpServers === undefined) return inputs;
  const { servers } = serversForSession(mcpServers, { ...env, ...environmentVariables }, engine === 'local');
  return { ...inputs, mcpServers: servers };
}

type Get = (name: string) => string | undefined;

async function withNamespace(get: Get, env: Env): Promise<Get> {
  const isNamed = (get('project')?.trim() ?? '') !== '';
  if (isNamed || engineOf(get).engine !== 'kubernetes') return get;
  const { readContext } = await import('../../engine/kubernetes/access/kubeconfig.ts');
  const context = get('context')?.trim() || undefined;
  const { namespace } = await readContext({ ...kubeconfigOf(get('kubeconfig')), context, env });
  return (name) => (name === 'project' ? namespace : get(name));
}

/** Where the step's session will live. @throws AmberError INVALID, USAGE */
export function engineOf(get: (name: string) => string | undefined): Pick<Inputs, 'engine' | 'apiUrl'> {
  const apiUrl = apiUrlOf(get('api-url'));
  const named = get('engine')?.trim() || undefined;
  const engine = named === undefined ? undefined : oneOf('engine', named, ENGINES);
  return { engine: engineName({ engine, apiUrl }), ...given('apiUrl', apiUrl) };
}

/** What goes only without the other. @throws AmberError USAGE */
function checkTogether(inputs: Inputs): void {
  const {
    agentHeaders,
    agentOptions,
    deliver,
    deliverFrom,
    engine,
    apiUrl,
    apiToken,
    confinement,
    wait,
    stopOnRunFinished,
    allowForks,
    sessionName,
    prompt,
  } = inputs;
  const usage = (message: string, hint: string): AmberError => new AmberError('USAGE', message, { hint });
  if (engine === 'platform' && apiUrl === undefined)
    throw usage('engine "platform" needs the input api-url', 'with: api-url: https://ambient.example.com');
  if (engine === 'platform' && apiToken === undefined)
    throw usage(
      'engine "platform" needs the input api-token',
      'with: api-token: a secret, such as secrets.AMBER_TOKEN',
    );
  const { kubeconfig = inputs.kubeconfigText, context, eventsService } = inputs;
  if (engine !== 'kubernetes' && (kubeconfig ?? context ?? eventsService) !== undefined)
    throw usage(
      `kubeconfig, context and events-service are for engine "kubernetes", and this is "${engine}"`,
      'with: engine: kubernetes',
    );
  const { budget, outputSchema, outputSchemaFile } = inputs;
  if (!wait && budget !== undefined)
    throw usage(
      'max-cost, max-turns and max-tokens go not with wait: false: nobody would be there to count',
      'wait: true',
    );
  if (outputSchema !== undefined && outputSchemaFile !== undefined)
    throw usage('output-schema and output-schema-file are one schema', 'leave one of them out');
  if (!wait && (outputSchema ?? outputSchemaFile) !== undefined)
    throw usage('output-schema does not go with wait: false: nobody would be there to check the answer', 'wait: true');
  if (engine === 'local' && !wait)
    throw usage(
      'wait: false does not go with engine "local": the runner ends all that a job leaves behind',
      'wait: true',
    );
  if (engine === 'local' && !stopOnRunFinished)
    throw usage(
      'stop-on-run-finished: false does not go with engine "local": its sessions end with the job',
      'stop-on-run-finished: true',
    );
  if (engine === 'local' && allowForks)
    throw usage(
      'allow-forks does not go with engine "local": a fork’s code would run on this runner',
      'engine: platform, or allow-forks: false',
    );
  for (const [name, mode] of [['key-proxy', confinement.keyProxy] as const, ['sandbox', confinement.sandbox] as const])
    if (engine !== 'local' && mode === 'on')
      throw usage(`${name}: on does not go with engine "${engine}": its agents run elsewhere`, `leave ${name} out`);
  if (engine !== 'local' && agentHeaders !== undefined)
    throw usage(
      `agent-headers does not go with engine "${engine}": its agents run elsewhere`,
      'leave agent-headers out',
    );
  checkAgentOptions(agentOptions);
  if (engine === 'kubernetes' && !isEmptyOptions(agentOptions))
    throw usage(
      'effort, mode and agent-options go not with engine "kubernetes": its runners have no such options',
      'leave them out',
    );
  if (deliverFrom !== undefined && (prompt !== undefined || engine !== 'local'))
    throw usage(
      'deliver-from goes with neither a prompt nor another engine than "local": it brings what a job has left, and runs nothing',
      'leave the others out',
    );
  if (deliverFrom !== undefined && deliver === 'patch')
    throw usage('deliver: patch and deliver-from are of two jobs', 'leave one of them out');
  if (sessionName !== undefined && prompt === undefined)
    throw usage('session-name needs a prompt: it names the session that the prompt is sent to', 'prompt: …');
}

/** @throws AmberError USAGE if it was given and is empty: a missing secret must not come to another engine silently */
function apiUrlOf(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === NOT_GIVEN) return undefined;
  if (text.trim() === '')
    throw new AmberError('USAGE', 'input api-url is given but empty', {
      hint: 'is the secret set, and may this workflow read it? Leave the input out for engine "local"',
    });
  return text.trim();
}

/** As it was written: white space may be meant. @throws AmberError USAGE if it was given and is empty */
function promptOf(text: string | undefined): string | undefined {
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
function kubeconfigOf(text: string | undefined): Pick<Inputs, 'kubeconfig' | 'kubeconfigText'> {
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

function projectOf(project: string | undefined, engine: Engine['name']): string {
  if (project === undefined) {
    if (engine === 'local') return 'default';
    throw new AmberError('USAGE', `engine "${engine}" needs the input project`, { hint: 'with: project: team-a' });
  }
  checkProject(project);
  return project;
}

function triggerOf(phrase: string): string {
  if (/\s/.test(phrase) || phrase.length > 100)
    throw invalid('input trigger', 'a word of at most 100 characters', phrase);
  return phrase;
}

function botsOf(logins: readonly string[]): readonly string[] {
  if (logins.includes('*')) throw invalid('input allow-bots', 'exact logins; everybody can make a bot', '*');
  return logins;
}

/** @throws AmberError INVALID */
function budgetOf(text: (name: string) => string | undefined): RunLimits | undefined {
  const [cost, turns, tokens] = [text('max-cost'), text('max-turns'), text('max-tokens')];
  return runLimits({
    maxCost: cost === undefined ? undefined : positive('max-cost', cost, 1_000_000),
    maxTurns: turns === undefined ? undefined : count('max-turns', turns, 1_000_000),
    maxTokens: tokens === undefined ? undefined : count('max-tokens', tokens, 1e12),
  });
}

/** In lower case; people write them with an `@`. */
function loginsOf(text: string | undefined): readonly string[] {
  return list(text).map((login) => login.replace(/^@/, '').toLowerCase());
}

/** A path within the repository. */
function folderOf(path: string): string {
  const folder = path.replace(/^\.\//, '').replace(/\/+$/, '');
  if (folder === '' || folder.startsWith('/') || folder.split('/').includes('..'))
    throw invalid('input prompts-dir', 'a folder within the repository', path);
  return folder;
}

const ACTIONS_BOT = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' };

/** `Name <address>`; the account of workflows if it is not given. @throws AmberError INVALID */
function authorOf(text: string | undefined): Inputs['commitAuthor'] {
  if (text === undefined) return ACTIONS_BOT;
  const [, name, email] = /^([^<>\n\0]*[^<>\n\0\s])\s*<([^<>\s\0]+)>$/.exec(text) ?? [];
  if (name === undefined || email === undefined) throw invalid('input commit-author', 'Name <address>', text);
  return { name, email };
}

/** @throws AmberError INVALID */
function branchOf(name: string, text: string | undefined): string | undefined {
  if (text !== undefined) checkBranch(text, `input ${name}`);
  return text;
}

function domainOf(text: string): string {
  if (!isDomain(text)) throw invalid('input allow-domains', DOMAIN_FORM, text);
  return text;
}

const optionalFlag = (name: string, text: string | undefined): boolean | undefined =>
  text === undefined ? undefined : flag(name, text);

function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}
