import { isAmberError } from '../../core/errors.ts';
import type { SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../../engine/engine.ts';
import type { GitHubApi } from '../api/api.ts';
import type { EventContext } from '../event/context.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { RunPlan } from '../plan/plan.ts';
import { whyElsewhere } from '../thread/elsewhere.ts';
import { readRecord } from '../thread/record.ts';
import { candidateOf } from '../thread/thread-session.ts';
import { claims } from '../thread/threads.ts';

export interface Turn {
  readonly api: Pick<GitHubApi, 'getComment'>;
  readonly engine: Pick<Engine, 'get'>;
  readonly inputs: Inputs;
  readonly context: EventContext;
  readonly signal: AbortSignal;
}

/**
 * The session that the run before has made for the thread since ours was planned: ours goes there too, since a thread
 * has one. Undefined if there is none that can be reached and says that it is the thread's. @throws AmberError
 */
export async function sessionAfterTurn(plan: RunPlan, turn: Turn): Promise<SessionRef | undefined> {
  const { after, thread, session } = plan;
  if (after?.kind !== 'workflow-run' || thread === undefined || session.kind === 'send') return undefined;
  const { api, context, engine, inputs, signal } = turn;
  try {
    const record = readRecord((await api.getComment(after.commentId, signal)).body);
    if (record === undefined) return undefined;
    const ref = candidateOf({ discussion: [], record: { commentId: after.commentId, record } }, inputs)?.ref;
    if (ref === undefined) return undefined;
    const made = await engine.get(ref);
    if (inputs.engine === 'local' && whyElsewhere(made, context) !== undefined) return undefined;
    return claims(made, new URL(context.serverUrl).host, thread) ? ref : undefined;
  } catch (error) {
    if (isAmberError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}
