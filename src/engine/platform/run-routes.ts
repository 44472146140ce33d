import type { SessionRef } from '../../core/session/session.ts';
import type { Engine } from '../engine.ts';
import { readAccepted, runBody } from './bodies.ts';
import type { Client } from './client.ts';

/** What of an engine goes by the routes of a session's runs. */
export type RunRoutes = Pick<Engine, 'send' | 'events' | 'interrupt'>;

/** A message may be tens of megabytes, and the platform answers when it has read all of it (ms). */
const SEND_TIMEOUT = 120_000;

/** The session itself is not asked first, whether it exists: an unknown one's stream is open and silent. */
export function runRoutes(client: Client): RunRoutes {
  return {
    send: (ref, input) =>
      client.ask('postRun', paramsOf(ref), readAccepted, { body: runBody(ref.name, input), timeoutMs: SEND_TIMEOUT }),
    events: (ref, from, signal) =>
      client.events('streamEvents', paramsOf(ref), signal, from === undefined ? {} : { 'last-event-id': String(from) }),
    interrupt: (ref) => client.tell('interruptRun', paramsOf(ref)),
  };
}

/** Only the two: a reference may carry more. */
export function paramsOf({ project, name }: SessionRef): SessionRef {
  return { project, name };
}
