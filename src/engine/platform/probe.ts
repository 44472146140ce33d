import { isAmberError } from '../../core/errors.ts';
import type { Probe, Session, SessionRef } from '../../core/session/session.ts';
import { readError, readRunningTasks } from './api-bodies.ts';
import { jsonOf } from './errors.ts';
import type { Client } from './platform-client.ts';

/** The platform itself gives a runner 10 s; an answer that takes longer than this proves nothing anyway. */
const TIMEOUT = 5_000;

/**
 * Asks the runner for its tasks, and the session for its start. Gone is a runner only if the backend itself says so
 * (502 with its own JSON) while the session answers; other servers' 502, 404, 501 and time-outs, ours or the backend's,
 * mean that it is not known. Never throws for what the runner does.
 */
export async function probe(client: Client, ref: SessionRef, get: () => Promise<Session>): Promise<Probe> {
  const [asked, session] = await Promise.all([askRunner(client, ref), get().catch(() => undefined)]);
  const startTime = session?.status?.startTime;
  const runner = asked.runner === 'gone' && session === undefined ? 'unknown' : asked.runner;
  return { runner, tasks: asked.tasks, ...(startTime !== undefined && { startTime }) };
}

async function askRunner(client: Client, ref: SessionRef): Promise<Omit<Probe, 'startTime'>> {
  const unknown = { runner: 'unknown', tasks: 0 } as const;
  try {
    const { answer } = await client.exchange('listTasks', ref, { timeoutMs: TIMEOUT });
    const json = jsonOf(answer);
    if (answer.status === 200) {
      const tasks = readRunningTasks(json);
      return tasks === undefined ? unknown : { runner: 'alive', tasks };
    }
    const says = answer.status === 502 ? readError(json) : undefined;
    return says === undefined || isTimeout(says) ? unknown : { runner: 'gone', tasks: 0 };
  } catch (error) {
    if (isAmberError(error)) return unknown;
    throw error;
  }
}

/** Go's words for a runner that took the connection, or lost it, and did not answer in time: it may be busy. */
function isTimeout(says: string): boolean {
  return /timeout|timed out|deadline exceeded/i.test(says);
}
