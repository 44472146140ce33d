import type { SessionRef } from '../../core/session/session.ts';
import { Transcript } from '../../core/transcript/transcript.ts';
import { replay } from '../../run/read-replay.ts';
import type { OneShot } from '../../run/run-session.ts';

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
  const text = last?.kind === 'message' ? last.text.trim() : '';
  return text === '' ? undefined : text;
}
