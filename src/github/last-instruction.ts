import type { SessionRef } from '../core/session.ts';
import { Transcript } from '../core/transcript.ts';
import type { OneShot } from '../run/one-shot.ts';
import { replay } from '../run/replay.ts';

/** What `withMemory` puts in front of a message: a record of what was said, which is no part of the instruction. */
const RECORD = /^<transcript-([0-9a-f]+)>[\s\S]*?\n<\/transcript-\1>\n+/;

/**
 * What the session was told last, read from its stream: in that run if it is named and known, else by anybody.
 * Undefined if nothing was. Rejects with the signal's reason once it is aborted. @throws AmberError
 */
export async function lastInstruction(
  deps: Pick<OneShot, 'engine' | 'clock' | 'timing'>,
  ref: SessionRef,
  runId: string | null,
  signal: AbortSignal,
): Promise<string | undefined> {
  const transcript = new Transcript();
  for await (const updates of replay(deps, ref, signal))
    for (const update of updates) if (update.type === 'event') transcript.apply(update);
  signal.throwIfAborted();
  const told = transcript.entries.filter((entry) => entry.kind === 'message' && entry.role === 'user');
  const last = told.findLast((entry) => entry.runId === runId) ?? told.at(-1);
  const text = last?.kind === 'message' ? last.text.replace(RECORD, '').trim() : '';
  return text === '' ? undefined : text;
}
