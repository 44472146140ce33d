import type { Env } from '../core/env.ts';
import type { AmberError } from '../core/errors.ts';
import { givenSecrets, secretsIn, secretsInAddresses, secretsOf } from '../core/secrets/from-environment.ts';
import { makeRedactor } from '../core/secrets/redact.ts';
import type { Session } from '../core/session/session.ts';
import type { Engine } from '../engine/engine.ts';
import { headerSecrets } from '../engine/local/agui-http/server-settings.ts';
import { stateDirOf } from '../engine/local/state/paths.ts';
import { engineName } from '../engine/select.ts';
import { oneLine } from '../render/plain-text.ts';
import type { Redactor } from '../render/renderer.ts';
import { writeLines } from '../render/wrap-lines.ts';
import { knownHeaders } from './config/agent-headers.ts';
import { type ConfigFile, type Refuse, readConfigFiles } from './config/read-config-files.ts';
import { type Config, resolveConfig } from './config/resolve-config.ts';
import type { Settings } from './config/settings.ts';
import type { CommonOptions } from './flags/common-options.ts';
import type { Io } from './process/io.ts';
import { VerboseLog } from './verbose-log.ts';

/** What every command starts from: its settings, and what must not be shown. */
export interface Context {
  readonly config: Config;
  readonly settings: Settings;
  readonly stateDir: string;
  readonly engineName: Engine['name'];
  /** Knows the values that must not appear anywhere; what it learns, the printer of errors knows too. */
  readonly redactor: Redactor;
  /** Shows a warning to a person, once, and not with `-q`. */
  readonly notice: (message: string) => void;
  /** Logs requests and decisions, with `-v`. */
  readonly verbose: VerboseLog | undefined;
  /** What is wrong with files and variables, and was left out: none, unless that was asked for. */
  readonly faults: readonly AmberError[];
}

/** The options of a call that its context depends on. */
type ContextOptions = Pick<CommonOptions, 'flags'> & Partial<Pick<CommonOptions, 'quiet' | 'verbose'>>;

/** `sessionEnv`: variables that the call itself gives: whatever they are called, their values are secrets. @throws AmberError USAGE, CONFIG */
export function openContext(io: Io, options: ContextOptions, sessionEnv: Env = {}): Promise<Context> {
  return contextOf(io, options, sessionEnv, undefined);
}

/** For commands that never make a session: with what is sound of the configuration. @throws AmberError USAGE */
export function openSoundContext(io: Io, options: ContextOptions): Promise<Context> {
  return contextOf(io, options, {}, []);
}

/**
 * The same, and says what was left out. A bad file must not keep anybody from stopping a session, or from looking at one.
 * @throws AmberError USAGE
 */
export async function openTolerantContext(io: Io, options: ContextOptions): Promise<Context> {
  const context = await openSoundContext(io, options);
  if (options.quiet) return context;
  for (const { message } of context.faults)
    await writeLines(io.stderr, `warning: ${context.redactor.all(oneLine(message))}; left out (amber doctor)\n`);
  return context;
}

async function contextOf(
  io: Io,
  { flags, quiet, verbose }: ContextOptions,
  sessionEnv: Env,
  faults: AmberError[] | undefined,
): Promise<Context> {
  const refuse: Refuse = (fault) => {
    if (faults === undefined) throw fault;
    faults.push(fault);
  };
  const files = await readConfigFiles(io.env, io.cwd, refuse);
  const config = await withContextsNamespace(
    io.env,
    resolveConfig({ flags, env: io.env, files, registry: await registryFor(files), refuse }),
  );
  const { settings } = config;
  const redactor = makeRedactor([]);
  const learn = (secrets: Iterable<string>): void => {
    const all = [...secrets];
    for (const secret of all) io.secrets.add(secret);
    redactor.learn(all);
  };
  const noticed = new Set<string>();
  learn([
    ...secretsOf(io.env),
    ...givenSecrets(settings.env ?? {}, sessionEnv),
    ...headerSecrets(knownHeaders(settings, io.env)),
    ...secretsInAddresses(...io.argv, JSON.stringify(settings)),
  ]);
  const log = verbose === true ? new VerboseLog(io, redactor.all) : undefined;
  await log?.followProcess();
  return {
    config,
    settings,
    stateDir: stateDirOf(io.env),
    engineName: engineName(settings),
    redactor: { ...redactor, learn },
    notice: (message) => {
      if (quiet === true || noticed.has(message)) return;
      noticed.add(message);
      void writeLines(io.stderr, `${redactor.all(message)}\n`);
    },
    verbose: log,
    faults: faults ?? [],
  };
}

/** For a call that shows these sessions: they may carry secrets that this call's environment does not have. */
export function learnSecretsOf({ redactor }: Context, ...sessions: readonly Session[]): void {
  redactor.learn(sessions.flatMap(({ spec }) => secretsIn(spec)));
}

/**
 * Sessions of a cluster are in the namespace of the kubeconfig's context, where no project is named: as with kubectl. A
 * kubeconfig that can't be read is the engine's to complain of.
 */
async function withContextsNamespace(env: Env, config: Config): Promise<Config> {
  const { settings, sources } = config;
  if (engineName(settings) !== 'kubernetes' || sources.project !== 'default') return config;
  const { readContext } = await import('../engine/kubernetes/access/kubeconfig.ts');
  const choice = { kubeconfig: settings.kubeconfig, context: settings.context, env };
  const context = await readContext(choice).catch(() => undefined);
  if (context?.namespace === undefined) return config;
  return {
    ...config,
    settings: { ...settings, project: context.namespace },
    sources: { ...sources, project: `context ${context.name}` },
  };
}

/** The names that a project's file may choose among; asked for only if one does. */
async function registryFor(files: readonly ConfigFile[]): Promise<readonly string[]> {
  if (!files.some(({ project, values }) => project && values.agent !== undefined)) return [];
  const { listAgents } = await import('../engine/local/agents/known-agents.ts');
  return listAgents({}, {}).map(({ name }) => name);
}
