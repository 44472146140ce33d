import { AmberError, type ErrorCode, messageOf, systemCodeOf } from '../core/errors.ts';
import { aroundProxy, type HttpProxy } from './proxy.ts';

/** An answer that is an error: the cause of the `AmberError`, for engines that read more out of it than its status. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly status: number;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  /** At most the first 64 KiB. */
  readonly body: string;

  constructor(status: number, headers: { readonly [name: string]: string }, body: string) {
    super(`HTTP ${status}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

const CODES: { readonly [status: number]: ErrorCode } = {
  400: 'INVALID',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'UNSUPPORTED',
  407: 'UNAUTHENTICATED',
  408: 'UNAVAILABLE',
  409: 'CONFLICT',
  410: 'NOT_FOUND',
  413: 'INVALID',
  422: 'INVALID',
  425: 'UNAVAILABLE',
  429: 'UNAVAILABLE',
  501: 'UNSUPPORTED',
};

/** The error for an answer's status; its message carries the server's own words where they are JSON. */
export function statusError(method: string, url: URL, failure: HttpFailure): AmberError {
  const { status } = failure;
  const code = CODES[status] ?? (status >= 500 ? 'UNAVAILABLE' : 'BAD_RESPONSE');
  const words = serverWords(failure.body);
  return new AmberError(code, `${method} ${place(url)}: ${status}${words === undefined ? '' : ` ${words}`}`, {
    cause: failure,
    ...(code === 'UNAUTHENTICATED' ? { hint: 'AMBER_TOKEN=<token>, or --token-file FILE' } : {}),
  });
}

/** The error for an answer that is none of this API: a login page, JSON where a stream was due, a wrong address. */
export function badResponse(method: string, url: URL, what: string, cause?: unknown): AmberError {
  return new AmberError('BAD_RESPONSE', `${method} ${place(url)}: ${what}`, {
    hint: 'check --api-url, and whether a proxy or a login page stands before it',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** OpenSSL's and Node's words for a certificate that is not trusted. Trying again does not help. */
const TLS = /^(CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_SSL_|INVALID_CA|HOSTNAME_MISMATCH)/;

/** The error for a request that got no answer, or half of one; `proxy` was on its way. An `AmberError` stays what it is. */
export function networkError(method: string, url: URL, error: unknown, proxy?: HttpProxy): AmberError {
  if (error instanceof AmberError) return error;
  const code = codeOf(error);
  if (TLS.test(code))
    return new AmberError('CONFIG', `${url.host} can't be trusted: ${messageOf(error)}`, {
      hint: '--ca-file FILE, or NODE_EXTRA_CA_CERTS=FILE',
      cause: error,
    });
  if (code.startsWith('ERR_OSSL_'))
    return new AmberError('CONFIG', `cannot use the certificate or key for ${url.host}: ${messageOf(error)}`, {
      cause: error,
    });
  // Node says only that it was aborted; why, the time limit says.
  const reason = code === 'ABORT_ERR' && error instanceof Error ? (error.cause ?? error) : error;
  const words = WORDS[code] ?? messageOf(reason);
  const message = `${method} ${place(url)}: ${words}`;
  if (proxy === undefined) return new AmberError('UNAVAILABLE', message, { cause: error });
  return new AmberError('UNAVAILABLE', `${message} (by way of the proxy ${proxy.url.host} of ${proxy.variable})`, {
    hint: aroundProxy(proxy, url.hostname),
    cause: error,
  });
}

const WORDS: { readonly [code: string]: string } = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was closed in the middle',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the host name could not be resolved',
  EPIPE: 'the connection was closed in the middle',
  HPE_INVALID_CONSTANT: 'the answer is no HTTP',
};

/** Node's `code` of the error, or of the first of several; "" without one. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return systemCodeOf(error) ?? '';
}

/** A URL without what may be secret in it: user, password and query. */
export function place(url: URL): string {
  return url.origin + url.pathname;
}

function serverWords(body: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const words = [('error' in value && value.error) || undefined, ('message' in value && value.message) || undefined];
  const found = words.find((word) => typeof word === 'string');
  return typeof found === 'string' ? found.slice(0, 1_000) : undefined;
}
