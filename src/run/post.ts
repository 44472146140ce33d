import { type AmberError, isAmberError } from '../core/errors.ts';
import { runIdOf } from '../core/events.ts';
import type { RunInput, SessionRef } from '../core/session.ts';
import type { OneShot } from './one-shot.ts';
import { replay } from './replay.ts';
import { orAbort } from './wait.ts';

/** Pauses before the stream is searched for a message whose answer was lost, in milliseconds. */
const PAUSES = [250, 1_000, 2_000, 4_000];

/**
 * Posts a message, once: after a lost answer the stream is searched for its run before it is sent again, since a runId
 * that is posted twice runs twice on the platform (agui.md, case 25). Rejects with the signal's reason once it is
 * aborted. @throws AmberError; CONFLICT if the session does not take messages just now
 */
export async function post(
  deps: Pick<OneShot, 'engine' | 'clock' | 'timing'>,
  ref: SessionRef,
  input: RunInput,
  signal: AbortSignal,
): Promise<void> {
  let lost: AmberError | undefined;
  for (let attempt = 0; ; attempt += 1) {
    try {
      if (lost !== undefined && (await hasRun(deps, ref, input.runId, signal))) return;
      await orAbort(deps.engine.send(ref, input), signal);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT')) throw error;
      lost = error;
    }
    const pause = PAUSES[attempt];
    if (pause === undefined) throw lost;
    await deps.clock.sleep(pause, signal);
  }
}

/** True if anything of the run is in the session's log. */
async function hasRun(
  deps: Pick<OneShot, 'engine' | 'clock' | 'timing'>,
  ref: SessionRef,
  runId: string,
  signal: AbortSignal,
): Promise<boolean> {
  for await (const updates of replay(deps, ref, signal))
    for (const update of updates) if (update.type === 'event' && runIdOf(update.event) === runId) return true;
  signal.throwIfAborted();
  return false;
}
