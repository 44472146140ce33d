import { type Env, expandVariables } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import type { ServerSettings } from '../../engine/local/agui-http/server-settings.ts';
import type { Settings } from './settings.ts';

type Headers = NonNullable<ServerSettings['headers']>;

/** The headers of `agentHeaders`, with the values of the variables that they name. @throws AmberError CONFIG for one that is not set */
export function agentHeaders(settings: Pick<Settings, 'agentHeaders'>, env: Env): Headers {
  return expanded(settings, env, (name) => {
    throw new AmberError('CONFIG', `agentHeaders names the variable ${name}, which is not set`, {
      hint: `export ${name}=…, or put the value into the file itself (amber help config)`,
    });
  });
}

/** What of them must not be shown. A variable that is not set is for the call that needs it to complain of. */
export function knownHeaders(settings: Pick<Settings, 'agentHeaders'>, env: Env): Headers {
  return expanded(settings, env, () => {});
}

function expanded(
  { agentHeaders: given = {} }: Pick<Settings, 'agentHeaders'>,
  env: Env,
  isMissing: (variable: string) => void,
): Headers {
  return Object.fromEntries(
    Object.entries(given).map(([address, headers]) => [
      address,
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, expandVariables(value, env, isMissing)]),
      ),
    ]),
  );
}
