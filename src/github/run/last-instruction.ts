import type { SessionRef } from '../../core/session/session.ts';
import { type ReadLogDeps, readTranscript } from '../../tail/read-log.ts';

/**
 * What the session was told last, read from its stream: in that run if it is named and known, else by anybody.
 * Undefined if nothing was. Rejects with the signal's reason once it is aborted. @throws AmberError
 */
export async function lastInstruction(
  deps: ReadLogDeps,
  ref: SessionRef,
  runId: string | null,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { entries } = await readTranscript(deps, ref, signal);
  const told = entries.filter((entry) => entry.kind === 'message' && entry.role === 'user');
  const last = told.findLast((entry) => entry.runId === runId) ?? told.at(-1);
  const text = last?.kind === 'message' ? last.text.trim() : '';
  return text === '' ? undefined : text;
}
