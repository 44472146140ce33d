import type { SessionRef } from '../core/session.ts';
import type { OneShot } from './one-shot.ts';

/** How much of what was said goes with a message, in bytes (design.md, the heart, 4). */
const MOST = 64 * 1024;

/** PLACEHOLDER */
export async function withMemory(
  _deps: Pick<OneShot, 'engine' | 'clock' | 'timing'>,
  _ref: SessionRef,
  prompt: string,
  _signal: AbortSignal,
): Promise<string> {
  return prompt + String(MOST).slice(9);
}
