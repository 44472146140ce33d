import { join } from 'node:path';
import { AmberError } from '../core/errors.ts';
import type { PermissionMode } from '../core/session/permission-mode.ts';
import type { SessionRef } from '../core/session/session.ts';
import type { Engine } from '../engine/engine.ts';
import type { Human } from '../engine/local/acp/agent-interface.ts';
import type { LocalOptions } from '../engine/local/local-options.ts';
import { pathsOf } from '../engine/local/state/paths.ts';
import { selectEngine } from '../engine/select.ts';
import { agentSettings, configuredRules } from './config/local-agent-settings.ts';
import { flagOf } from './config/settings.ts';
import type { Context } from './context.ts';
import type { Io } from './process/io.ts';

/** How this command hosts sessions of the local engine. */
export interface Hosting {
  readonly hosting: LocalOptions['hosting'];
  readonly human?: Human;
  /** See `LocalOptions.questionGrace`. */
  readonly questionGrace?: number;
  /** See `AgentSettings.mostPermissions`. */
  readonly mostPermissions?: PermissionMode;
}

/** The engine that the settings choose. Close it. @throws AmberError CONFIG; USAGE for flags of another engine */
export async function openEngine(
  io: Io,
  context: Context,
  hosting: Hosting = { hosting: 'own-process' },
): Promise<Engine> {
  refuseClusterFlags(context);
  context.verbose?.decision(engineReason(context));
  return selectEngine(context.settings, {
    local: () => localOptions(io, context, hosting),
    platform: async () => (await import('./config/platform-options.ts')).platformOptions(io, context),
    kubernetes: async () => (await import('./config/kubernetes-options.ts')).kubernetesOptions(io, context),
  });
}

/** Which engine it is, and what has named it. */
function engineReason({ config: { files, settings, sources }, engineName }: Context): string {
  const named =
    settings.engine !== undefined ? sources.engine : settings.apiUrl && `there is an address, ${sources.apiUrl}`;
  const read = files.length === 0 ? '' : `; configuration: ${files.join(', ')}`;
  return `engine ${engineName} (${named ?? 'nothing names another'}), project ${settings.project} (${sources.project})${read}`;
}

/**
 * Who names a cluster must not get an agent on this machine. What a variable or a file says is there for other calls too.
 * @throws AmberError USAGE for flags that only engine kubernetes knows
 */
export function refuseClusterFlags({ config: { sources }, engineName }: Pick<Context, 'config' | 'engineName'>): void {
  if (engineName === 'kubernetes') return;
  const flag = CLUSTER_SETTINGS.find((name) => sources[name] === flagOf(name));
  if (flag === undefined) return;
  throw new AmberError('USAGE', `${flagOf(flag)} is for engine kubernetes, and this is ${engineName}`, {
    hint: '-e kubernetes',
  });
}

const CLUSTER_SETTINGS = ['context', 'kubeconfig', 'as', 'asGroup', 'eventsService'] as const;

/** What the local engine needs of this process. */
export function localOptions(
  io: Io,
  { config, stateDir, settings, notice }: Context,
  { hosting, human, questionGrace = 0, mostPermissions }: Hosting,
): LocalOptions {
  return {
    stateDir,
    hosting,
    questionGrace,
    spawnHost: (ref: SessionRef) =>
      io.spawnSelf(['host-session', `${ref.project}/${ref.name}`], join(pathsOf(stateDir, ref).dir, 'host.log')),
    agent: {
      ...agentSettings(io.env, settings, human),
      readPermissionRules: () => configuredRules(config, io.cwd),
      ...(mostPermissions !== undefined && { mostPermissions }),
    },
    cwd: io.cwd,
    clock: io.clock,
    onExit: io.onExit,
    notice,
  };
}
