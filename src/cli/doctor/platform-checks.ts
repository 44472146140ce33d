import type { Env } from '../../core/env.ts';
import type { Context } from '../context.ts';
import { openEngine } from '../open-engine.ts';
import type { Io } from '../process/io.ts';
import { type Check, failed } from './check-result.ts';

/** Asks the API for the project's sessions: address, certificate, token and project in one look. Never throws. */
export async function platformCheck(io: Io, context: Context): Promise<Check> {
  const { settings, config, engineName } = context;
  const name = 'engine';
  // An address names the engine as well.
  const source = settings.engine === undefined ? config.sources.apiUrl : config.sources.engine;
  const begun = io.clock.now();
  try {
    const engine = await openEngine(io, context);
    try {
      for await (const _first of engine.list(settings.project)) break;
    } finally {
      await engine.close();
    }
    const took = Math.round(io.clock.now() - begun);
    const detail = `${engineName}, from ${source}: ${settings.apiUrl} answers for project "${settings.project}" in ${took} ms`;
    return { name, status: 'ok', detail };
  } catch (error) {
    return failed(name, error);
  }
}

/** Whether a token is there; not whether it is valid. */
export function credentialsCheck(env: Env, { settings }: Context): Check {
  const name = 'credentials';
  const source = env.AMBER_TOKEN ? 'AMBER_TOKEN' : (settings.tokenFile ?? settings.tokenCommand);
  if (source !== undefined) return { name, status: 'ok', detail: `a token, from ${source}` };
  return { name, status: 'fail', detail: 'no token', hint: 'set AMBER_TOKEN, --token-file or tokenCommand' };
}
