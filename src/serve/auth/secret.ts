import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells nothing about where two texts differ, or how long the right one is. */
export function isSame(given: string, right: string): boolean {
  return timingSafeEqual(digest(given), digest(right));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A secret of 256 bits that fits into a URL. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Keyed proof that `text` is ours. */
export const sign = (text: string, key: string): string => createHmac('sha256', key).update(text).digest('base64url');
