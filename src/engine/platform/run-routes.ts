import type { SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../engine.ts';
import { readAccepted, runBody } from './api-bodies.ts';
import { isUnknownRoute } from './errors.ts';
import type { Client } from './platform-client.ts';

/** What of an engine goes by the routes of a session's runs. */
export interface RunRoutes extends Pick<Engine, 'send' | 'events' | 'interrupt'> {
  isEmpty(ref: SessionRef): Promise<boolean>;
}

/** A message may be tens of megabytes, and the platform answers when it has read all of it (ms). */
const SEND_TIMEOUT = 120_000;

/** It is asked for while a person waits, and all of it comes (ms). */
const EXPORT_TIMEOUT = 15_000;

/** The session itself is not asked first, whether it exists: an unknown one's stream is open and silent. */
export function runRoutes(client: Client): RunRoutes {
  return {
    send: (ref, input) =>
      client.ask('postRun', paramsOf(ref), readAccepted, { body: runBody(ref.name, input), timeoutMs: SEND_TIMEOUT }),
    events: (ref, from, signal) =>
      client.events('streamEvents', paramsOf(ref), signal, from === undefined ? {} : { 'last-event-id': String(from) }),
    // The export is 404 before the first event, and the same of a session that does not exist.
    isEmpty: async (ref) => {
      const { answer } = await client.exchange('exportSession', paramsOf(ref), { timeoutMs: EXPORT_TIMEOUT });
      return answer.status === 404 && !isUnknownRoute(answer);
    },
    interrupt: (ref) => client.tell('interruptRun', paramsOf(ref)),
  };
}

/** Only the two: a reference may carry more. */
export function paramsOf({ project, name }: SessionRef): SessionRef {
  return { project, name };
}
