import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import { NO_RULES, type PermissionRules } from '../../core/permissions/rule.ts';
import type { Confinement } from '../../core/session/confinement.ts';
import type { AgentSettings, Human } from '../../engine/local/acp/agent-interface.ts';
import { inheritedEnv } from '../../engine/local/agents/inherited-environment.ts';
import type { ServerSettings } from '../../engine/local/agui-http/server-settings.ts';
import { userConfigPath } from '../../engine/local/state/paths.ts';
import { agentHeaders } from './agent-headers.ts';
import type { Config, Flags } from './resolve-config.ts';
import { flagOf, type Settings } from './settings.ts';

/** What the local engine's agents get: the user's environment less Amber's own, and the policy on permissions. */
export function agentSettings(env: Env, settings: Settings, human: Human | undefined): AgentSettings {
  return {
    env: inheritedEnv(env),
    mcpVariables: env,
    commands: settings.agents ?? {},
    permissions: permissionsFor(settings, human !== undefined),
    confinement: confinementOf(settings),
    offLimits: [userConfigPath(env), ...(settings.tokenFile === undefined ? [] : [settings.tokenFile])],
    servers: serverSettings(env, settings),
    ...(human === undefined ? {} : { human }),
  };
}

/** How agents are reached that are AG-UI servers. @throws AmberError CONFIG */
function serverSettings(env: Env, settings: Settings): ServerSettings {
  const { caFile, insecureSkipTlsVerify, plainHttpHosts } = settings;
  return {
    headers: agentHeaders(settings, env),
    ...(plainHttpHosts !== undefined && { plainHttp: plainHttpHosts }),
    ...(caFile !== undefined && { caFile }),
    ...(insecureSkipTlsVerify === true && { insecure: true }),
  };
}

/** What holds an agent in. */
export function confinementOf({ allowDomain, allowRegistry, keyProxy, sandbox }: Settings): Confinement {
  return { keyProxy, sandbox, domains: allowDomain ?? [], registries: allowRegistry ?? [] };
}

const LOCAL_ONLY = ['sandbox', 'keyProxy'] as const;
const SANDBOX_ONLY = ['allowDomain', 'allowRegistry'] as const;

/** @throws AmberError USAGE for flags that would be silently without effect */
export function checkConfinement(flags: Flags, engine: string, { sandbox }: Pick<Settings, 'sandbox'>): void {
  const opening = sandbox === 'off' ? SANDBOX_ONLY.find((name) => flags[name] !== undefined) : undefined;
  if (opening !== undefined)
    throw new AmberError('USAGE', `${flagOf(opening)} is of a sandbox, and without one the agent reaches every host`, {
      hint: `add --sandbox, or leave ${flagOf(opening)} out`,
    });
  const flag = engine === 'local' ? undefined : LOCAL_ONLY.find((name) => (flags[name] ?? 'off') !== 'off');
  if (flag === undefined) return;
  throw new AmberError('USAGE', `${flagOf(flag)} is for engine local: with engine ${engine} the agent runs elsewhere`, {
    hint: `leave ${flagOf(flag)} out, or --engine local`,
  });
}

/** `ask` needs a person to ask: elsewhere it means what it would come to, and nothing that changes things is allowed. */
export function permissionsFor(
  { permissions }: Pick<Settings, 'permissions'>,
  someoneToAsk: boolean,
): AgentSettings['permissions'] {
  if (permissions === undefined || permissions === 'ask') return someoneToAsk ? 'ask' : 'read';
  return permissions;
}

/** The rules by which requests for permission are answered first; undefined where there are none. @throws AmberError CONFIG */
export async function configuredRules(config: Config, cwd: string): Promise<PermissionRules | undefined> {
  if (config.settings.permissionsFile === undefined) return undefined;
  const { permissionsPath, readPermissionsFile } = await import('./permissions-file.ts');
  const path = permissionsPath(config, cwd);
  return path === undefined ? NO_RULES : readPermissionsFile(path);
}

/**
 * Rules hold where Amber answers the agent. @throws AmberError USAGE for a flag that would be silently without effect
 * @returns what to warn of where they were not asked for by this call itself
 */
export function unheededRules({ settings, sources }: Config, engine: string): string | undefined {
  const { permissionsFile } = settings;
  if (engine === 'local' || permissionsFile === undefined || permissionsFile === NO_RULES.file) return undefined;
  const { permissionsFile: source } = sources;
  const why = `is for engine local: with engine ${engine} the agent is answered elsewhere`;
  if (source !== flagOf('permissionsFile')) return `warning: permissionsFile (${source}) ${why}`;
  throw new AmberError('USAGE', `${source} ${why}`, { hint: `leave ${source} out, or --engine local` });
}
