import { AmberError } from '../../core/errors.ts';
import { readSettingFile } from '../../engine/platform/credentials.ts';
import type { PlatformOptions } from '../../engine/platform/platform-engine.ts';
import type { Context } from '../context.ts';
import type { Io } from '../process/io.ts';
import { tokenReader } from './platform-token.ts';

/** What the platform engine needs of the settings and of this process. @throws AmberError CONFIG */
export async function platformOptions(io: Io, context: Context): Promise<PlatformOptions> {
  const { settings, notice, verbose } = context;
  const { apiUrl, caFile, insecureSkipTlsVerify } = settings;
  if (apiUrl === undefined)
    throw new AmberError('CONFIG', 'engine "platform" needs the address of an API', {
      hint: '--api-url https://ambient.example.com, AMBER_API_URL, or apiUrl in your configuration',
    });
  return {
    apiUrl,
    token: platformToken(io, context),
    ...(caFile !== undefined && { ca: await readSettingFile(caFile, `the CA file ${caFile}`) }),
    ...(insecureSkipTlsVerify === true && { insecure: true }),
    env: io.env,
    serveOnly: [...(settings.permissions === undefined ? [] : ['--permissions'])],
    clock: io.clock,
    notice,
    ...(verbose && { observe: verbose.request }),
  };
}

/** The way to the token that was given for the platform; "" if none was. Each call reads anew. */
export function platformToken(io: Io, { settings, config, redactor }: Context): () => Promise<string> {
  const { tokenFile, tokenCommand } = settings;
  const fileIsFlag = config.sources.tokenFile === '--token-file';
  const read = tokenReader(io.env, io.cwd, { tokenFile, tokenCommand, fileIsFlag });
  return async () => {
    const token = await read();
    redactor.learn([token]);
    return token;
  };
}
