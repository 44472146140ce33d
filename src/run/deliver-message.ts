import { orAbort } from '../async/abort.ts';
import { runIdOf } from '../core/agui/events.ts';
import { waitingOf } from '../core/agui/waiting.ts';
import { type AmberError, isAmberError } from '../core/errors.ts';
import type { RunInput, SessionRef } from '../core/session/session.ts';
import { replay } from './read-replay.ts';
import type { OneShot } from './run-session.ts';

/** Pauses before the stream is searched for a message whose answer was lost, in milliseconds. */
const PAUSES = [250, 1_000, 2_000, 4_000];

/**
 * Posts a message, once, and gives the run that it belongs to (`Engine.send`): after a lost answer the stream is searched for its run before it is sent again, since a runId
 * that is posted twice runs twice on the platform (docs/events.md, case 25). Rejects with the signal's reason once it is
 * aborted. @throws AmberError; CONFLICT if the session does not take messages just now
 */
export async function post(
  deps: Pick<OneShot, 'engine' | 'clock' | 'timing'>,
  ref: SessionRef,
  input: RunInput,
  signal: AbortSignal,
): Promise<string> {
  let lost: AmberError | undefined;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const found = lost === undefined ? undefined : await runOf(deps, ref, input.runId, signal);
      return found ?? (await orAbort(deps.engine.send(ref, input), signal)).runId;
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

/** The run of which anything is in the session's log: the message's own, or the one whose question it has answered. */
async function runOf(
  deps: Pick<OneShot, 'engine' | 'clock' | 'timing'>,
  ref: SessionRef,
  runId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  let started: string | undefined;
  for await (const updates of replay(deps, ref, signal))
    for (const update of updates) {
      if (update.type !== 'event') continue;
      const { event } = update;
      if (runIdOf(event) === runId) return runId;
      if (event.type === 'RUN_STARTED') started = runIdOf(event);
      const waiting = waitingOf(event);
      if (waiting?.state === 'over' && waiting.messageRunId === runId) return started;
    }
  signal.throwIfAborted();
  return undefined;
}
