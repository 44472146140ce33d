import { isAmberError } from '../../core/errors.ts';
import type { SessionRef } from '../../core/session.ts';
import type { RouteName } from './api.ts';
import { readError } from './bodies.ts';
import { type Ask, type Client, checkTaken } from './client.ts';
import { type Answer, jsonOf } from './problems.ts';

/** Routes that write the session object with the caller's own rights. */
type Change = Extract<RouteName, 'startSession' | 'stopSession' | 'patchSession' | 'deleteSession'>;

/** No task has this id. */
const NO_TASK = 'amber-may-i';
/** A refusal comes at once. An answer that takes longer is a runner's, and the change is to be tried again (ms). */
const REFUSAL_TIMEOUT = 2_000;

/**
 * Changes a session. The platform says 500 for missing rights as it does for a write that met another one, but 403 on
 * `agui` routes (platform.md, "Traps of the objects"): after a 500 one of those is asked, which changes nothing.
 * @throws AmberError FORBIDDEN also for such a 500
 */
export async function change(client: Client, route: Change, ref: SessionRef, ask: Ask = {}): Promise<void> {
  const { answer, asked } = await client.exchange(route, ref, ask);
  const isDenied = isOwn500(answer) && (await isForbidden(client, ref));
  checkTaken({ answer, asked: isDenied ? { ...asked, isDenied } : asked });
}

function isOwn500(answer: Answer): boolean {
  return answer.status === 500 && readError(jsonOf(answer)) !== undefined;
}

async function isForbidden(client: Client, ref: SessionRef): Promise<boolean> {
  try {
    const { answer } = await client.exchange('stopTask', { ...ref, task: NO_TASK }, { timeoutMs: REFUSAL_TIMEOUT });
    return answer.status === 403;
  } catch (error) {
    if (isAmberError(error)) return false;
    throw error;
  }
}
