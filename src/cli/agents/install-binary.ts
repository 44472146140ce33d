import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import { badResponse, networkError } from '../../http/errors.ts';
import { failure } from '../../http/request.ts';
import { exchange } from '../../http/transport.ts';
import type { BinaryWay } from './parse-public-registry.ts';
import { unpack } from './unpack-archive.ts';

const MAX_BYTES = 1024 ** 3;
/** Without a byte for this long a download is given up (ms). */
const SILENCE = 60_000;

export interface InstallDeps {
  readonly env: Env;
  readonly signal: AbortSignal;
}

/**
 * Downloads an agent's archive and unpacks it into its folder, which is there whole or not at all. Returns the archive's
 * SHA-256, which is compared with the registry's where that has one.
 * @throws AmberError UNAVAILABLE, BAD_RESPONSE, UNSUPPORTED
 */
export async function installBinary(
  binary: BinaryWay & { readonly folder: string },
  deps: InstallDeps,
): Promise<string> {
  const { archive, cmd, folder, sha256 } = binary;
  const beside = `${folder}.${randomUUID()}`;
  const file = `${beside}.archive`;
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  try {
    const digest = await download(new URL(archive), file, deps);
    if (sha256 !== undefined && sha256 !== digest)
      throw new AmberError(
        'BAD_RESPONSE',
        `${archive} is not what the registry says: its sha256 is ${digest}, not ${sha256}`,
      );
    await mkdir(beside);
    await unpack(file, new URL(archive).pathname, beside);
    const command = join(beside, cmd);
    if ((await lstat(command).catch(() => undefined))?.isFile() !== true)
      throw new AmberError('BAD_RESPONSE', `${archive} holds no ${cmd}`);
    await chmod(command, 0o755);
    await rm(folder, { recursive: true, force: true });
    await rename(beside, folder);
    return digest;
  } finally {
    await Promise.all([beside, file].map((path) => rm(path, { recursive: true, force: true })));
  }
}

async function download(url: URL, file: string, { env, signal }: InstallDeps): Promise<string> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error(`nothing came for ${SILENCE / 1_000} s`)), SILENCE);
  const either = AbortSignal.any([signal, silence.signal]);
  try {
    const mayFollow = ({ protocol }: URL): boolean => protocol === url.protocol;
    const answer = await exchange({ method: 'GET', url, headers: {}, env, signal: either, anyOrigin: true, mayFollow });
    if (answer.statusCode !== 200) throw await failure('GET', url, answer);
    const hash = createHash('sha256');
    let size = 0;
    const measured = new Transform({
      transform(chunk: Buffer, _, done) {
        timer.refresh();
        size += chunk.length;
        hash.update(chunk);
        done(size > MAX_BYTES ? badResponse('GET', url, `more than ${MAX_BYTES} bytes`) : null, chunk);
      },
    });
    await pipeline(answer, measured, createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal: either });
    return hash.digest('hex');
  } catch (error) {
    signal.throwIfAborted();
    throw networkError('GET', url, silence.signal.aborted ? silence.signal.reason : error);
  } finally {
    clearTimeout(timer);
  }
}
