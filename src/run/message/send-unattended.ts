import { orAbort } from '../../async/abort.ts';
import type { Clock } from '../../core/clock.ts';
import { AmberError } from '../../core/errors.ts';
import type { Result } from '../../core/result.ts';
import { DEFAULT_LIMITS } from '../../core/run-time-limits.ts';
import { isTerminal } from '../../core/session/phase.ts';
import { refOf, type Session, type SessionRef } from '../../core/session/session.ts';
import { failedToStart } from '../await-running.ts';
import { type RunLifecycle, runLifecycle } from '../run-lifecycle.ts';
import { checkFiles, MessageHandOver, type SendDeps } from './hand-over-message.ts';
import { runsBefore } from './queue-position.ts';

/** A host that begins a message has taken it from the queue within this time, in milliseconds. */
const TAKEN_WITHIN = 100;

/**
 * `amber send --no-wait`: hands the message over and leaves; the session's host carries it out, and ends the session as
 * `sendMessage` would. Never throws; what went wrong is in the result.
 */
export function sendUnattended(session: SessionRef, prompt: string, deps: SendDeps): Promise<Result> {
  const { engine, keep, stop = false, files = [] } = deps;
  return runLifecycle(deps, async (run) => {
    if (engine.endsIdle !== true)
      throw new AmberError('UNSUPPORTED', `engine ${engine.name} can't be left alone with a message`, {
        hint: 'leave --no-wait out: nobody else would stop the session, or send the message again if it was lost',
      });
    const found = await orAbort(engine.get(session), run.cutoff.signal);
    if (files.length > 0) await checkFiles(run, session.project);
    await limitIdleness(run, found);
    const unattended = keep ? 'keep' : stop ? 'stop' : 'stop-if-started';
    const sent = await new MessageHandOver(run, session, prompt, { ...deps, unattended }, false).attempt();
    if (sent.kind === 'not started') return { session, end: failedToStart(sent.failed) };
    if (sent.kind === 'not delivered')
      return { session, error: sent.error, tracker: sent.tracker, mayRun: sent.mayRun };
    const { tracker } = sent;
    const look = (): Promise<number> =>
      runsBefore(engine, session, tracker.runId ?? '').then((place) => place?.before ?? 0);
    const before = await run.promptly((signal) => settledCount(look, run.deps.clock, signal)).catch(() => 0);
    return { session, tracker, isDetached: true, runsBefore: before };
  });
}

/** A host says that it works before it takes a message: what seems to be a run before the message may be the message's own. */
async function settledCount(look: () => Promise<number>, clock: Clock, signal: AbortSignal): Promise<number> {
  const before = await look();
  if (before !== 1) return before;
  await clock.sleep(TAKEN_WITHIN, signal);
  return look();
}

/** As with `run --detach`: nobody watches what a session that is started for the message does. */
async function limitIdleness({ deps: { engine }, cutoff }: RunLifecycle, session: Session): Promise<void> {
  const { spec, status } = session;
  if (!isTerminal(status?.phase) || spec.inactivityTimeout !== undefined) return;
  const limit = { inactivityTimeout: DEFAULT_LIMITS.detachedInactivity / 1_000 };
  if (engine.update !== undefined) await orAbort(engine.update(refOf(session), limit), cutoff.signal);
}
