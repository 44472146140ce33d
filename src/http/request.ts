import type { IncomingMessage } from 'node:http';
import { badResponse, HttpFailure, networkError, statusError } from './errors.ts';
import type { Reach } from './proxy.ts';
import { readText } from './response-body.ts';
import { exchange, type SentHeaders } from './transport.ts';

/** One request to an API. Credentials are the caller's to put into `headers`. */
export interface HttpRequest extends Reach {
  readonly method: string;
  readonly url: string | URL;
  readonly headers?: SentHeaders;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole, body included; 30 s by default. */
  readonly timeoutMs?: number;
  /** Bytes of the body above which the answer is refused; 64 MiB by default. */
  readonly maxBytes?: number;
}

/** An answer of status 2xx. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; a header that came several times is joined with ", ". */
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  /** The body parsed. @throws AmberError BAD_RESPONSE if it is no JSON: a login page, a wrong address */
  json(): unknown;
}

const TIMEOUT = 30_000;
/** Of an answer's body, unpacked. */
export const MAX_BYTES = 64 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * Sends a request over a connection that is kept alive, through the proxy that `env` names, and reads the answer.
 * @throws AmberError by status: 401 and 407 UNAUTHENTICATED, 403 FORBIDDEN, 404 and 410 NOT_FOUND, 409 CONFLICT,
 *   400, 413 and 422 INVALID, 405 and 501 UNSUPPORTED, 408, 425, 429 and 5xx UNAVAILABLE, all with the `HttpFailure` as
 *   cause; UNAVAILABLE also when no (whole) answer came in time; CONFIG when the certificate is not trusted;
 *   BAD_RESPONSE for what is not this API. Throws `signal.reason` once the signal is aborted
 */
export async function request(options: HttpRequest): Promise<HttpResponse> {
  const { method, maxBytes = MAX_BYTES, timeoutMs = TIMEOUT } = options;
  const url = new URL(options.url);
  options.signal?.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error(`no answer within ${timeoutMs / 1_000} s`)), timeoutMs);
  const forward = (): void => limit.abort(options.signal?.reason);
  options.signal?.addEventListener('abort', forward, { once: true });
  try {
    const answer = await exchange({ ...options, headers: options.headers ?? {}, url, signal: limit.signal });
    const status = answer.statusCode ?? 0;
    const headers = headersOf(answer);
    if (status < 200 || status > 299) throw await failure(method, url, answer);
    const body = await readText(answer, maxBytes, true);
    if (body === undefined) throw badResponse(method, url, `an answer of more than ${maxBytes} bytes`);
    return { status, headers, body, json: () => parse(method, url, body, headers['content-type']) };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw networkError(method, url, limit.signal.aborted ? limit.signal.reason : error);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', forward);
  }
}

/** The error that an answer other than 2xx stands for. Reads what its body says, up to 64 KiB. */
export async function failure(method: string, url: URL, answer: IncomingMessage): Promise<Error> {
  const body = await readText(answer, MAX_ERROR_BYTES, false).catch(() => '');
  return statusError(method, url, new HttpFailure(answer.statusCode ?? 0, headersOf(answer), body ?? ''));
}

/** Header names in lower case, values joined. */
function headersOf(answer: IncomingMessage): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(answer.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
  );
}

function parse(method: string, url: URL, body: string, type = 'no content type'): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw badResponse(method, url, `the answer is no JSON (${type.split(';')[0]})`, error);
  }
}
