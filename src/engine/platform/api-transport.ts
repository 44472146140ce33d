import type { StreamItem } from '../../core/agui/events.ts';
import { isAmberError } from '../../core/errors.ts';
import { HttpFailure } from '../../http/errors.ts';
import type { Reach } from '../../http/proxy.ts';
import { request } from '../../http/request.ts';
import { openEvents } from '../../sse/open-stream.ts';
import type { ApiAnswer } from './errors.ts';

/** One request to the API, by the address that it has at its server. */
export interface ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  /** Sent as JSON. */
  readonly body?: object;
  /** Milliseconds for the whole. */
  readonly timeoutMs: number;
}

/** One connection to a route's events. */
export interface ApiStream {
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly signal: AbortSignal;
}

/** How requests come to the server, and its answers back. */
export interface ApiTransport {
  /** The answer, whatever its status. @throws AmberError if the server gave none */
  send(request: ApiRequest): Promise<ApiAnswer>;
  /** @throws AmberError; an answer other than 200 with its `HttpFailure` as cause */
  events(stream: ApiStream): AsyncIterable<readonly StreamItem[]>;
}

/** Straight to the server. */
export function httpTransport(reach: Reach): ApiTransport {
  return {
    send: async ({ body, headers, ...rest }) => {
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
      try {
        return await request({
          ...reach,
          ...rest,
          headers: { ...type, ...headers },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
      } catch (error) {
        return answerIn(error);
      }
    },
    events: (stream) => openEvents({ ...reach, ...stream }),
  };
}

/** The server's answer behind an error of its status. @throws the error, if it is none */
export function answerIn(error: unknown): ApiAnswer {
  if (isAmberError(error) && error.cause instanceof HttpFailure) return error.cause;
  throw error;
}
