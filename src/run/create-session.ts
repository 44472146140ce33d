import { orAbort } from '../async/abort.ts';
import type { Clock } from '../core/clock.ts';
import { AmberError, isAmberError } from '../core/errors.ts';
import { ANNOTATION, type Session, type SessionMeta, type SessionSpec } from '../core/session/session.ts';
import type { Engine } from '../engine/engine.ts';

/** After a lost answer so many of the newest sessions are searched (docs/architecture.md, "The three engines"). */
const NEWEST = 100;
/** Pauses before further tries, in milliseconds. A wrong address is told after these, not after the start limit. */
const PAUSES = [250, 1_000, 2_000, 4_000];

export interface Create {
  readonly clock: Clock;
  /** No further try once it is aborted; … */
  readonly signal: AbortSignal;
  /** … but a try under way is waited for until this one is: what it makes has to be stopped. */
  readonly giveUp: AbortSignal;
}

/**
 * Creates the session, once: after an answer that was lost the session is looked for by its request id before
 * anything is sent again. @throws AmberError, or the reason of `signal` if nothing was created because of it
 */
export async function createOnce(engine: Engine, spec: SessionSpec, meta: SessionMeta, how: Create): Promise<Session> {
  how.signal.throwIfAborted();
  // What creating failed of: of more use to a person than a search that fails of the same.
  let lost: AmberError | undefined;
  for (let attempt = 0; ; attempt += 1) {
    let searching = lost !== undefined;
    try {
      const made = searching ? await orAbort(findByRequest(engine, meta), how.giveUp) : null;
      if (made !== null) return made;
      how.signal.throwIfAborted();
      searching = false;
      return await orAbort(engine.create(spec, meta), how.giveUp);
    } catch (error) {
      if (how.giveUp.aborted) throw unknownFate(meta, new AmberError('TIMEOUT', 'creating the session: no answer'));
      if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT', 'CONFLICT')) throw error;
      if (lost === undefined || !searching) lost = error;
    }
    const pause = PAUSES[attempt];
    if (pause === undefined) throw unknownFate(meta, lost);
    // It may have been created all the same: one look for it comes even when there is no time for another try.
    if (!how.signal.aborted) await how.clock.sleep(pause, how.signal).catch(() => undefined);
  }
}

/** The session that carries the request id, among the newest 100, or null. @throws AmberError */
export async function findByRequest(
  engine: Engine,
  { project, requestId }: Pick<SessionMeta, 'project' | 'requestId'>,
): Promise<Session | null> {
  let looked = 0;
  for await (const session of engine.list(project)) {
    if (session.metadata.annotations?.[ANNOTATION.requestId] === requestId) return session;
    looked += 1;
    if (looked === NEWEST) break;
  }
  return null;
}

function unknownFate(meta: SessionMeta, error: AmberError): AmberError {
  return new AmberError(error.code, error.message, {
    hint:
      error.hint ??
      `if it was created all the same, it carries annotation ${ANNOTATION.requestId}=${meta.requestId}: amber list`,
    cause: error,
  });
}
