import type { Env } from '../../core/env.ts';
import { invalid } from '../../core/errors.ts';
import { serversForSession } from '../../core/mcp-servers.ts';
import { readAgentOptions } from '../../core/session/agent-options.ts';
import { CONFINEMENT_MODES, PACKAGE_REGISTRIES } from '../../core/session/confinement.ts';
import { ENGINES } from '../../engine/engine.ts';
import { engineName } from '../../engine/select.ts';
import { MANAGED } from '../labels.ts';
import { isName } from '../thread/thread-record.ts';
import { checkCombinations } from './check-combinations.ts';
import {
  apiUrlOf,
  authorOf,
  botsOf,
  branchOf,
  budgetOf,
  count,
  domainOf,
  flag,
  folderOf,
  headersOf,
  kubeconfigOf,
  list,
  loginsOf,
  mcpServersOf,
  oneOf,
  optionalFlag,
  positive,
  projectOf,
  promptOf,
  reposOf,
  textsOf,
  triggerOf,
  wholeSeconds,
  workflowOf,
} from './input-values.ts';
import type { Inputs } from './inputs.ts';

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
    managedLabel: text('managed-label') ?? MANAGED,
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
  checkCombinations(inputs);
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

function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}
