import { orAbort } from '../../async/abort.ts';
import { runIdOf } from '../../core/agui/events.ts';
import { waitingOf } from '../../core/agui/waiting-events.ts';
import { type AmberError, isAmberError } from '../../core/errors.ts';
import type { RunInput, SessionRef } from '../../core/session/session.ts';
import { type ReadLogDeps, readLog } from '../../tail/read-log.ts';
import { RESEND_PAUSES, type RunDeps } from '../run-deps.ts';

/**
 * Posts a message, once, and returns the run that it belongs to (`Engine.send`): after a lost answer the stream is
 * searched for its run before it is sent again, since a runId that is posted twice runs twice on the platform
 * (docs/events.md, case 25). Rejects with the signal's reason once it is aborted.
 * @throws AmberError; CONFLICT if the session does not take messages just now
 */
export async function sendOnce(
  deps: RunDeps,
  session: SessionRef,
  input: RunInput,
  signal: AbortSignal,
): Promise<string> {
  let lost: AmberError | undefined;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const found = lost === undefined ? undefined : await findRun(deps, session, input.runId, signal);
      return found ?? (await orAbort(deps.engine.send(session, input), signal)).runId;
    } catch (error) {
      signal.throwIfAborted();
      // It may have been taken, where the way was lost only then.
      if (lost !== undefined && isAmberError(error, 'NO_STREAM')) throw lost;
      if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT')) throw error;
      lost = error;
    }
    const pause = RESEND_PAUSES[attempt];
    if (pause === undefined) throw lost;
    deps.explain?.(`send the message again in ${pause} ms: ${lost.message}`);
    await deps.clock.sleep(pause, signal);
  }
}

/** The run of which anything is in the session's log: the message's own, or the one whose question it has answered. */
async function findRun(
  deps: ReadLogDeps,
  session: SessionRef,
  runId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  let started: string | undefined;
  for await (const updates of readLog(deps, session, signal))
    for (const update of updates) {
      if (update.type !== 'event') continue;
      const { event } = update;
      if (runIdOf(event) === runId) return runId;
      if (event.type === 'RUN_STARTED') started = runIdOf(event);
      const waiting = waitingOf(event);
      if (waiting?.state === 'over' && waiting.messageRunId === runId) return started;
    }
  return undefined;
}
