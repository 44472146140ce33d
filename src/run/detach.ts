import type { Clock } from '../core/clock.ts';
import { isAmberError } from '../core/errors.ts';
import type { Result } from '../core/outcome.ts';
import { refOf, type Session, type SessionMeta, type SessionSpec } from '../core/session.ts';
import { failureOf } from './await-running.ts';
import type { Course } from './course.ts';
import { type Ending, oneExit } from './one-exit.ts';
import type { OneShot } from './one-shot.ts';
import { reachNew } from './reach-new.ts';
import { orAbort } from './wait.ts';

/** Pauses between two looks, in milliseconds. */
const LOOK = { first: 20, most: 1_000 };

/** `amber run --detach`: creates the session, waits until it runs, and leaves. Never throws; what went wrong is in the result. */
export function detach(spec: SessionSpec, meta: SessionMeta, deps: OneShot): Promise<Result> {
  return oneExit(deps, async (course): Promise<Ending> => {
    const session = await hasBegun(course, await reachNew(course, spec, meta, !deps.keep), deps.clock);
    if (session.status?.phase !== 'Failed') return 'detached';
    const message = failureOf(session) ?? 'the session failed before it ran';
    return { outcome: 'failed', runId: null, message: '', usage: null, error: { code: 'SESSION_FAILED', message } };
  });
}

/** Waits until the session's phase is beyond `Creating`. Gives it as it is then. */
async function hasBegun({ deps, leash, reporter }: Course, created: Session, clock: Clock): Promise<Session> {
  const ref = refOf(created);
  let session = created;
  let phase = created.status?.phase;
  if (phase !== undefined) reporter.note({ type: 'session.phase', phase });
  for (let pause = LOOK.first; phase === undefined || phase === 'Pending' || phase === 'Creating'; ) {
    await clock.sleep(pause, leash.signal);
    pause = Math.min(pause * 2, LOOK.most);
    session = await orAbort(deps.engine.get(ref), leash.signal).catch((error: unknown) => {
      leash.signal.throwIfAborted();
      if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT', 'CONFLICT')) throw error;
      return session;
    });
    if (session.status?.phase !== phase && session.status?.phase !== undefined)
      reporter.note({ type: 'session.phase', phase: session.status.phase });
    phase = session.status?.phase;
  }
  return session;
}
