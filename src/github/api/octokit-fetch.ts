import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Env } from '../../core/env.ts';
import { badResponse } from '../../http/errors.ts';
import type { ObservedRequest } from '../../http/proxy.ts';
import { MAX_BYTES } from '../../http/request.ts';
import { readText } from '../../http/response-body.ts';
import { exchange } from '../../http/transport.ts';

/** What Octokit asks a `fetch` for. */
interface Init {
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** Gets an `ObservedRequest` of each request to GitHub's API, for those who log them. */
export const GITHUB_REQUESTS = channel('amber:github');

/**
 * The `fetch` that Octokit uses: over Amber's own connections, with the proxy that `env` names. Node's and the
 * toolkit's come with undici, which takes half a megabyte and asks a proxy that hangs up without end:
 * https://github.com/nodejs/undici/issues/3897
 * @throws AmberError as `exchange` does; BAD_RESPONSE for an answer of more than 64 MiB
 */
export function fetchThrough(env: Env): (url: string, init: Init) => Promise<Response> {
  return async (url, { method, headers, body, signal }) => {
    const all = { 'accept-encoding': 'gzip', ...headers };
    const sent = body === undefined ? {} : { body };
    const began = performance.now();
    const observe = (outcome: ObservedRequest['outcome']): void => {
      if (!GITHUB_REQUESTS.hasSubscribers) return;
      const request: ObservedRequest = { method, url: new URL(url), outcome, ms: performance.now() - began };
      GITHUB_REQUESTS.publish(request);
    };
    const asked = exchange({ method, url: new URL(url), headers: all, ...sent, signal, env });
    asked.then(
      ({ statusCode: status = 0 }) => observe({ status }),
      (error: unknown) => observe({ error }),
    );
    const answer = await asked;
    const status = answer.statusCode ?? 0;
    const text = await readText(answer, MAX_BYTES, true);
    if (text === undefined) throw badResponse(method, new URL(url), `an answer of more than ${MAX_BYTES} bytes`);
    // A body of these is an error to Response, even an empty one.
    const isEmpty = status === 204 || status === 205 || status === 304;
    return new Response(isEmpty ? null : text, { status, headers: headersOf(answer) });
  };
}

function headersOf({ headersDistinct }: IncomingMessage): [string, string][] {
  return Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(', ')]);
}
