import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, statSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { AmberError } from '../../core/errors.ts';
import { createFile, makeDir, readText, stateError } from '../../engine/local/state/files.ts';
import { FORWARDED_TOKEN } from '../../engine/platform/api-routes.ts';

/** Anything shorter is no token of ours, and could be guessed. */
const MIN_TOKEN = 16;

/**
 * The token in the file, made on the first start. Of two that make it at once, both get the same. The file is readable
 * by its owner alone; should someone have opened it to others, that is taken back.
 * @throws AmberError STATE
 */
export async function readOrMakeToken(path: string): Promise<string> {
  if (readText(path) === undefined) {
    makeDir(dirname(path));
    createFile(path, `${newSecret()}\n`);
  }
  const token = readText(path)?.trim() ?? '';
  try {
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  } catch (cause) {
    throw stateError('keep the token in', path, cause);
  }
  if (token.length >= MIN_TOKEN) return token;
  throw new AmberError('STATE', `the token in ${path} is too short: at least ${MIN_TOKEN} characters`, {
    hint: `rm ${path}, and a new one is made`,
  });
}

/**
 * The token of a request: `X-Forwarded-Access-Token`, which wins even when it is bad, else `Authorization: Bearer`; "" for
 * something else in their place, undefined for neither. A token in the URL does not count: URLs are written to logs.
 */
export function givenToken({ headers }: IncomingMessage): string | undefined {
  const forwarded = headers[FORWARDED_TOKEN];
  if (forwarded !== undefined) return String(forwarded);
  const { authorization } = headers;
  return authorization === undefined ? undefined : (/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '');
}

/** Compares in a time that shows nothing about where two texts differ, or how long the right one is. */
export function isSame(given: string, right: string): boolean {
  return timingSafeEqual(digest(given), digest(right));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A secret of 256 bits that fits into a URL. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Keyed proof that `text` is ours. */
export const sign = (text: string, key: string): string => createHmac('sha256', key).update(text).digest('base64url');
