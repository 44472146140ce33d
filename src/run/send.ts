import { orAbort } from '../async/abort.ts';
import type { Result } from '../core/outcome.ts';
import type { SessionRef } from '../core/session/session.ts';
import { type Ending, oneExit } from './one-exit.ts';
import { Sending, type SendingDeps } from './send-message.ts';

/** What `amber send` needs. `stop`: `--stop-on-run-finished` was named. */
export type Send = SendingDeps;

/** `amber send`: a message to an existing session, which is started if need be. Never throws; what went wrong is in the result. */
export function sendMessage(ref: SessionRef, prompt: string, deps: Send): Promise<Result> {
  return oneExit(deps, async (course): Promise<Ending> => {
    await orAbort(deps.engine.get(ref), course.leash.signal);
    course.session = ref;
    return new Sending(course, ref, prompt, deps).run();
  });
}
