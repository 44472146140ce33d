import { resolve } from 'node:path';
import { systemClock } from '../async/system-clock.ts';
import type { Clock } from '../core/clock.ts';
import type { Env } from '../core/env.ts';
import { AmberError } from '../core/errors.ts';
import { ENGINES, type Engine } from '../engine/engine.ts';
import { inheritedEnv } from '../engine/local/agents/inherited-environment.ts';
import type { LocalOptions } from '../engine/local/local-options.ts';
import { stateDirOf, userConfigPath } from '../engine/local/state/paths.ts';
import type { PlatformOptions } from '../engine/platform/platform-engine.ts';
import { checkObject, checkTexts } from './check-options.ts';

interface Anywhere {
  /** The environment, for the engine and for its agents; the process's own if absent. */
  readonly env?: Env;
  /** Receives messages for a person, a line each. They are dropped if it is absent. */
  readonly notice?: (message: string) => void;
}

/**
 * Sessions on this machine, hosted by this process: their agents end with it. `close` waits until they have ended.
 */
export interface LocalEngineOptions extends Anywhere {
  readonly engine: 'local';
  /** Workspace of new sessions; the current directory if absent. */
  readonly cwd?: string;
  /** Where sessions are kept; where the command line keeps its own if absent. */
  readonly stateDir?: string;
  /** Command lines that speak ACP by the names that sessions call them by, beside the known agents. */
  readonly agents?: { readonly [name: string]: string };
}

/** A token, or what returns it; it is asked again once the server no longer accepts the last one. */
export type Token = string | (() => string | Promise<string>);

/** Sessions behind the platform's HTTP API, or that of `amber serve`. */
export interface PlatformEngineOptions extends Anywhere {
  readonly engine: 'platform';
  /** With or without `/api`. */
  readonly apiUrl: string;
  /** None is sent if absent. */
  readonly token?: Token | undefined;
  /** Certificates (PEM) that are trusted in place of the system's. */
  readonly ca?: string;
  /** Accepts any certificate: anyone in between can read the token. */
  readonly insecure?: boolean;
}

/** Sessions as custom resources of a cluster. */
export interface KubernetesEngineOptions extends Anywhere {
  readonly engine: 'kubernetes';
  /** Paths as in KUBECONFIG; as kubectl finds it, or the pod's own account, if absent. */
  readonly kubeconfig?: string;
  readonly context?: string;
  /** The address of a server of the sessions' events: the platform's backend, or `amber serve`. */
  readonly apiUrl?: string;
  /** The Service of one in the cluster, reached by port-forward: `namespace/name:port`. */
  readonly eventsService?: string;
  /** For that server, where it wants another than the cluster. */
  readonly token?: Token | undefined;
}

export type EngineOptions = LocalEngineOptions | PlatformEngineOptions | KubernetesEngineOptions;

/**
 * Opens an engine: where sessions live. Nothing of the command line's configuration is read. Close it.
 * @throws AmberError CONFIG, USAGE
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  checkObject('openEngine', options, EXAMPLE);
  const { env = process.env, notice = () => {} } = options;
  const machine = { env, notice, clock: systemClock };
  switch (options.engine) {
    case 'local': {
      checkTexts(options, ['cwd', 'stateDir']);
      const { createLocalEngine } = await import('../engine/local/create-local-engine.ts');
      return createLocalEngine(localOptions(options, machine));
    }
    case 'platform': {
      checkTexts({ ...options, apiUrl: options.apiUrl ?? null }, ['apiUrl', 'ca']);
      const { createPlatformEngine } = await import('../engine/platform/platform-engine.ts');
      return createPlatformEngine(platformOptions(options, machine));
    }
    case 'kubernetes': {
      checkTexts(options, ['kubeconfig', 'context', 'apiUrl', 'eventsService']);
      const { createKubernetesEngine } = await import('../engine/kubernetes/kubernetes-engine.ts');
      const { kubeconfig, context, apiUrl, eventsService, token } = options;
      const backend = apiUrl === undefined ? {} : { backend: async () => platformOptions({ apiUrl, token }, machine) };
      const events = { ...backend, eventsService, token: tokenOf(token) };
      return createKubernetesEngine({ ...machine, kubeconfig, context, apiUrl, events });
    }
    default:
      throw new AmberError('USAGE', `openEngine: engine must be one of ${ENGINES.join(', ')}`, {
        hint: EXAMPLE,
      });
  }
}

const EXAMPLE = "openEngine({ engine: 'local' })";

interface Machine extends Required<Anywhere> {
  readonly clock: Clock;
}

function localOptions({ agents = {}, cwd, stateDir }: LocalEngineOptions, machine: Machine): LocalOptions {
  const { env } = machine;
  return {
    ...machine,
    stateDir: stateDir === undefined ? stateDirOf(env) : resolve(stateDir),
    cwd: resolve(cwd ?? '.'),
    hosting: 'here',
    spawnHost: () => {
      throw new AmberError('UNSUPPORTED', 'sessions of this engine are hosted by the process that opened it');
    },
    // What a session does not say itself: see `NewSession`.
    agent: {
      env: inheritedEnv(env),
      mcpVariables: env,
      commands: agents,
      permissions: 'read',
      offLimits: [userConfigPath(env)],
    },
    onExit: (handler) => {
      process.on('exit', handler);
      return () => process.off('exit', handler);
    },
  };
}

function platformOptions(
  { apiUrl, token, ca, insecure }: Omit<PlatformEngineOptions, 'engine'>,
  machine: Machine,
): PlatformOptions {
  return {
    ...machine,
    apiUrl,
    token: tokenOf(token),
    ...(ca !== undefined && { ca }),
    ...(insecure === true && { insecure }),
  };
}

/** "" for none, as the engines take it. */
function tokenOf(token: Token = ''): () => Promise<string> {
  return async () => (typeof token === 'string' ? token : token());
}
