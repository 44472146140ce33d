import { randomBytes } from 'node:crypto';
import type { SessionRef } from '../core/session/session.ts';
import { memoryOf } from '../core/transcript/memory.ts';
import { Transcript } from '../core/transcript/transcript.ts';
import { replay } from './read-replay.ts';
import type { OneShot } from './run-session.ts';

/**
 * The message, after what was said in the session before, for an agent that does not remember it. Just the message if
 * nothing was said. Rejects with the signal's reason once it is aborted. @throws AmberError
 */
export async function withMemory(
  deps: Pick<OneShot, 'engine' | 'clock' | 'timing'>,
  ref: SessionRef,
  prompt: string,
  signal: AbortSignal,
): Promise<string> {
  const transcript = new Transcript();
  for await (const updates of replay(deps, ref, signal))
    for (const update of updates) if (update.type === 'event') transcript.apply(update);
  signal.throwIfAborted();
  const memory = memoryOf(transcript, randomBytes(8).toString('hex'));
  return memory === '' ? prompt : `${memory}\n\n${prompt}`;
}
