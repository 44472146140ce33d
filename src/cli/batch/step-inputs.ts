import { didYouMean } from '../../core/did-you-mean.ts';
import { AmberError } from '../../core/errors.ts';
import type { Inputs } from '../../github/inputs/inputs.ts';
import type { SettingName } from '../config/settings.ts';
import type { Context } from '../context.ts';
import { refuseClusterFlags } from '../open-engine.ts';
import type { Io } from '../process/io.ts';

/** The settings that the Action has inputs for. */
const INPUT_OF = {
  project: 'project',
  apiUrl: 'api-url',
  context: 'context',
  kubeconfig: 'kubeconfig',
  eventsService: 'events-service',
  caFile: 'ca-file',
  insecureSkipTlsVerify: 'no-verify-ssl',
  agent: 'agent',
  model: 'model',
  effort: 'effort',
  mode: 'mode',
  option: 'agent-options',
  sandbox: 'sandbox',
  keyProxy: 'key-proxy',
  allowDomain: 'allow-domains',
  allowRegistry: 'allow-registries',
  maxCost: 'max-cost',
  maxTurns: 'max-turns',
  maxTokens: 'max-tokens',
  maxCostPerDay: 'max-cost-per-day',
} as const satisfies { readonly [K in SettingName]?: string };

/**
 * What a step with these settings would be given: a pass does on a laptop what it does in a job, and keeps agents from GitHub as
 * it does there. `given`: the Action's own inputs, which win. @throws AmberError USAGE, INVALID
 */
export async function stepInputs(
  io: Io,
  context: Context,
  given: ReadonlyMap<string, string>,
  githubToken: string,
): Promise<Inputs> {
  const { config, engineName, settings } = context;
  refuseClusterFlags(context);
  if ((settings.as ?? settings.asGroup) !== undefined)
    throw new AmberError('USAGE', 'a pass acts as yourself: --as and --as-group go not with it', {
      hint: 'a context of the kubeconfig can name another user',
    });
  const inputs = new Map<string, string>([
    ['engine', engineName],
    ['github-token', githubToken],
  ]);
  for (const [setting, input] of Object.entries(INPUT_OF) as readonly (readonly [keyof typeof INPUT_OF, string])[]) {
    const value = settings[setting];
    // The defaults of a terminal are not those of a step.
    if (value === undefined || config.sources[setting] === 'default') continue;
    if (
      (setting === 'kubeconfig' || setting === 'context' || setting === 'eventsService') &&
      engineName !== 'kubernetes'
    )
      continue;
    inputs.set(input, setting === 'option' ? JSON.stringify(value) : String(value));
  }
  if (engineName !== 'local') {
    inputs.set('project', settings.project);
    const { platformToken } = await import('../config/platform-options.ts');
    inputs.set('api-token', await platformToken(io, context)());
  }
  const agent = settings.agents?.[settings.agent ?? ''];
  if (agent !== undefined) inputs.set('agent', agent);
  const { mcpConfig, mcpServers, trustProject } = settings;
  if ((mcpConfig ?? mcpServers ?? trustProject) !== undefined) {
    const { configuredMcpServers } = await import('../config/configured-mcp-servers.ts');
    const servers = await configuredMcpServers(config, io.cwd);
    if (Object.keys(servers).length > 0) inputs.set('mcp-config', JSON.stringify({ mcpServers: servers }));
  }
  if (config.sources.timeout !== 'default') inputs.set('poll-timeout', String(settings.timeout / 60_000));
  for (const [name, value] of given) inputs.set(name, value);
  const { readInputs } = await import('../../github/inputs/read-inputs.ts');
  return readInputs((name) => inputs.get(name));
}

/** The Action's inputs, as `name=value`, named as in action.yml. @throws AmberError USAGE */
export function inputsOf(texts: readonly string[], known: readonly string[]): ReadonlyMap<string, string> {
  const inputs = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = text.slice(0, at);
    if (at < 1) throw new AmberError('USAGE', '--input must be name=value, named as in action.yml');
    if (name.endsWith('-token'))
      throw new AmberError('USAGE', `${name} does not come from the command line, where others can read it`, {
        hint: name === 'api-token' ? 'AMBER_TOKEN=…' : 'GITHUB_TOKEN=…',
      });
    if (!known.includes(name)) {
      const hint = didYouMean(name, known) ?? `known are ${known.join(', ')}`;
      throw new AmberError('USAGE', `the Action has no input "${name}"`, { hint });
    }
    inputs.set(name, text.slice(at + 1));
  }
  return inputs;
}
