import type { Condition, Session } from './session.ts';

/** Condition of a session whose agent has left processes running. */
const LEFT_PROCESSES = 'LeftProcesses';

/** A process by its program and its id. */
export interface LeftProcess {
  readonly pid: number;
  readonly name: string;
}

/** So many are named. */
const MAX_NAMED = 10;

/** The condition at a session's end: what the agent had left running, and that it was ended. */
export function leftProcesses(left: readonly LeftProcess[]): Condition {
  if (left.length === 0) return { type: LEFT_PROCESSES, status: 'False' };
  const names = left.slice(0, MAX_NAMED).map(({ name, pid }) => `${name} (${pid})`);
  const more = left.length > MAX_NAMED ? [`${left.length - MAX_NAMED} more`] : [];
  const what = left.length === 1 ? '1 process was' : `${left.length} processes were`;
  const message = `${what} still running after the agent's end, and ended: ${[...names, ...more].join(', ')}`;
  return { type: LEFT_PROCESSES, status: 'True', reason: 'Ended', message };
}

/** What a session says of processes that its agent had left running; undefined if there were none. */
export function leftProcessesOf({ status }: Session): string | undefined {
  return status?.conditions?.find((one) => one.type === LEFT_PROCESSES && one.status === 'True')?.message;
}

/** Condition of a session that was stopped while messages waited in it. */
const DROPPED_MESSAGES = 'DroppedMessages';

/** The condition at a session's end: how many messages the stop has dropped before their turn came. */
export function droppedMessages(count: number): Condition {
  if (count === 0) return { type: DROPPED_MESSAGES, status: 'False' };
  const what = count === 1 ? '1 message that waited was' : `${count} messages that waited were`;
  const message = `${what} dropped by the session's stop; amber logs shows what was asked`;
  return { type: DROPPED_MESSAGES, status: 'True', reason: 'Stopped', message };
}

/** What a session says of messages that its stop has dropped; undefined if there were none. */
export function droppedMessagesOf({ status }: Session): string | undefined {
  return status?.conditions?.find((one) => one.type === DROPPED_MESSAGES && one.status === 'True')?.message;
}
