import { orAbort } from '../async/abort.ts';
import { isAmberError } from '../core/errors.ts';
import type { Result } from '../core/outcome.ts';
import { type Phase, refOf, type Session, type SessionMeta, type SessionSpec } from '../core/session/session.ts';
import { creationOf } from './creation.ts';
import { type Ending, oneExit } from './one-exit.ts';
import type { Course } from './owned-run.ts';
import { reachNew } from './reach-new.ts';
import type { OneShot } from './run-session.ts';
import { failedToStart } from './start-failure.ts';

/** Pauses between two looks, in milliseconds. */
const LOOK = { first: 20, most: 1_000 };

/** `amber run --detach`: creates the session, waits until it runs, and leaves. Never throws; what went wrong is in the result. */
export function detach(spec: SessionSpec, meta: SessionMeta, deps: OneShot): Promise<Result> {
  return oneExit(deps, async (course): Promise<Ending> => {
    const { keep, limits, engine } = deps;
    const made = creationOf(spec, { keep, detached: true, questionGraceMs: limits.questionGraceMs }, engine);
    const session = await hasBegun(course, await reachNew(course, made.spec, meta));
    return session.status?.phase === 'Failed' ? failedToStart(session) : 'detached';
  });
}

/** Waits until the session's phase is beyond `Creating`. Gives it as it is then. */
async function hasBegun({ deps, leash, reporter }: Course, created: Session): Promise<Session> {
  let session = created;
  for (let pause = LOOK.first; isBeginning(session.status?.phase); pause = Math.min(pause * 2, LOOK.most)) {
    await deps.clock.sleep(pause, leash.signal);
    try {
      session = await orAbort(deps.engine.get(refOf(created)), leash.signal);
    } catch (error) {
      leash.signal.throwIfAborted();
      if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT', 'CONFLICT')) throw error;
    }
    if (session.status?.phase !== undefined) reporter.phase(session.status.phase);
  }
  return session;
}

function isBeginning(phase: Phase | undefined): boolean {
  return phase === undefined || phase === 'Pending' || phase === 'Creating';
}
