import { join } from 'node:path';
import { listAgents } from '../../engine/local/agents/known-agents.ts';
import { readOrMakeToken } from '../../serve/auth/api-token.ts';
import type { ServeOptions } from '../../serve/serve-options.ts';
import { agentOptionsFrom } from '../config/configured-agent-options.ts';
import { permissionsFor } from '../config/local-agent-settings.ts';
import type { Context } from '../context.ts';
import { openEngine } from '../open-engine.ts';
import type { Io } from '../process/io.ts';

/** What `amber serve` serves: an engine, who may ask it, and what a person has to know to reach it. */
export interface ServedStore {
  readonly options: Pick<
    ServeOptions,
    'engine' | 'access' | 'runners' | 'projects' | 'redact' | 'allowedHosts' | 'mostPermissions' | 'agents' | 'defaults'
  >;
  /** The file that holds the token, where there is one for all. */
  readonly tokenFile?: string;
  close(): Promise<void>;
}

/** The sessions of this machine, for everyone who knows the token. @throws AmberError CONFIG, STATE */
export async function openLocalStore(io: Io, context: Context, allowedHosts: readonly string[]): Promise<ServedStore> {
  const { settings, stateDir } = context;
  const tokenFile = join(stateDir, 'serve', 'token');
  const token = await readOrMakeToken(tokenFile);
  context.redactor.learn([token]);
  const { questionGrace } = settings;
  const most = settings.permissions === undefined ? {} : { mostPermissions: permissionsFor(settings, false) };
  // An address of a platform, if one is configured, is for the commands that ask it.
  const engine = await openEngine(
    io,
    { ...context, settings: { ...settings, engine: 'local' } },
    { hosting: 'here', questionGrace, ...most },
  );
  return {
    options: {
      engine,
      access: { token },
      redact: context.redactor.all,
      allowedHosts,
      ...most,
      agents: () => listAgents(io.env, settings.agents ?? {}).map(({ name }) => name),
      defaults: {
        ...(settings.agent !== undefined && { runnerType: settings.agent }),
        ...(settings.model !== undefined && { llmSettings: { model: settings.model } }),
        agentOptions: agentOptionsFrom(settings),
      },
    },
    tokenFile,
    close: () => engine.close(),
  };
}
