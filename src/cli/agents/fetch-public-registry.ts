import { open } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import type { Env } from '../../core/env.ts';
import { AmberError, isAmberError, messageOf } from '../../core/errors.ts';
import { request } from '../../http/request.ts';
import { parseRegistry, type Registry } from './parse-public-registry.ts';

/** Where the registry of the Agent Client Protocol is published. */
export const PUBLIC_REGISTRY = 'https://cdn.agentclientprotocol.com/registry/v1/latest/registry.json';

const MAX_BYTES = 8 * 1024 * 1024;
const TIMEOUT = 15_000;

/** Reads a registry from a file or an address. @throws AmberError UNAVAILABLE, BAD_RESPONSE, CONFIG, USAGE */
export async function readRegistry(
  from: string,
  { cwd, env }: { readonly cwd: string; readonly env: Env },
): Promise<Registry> {
  const url = /^[a-z]+:\/\//i.test(from) ? URL.parse(from) : undefined;
  if (url === undefined) return parseRegistry(await readFileAt(isAbsolute(from) ? from : resolve(cwd, from)), from);
  if (url === null || (url.protocol !== 'https:' && !isHere(url)))
    throw new AmberError('USAGE', `--registry ${from} is neither a file nor an https address`, {
      hint: 'what it says is run: it must come over a connection that nobody can change',
    });
  try {
    const { body } = await request({ method: 'GET', url, env, timeoutMs: TIMEOUT, maxBytes: MAX_BYTES });
    return parseRegistry(body, from);
  } catch (error) {
    if (!isAmberError(error, 'UNAVAILABLE', 'NOT_FOUND', 'FORBIDDEN', 'UNAUTHENTICATED')) throw error;
    throw new AmberError(error.code, `the registry can’t be read: ${error.message}`, {
      hint: '--registry FILE reads a copy of it: registry.json',
      cause: error,
    });
  }
}

const isHere = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && (hostname === 'localhost' || /^127\./.test(hostname) || hostname === '[::1]');

async function readFileAt(path: string): Promise<string> {
  try {
    await using file = await open(path, 'r');
    const found = await file.stat();
    if (!found.isFile()) throw new Error('it is no file');
    if (found.size > MAX_BYTES) throw new Error(`larger than ${MAX_BYTES} bytes`);
    return await file.readFile('utf8');
  } catch (error) {
    throw new AmberError('CONFIG', `cannot read the registry ${path}: ${messageOf(error)}`, { cause: error });
  }
}
