import type { Clock } from '../../core/clock.ts';
import { messageOf } from '../../core/errors.ts';
import { DEFAULT_LIMITS } from '../../core/run-time-limits.ts';
import { leftProcessesOf } from '../../core/session/end-conditions.ts';
import type { Phase } from '../../core/session/phase.ts';
import { refOf, type Session, type SessionRef } from '../../core/session/session.ts';
import { TIMING } from '../../core/stream-timing.ts';
import type { Engine } from '../../engine/engine.ts';
import { findByRequest } from '../../engine/engine.ts';
import { confirmStop } from '../../run/confirm-stop.ts';
import type { StepState } from './step-state.ts';

/** How often the session is looked for: the main step may have been killed while its request was on its way. */
const SEARCH = { attempts: 3, pauseMs: 2_000 };

/** What became of what a main step has left behind. */
export type LeftSession =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'stopped'; readonly ref: SessionRef; readonly processes: string | undefined }
  | { readonly kind: 'unconfirmed'; readonly ref: SessionRef | undefined; readonly why: string };

/** Stops the session that a main step has left behind, if there is one, and waits until that is certain. Never throws. */
export async function stopLeft(state: StepState, engine: Engine, clock: Clock): Promise<LeftSession> {
  let ref: SessionRef | undefined;
  try {
    ref = await find(state, engine, clock);
  } catch (error) {
    return { kind: 'unconfirmed', ref, why: messageOf(error) };
  }
  if (ref === undefined) return { kind: 'nothing' };
  let processes: string | undefined;
  const phase = (_: Phase, seen: Session): void => {
    processes = leftProcessesOf(seen);
  };
  const options = { clock, timing: TIMING, reason: 'user', timeoutMs: DEFAULT_LIMITS.stopTimeout, phase } as const;
  const stopped = await confirmStop(engine, ref, options);
  return stopped.kind === 'confirmed'
    ? { kind: 'stopped', ref, processes }
    : { kind: 'unconfirmed', ref, why: stopped.why };
}

async function find(
  { project, requestId, session }: StepState,
  engine: Engine,
  clock: Clock,
): Promise<SessionRef | undefined> {
  if (session !== null) return { project, name: session };
  for (let attempt = 1; ; attempt += 1) {
    const found = await findByRequest(engine, { project, requestId });
    if (found !== undefined) return refOf(found);
    if (attempt === SEARCH.attempts) return undefined;
    await clock.sleep(SEARCH.pauseMs);
  }
}
