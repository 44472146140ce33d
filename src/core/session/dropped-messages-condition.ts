import type { Condition, Session } from './session.ts';

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
