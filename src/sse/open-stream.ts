import type { IncomingMessage } from 'node:http';
import type { StreamItem } from '../core/agui/events.ts';
import { badResponse, networkError } from '../http/errors.ts';
import type { Reach } from '../http/proxy.ts';
import { failure } from '../http/request.ts';
import { Chunks, decoded } from '../http/response-body.ts';
import { exchange, type SentHeaders } from '../http/transport.ts';
import { SseDecoder } from './decoder.ts';

/**
 * Bytes that make one array of items, at most: as many as a read of a socket brings. In smaller arrays the waiting between
 * them costs more.
 */
const MAX_BATCH = 64 * 1024;

/** One connection to an event stream. Credentials and `last-event-id` are the caller's to put into `headers`. */
export interface EventsRequest extends Reach {
  readonly url: string | URL;
  readonly headers?: SentHeaders;
  readonly signal: AbortSignal;
}

/**
 * Opens an event stream and reads it to its end: one array per piece that came, an empty one for the answer's headers
 * and for bytes that completed nothing, so that the reader knows that the other side lives. The socket is read only
 * as fast as the arrays are asked for. Headers may take as long as the signal lets them: the platform sends its own
 * with the first event or heartbeat.
 * @throws AmberError as `request` does; BAD_RESPONSE if the answer is no event stream; UNAVAILABLE if it breaks off.
 *   Throws `signal.reason` once the signal is aborted
 */
export function openEvents(options: EventsRequest): AsyncGenerator<readonly StreamItem[], void, void> {
  const url = new URL(options.url);
  const headers = { ...EVENTS_HEADERS, ...options.headers };
  return readEvents(() => exchange({ ...options, method: 'GET', url, headers }), url, options.signal);
}

/** What asks for an event stream, also of a proxy in between. */
export const EVENTS_HEADERS = { accept: 'text/event-stream', 'cache-control': 'no-cache' } as const;

/** Reads the items of a body, piece by piece. */
export interface BodyDecoder {
  push(chunk: Uint8Array): StreamItem[];
}

/** How a stream was asked for, and who reads it. */
export interface EventsAnswer {
  readonly method: string;
  /** The decoder for a content type, in lower case and without parameters; undefined for one that is none of a stream. */
  decoderFor(type: string | undefined): Promise<BodyDecoder | undefined>;
}

const GET_EVENTS: EventsAnswer = {
  method: 'GET',
  decoderFor: async (type = 'text/event-stream') =>
    type === 'text/event-stream' ? new SseDecoder({ together: true }) : undefined,
};

/** The same by another way to an answer, of which the headers have come. */
export async function* readEvents(
  open: () => Promise<IncomingMessage>,
  url: URL,
  signal: AbortSignal,
  { method, decoderFor }: EventsAnswer = GET_EVENTS,
): AsyncGenerator<readonly StreamItem[], void, void> {
  const answer = await open();
  try {
    if (answer.statusCode !== 200) throw await failure(method, url, answer);
    const type = answer.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    const decoder = await decoderFor(type);
    if (decoder === undefined) throw badResponse(method, url, `${type} came where an event stream was due`);
    yield [];
    using chunks = new Chunks(decoded(answer));
    for (let ready = await chunks.next(); ready !== undefined; ready = await chunks.next())
      for (const chunk of ready)
        for (let at = 0; at < chunk.length; at += MAX_BATCH) yield decoder.push(chunk.subarray(at, at + MAX_BATCH));
  } catch (error) {
    signal.throwIfAborted();
    throw networkError(method, url, error);
  } finally {
    answer.destroy();
  }
}
