import { givenSecrets, secretsIn, secretsOf } from '../core/environment-secrets.ts';
import { makeRedactor } from '../core/redact.ts';
import type { Session } from '../core/session.ts';
import type { Engine } from '../engine/engine.ts';
import { stateDirOf } from '../engine/local/paths.ts';
import { engineName } from '../engine/select.ts';
import type { Redactor } from '../render/renderer.ts';
import type { CommonOptions } from './common.ts';
import { type Config, resolveConfig } from './config.ts';
import { type ConfigFile, readConfigFiles } from './config-file.ts';
import type { Env, Io } from './io.ts';
import type { Settings } from './settings.ts';

/** What every command starts from: its settings, and what must not be shown. */
export interface Context {
  readonly config: Config;
  readonly settings: Settings;
  readonly stateDir: string;
  readonly engineName: Engine['name'];
  /** Knows the values that must not appear anywhere; what it learns, whoever prints errors knows too. */
  readonly redactor: Redactor;
}

/** `sessionEnv`: variables that the call itself gives: whatever they are called, their values are secrets. @throws AmberError USAGE, CONFIG */
export async function openContext(
  io: Io,
  { flags }: Pick<CommonOptions, 'flags'>,
  sessionEnv: Env = {},
): Promise<Context> {
  const files = await readConfigFiles(io.env, io.cwd);
  const config = resolveConfig({ flags, env: io.env, files, registry: await registryFor(files) });
  const { settings } = config;
  const redactor = makeRedactor([]);
  const learn = (secrets: Iterable<string>): void => {
    const all = [...secrets];
    for (const secret of all) io.secrets.add(secret);
    redactor.learn(all);
  };
  learn([...secretsOf(io.env), ...givenSecrets(settings.env ?? {}, sessionEnv)]);
  return {
    config,
    settings,
    stateDir: stateDirOf(io.env),
    engineName: engineName(settings),
    redactor: { ...redactor, learn },
  };
}

/** For a call that shows these sessions: they may carry secrets that this call's environment does not have. */
export function learnSecretsOf({ redactor }: Context, ...sessions: readonly Session[]): void {
  redactor.learn(sessions.flatMap(({ spec }) => secretsIn(spec)));
}

/** The names that a project's file may choose among; asked for only if one does. */
async function registryFor(files: readonly ConfigFile[]): Promise<readonly string[]> {
  if (!files.some(({ project, values }) => project && values.agent !== undefined)) return [];
  const { listAgents } = await import('../engine/local/agents.ts');
  return listAgents({}, {}).map(({ name }) => name);
}
