import type { Clock } from '../../core/clock.ts';
import { AmberError } from '../../core/errors.ts';

/** A request that GitHub did not carry out. */
export interface Failure {
  /** 0: no answer came. */
  readonly status: number;
  /** In lower case. */
  readonly headers: { readonly [name: string]: unknown };
  readonly message: string;
  /** True if nothing of it can have reached GitHub. */
  readonly neverSent: boolean;
}

export interface RetryLimits {
  readonly clock: Clock;
  /** The longest that all pauses of one call may take together, in ms. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Called with a limit that is waited for, in ms: it holds for all requests with that token. */
  readonly limited?: (pause: number) => void;
}

const MAX_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 1_000;
/** GitHub asks for at least a minute after a secondary limit that says no more. */
const SECONDARY_PAUSE_MS = 60_000;

/**
 * Asks until there is an answer, a refusal, or no more patience. What may have been done is asked for again only if
 * that changes nothing (`isIdempotent`).
 * @param attempt throws a failure as `failureOf` reads it
 * @throws AmberError, or the signal's reason
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  failureOf: (error: unknown) => Failure | undefined,
  isIdempotent: boolean,
  { clock, waitMs, signal, limited }: RetryLimits,
): Promise<T> {
  let left = waitMs;
  for (let tried = 1; ; tried += 1) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      const pause = tried < MAX_ATTEMPTS ? pauseAfter(failure, tried, isIdempotent, clock) : undefined;
      if (pause === undefined || pause > left) throw errorOf(failure, error);
      left -= pause;
      if (isRateLimit(failure)) limited?.(pause);
      await clock.sleep(pause, signal);
    }
  }
}

/** How long to wait before the same request makes sense again, in ms; undefined if it never does. */
function pauseAfter(failure: Failure, tried: number, isIdempotent: boolean, clock: Clock): number | undefined {
  if (isRateLimit(failure)) return limitPause(failure.headers, clock);
  const mayAgain = failure.neverSent || (isIdempotent && (failure.status === 0 || failure.status >= 500));
  if (!mayAgain) return undefined;
  return Math.max(FIRST_PAUSE_MS * 2 ** (tried - 1), retryAfter(failure.headers, clock) ?? 0);
}

/** GitHub says 403 as well as 429 for both kinds of limit; nothing was done then. */
function isRateLimit({ status, headers, message }: Failure): boolean {
  if (status === 429) return true;
  if (status !== 403 && status !== 200) return false;
  return (
    headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(message)
  );
}

function limitPause(headers: Failure['headers'], clock: Clock): number {
  const after = retryAfter(headers, clock);
  if (after !== undefined) return Math.max(FIRST_PAUSE_MS, after);
  const reset = seconds(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] !== '0' || reset === undefined) return SECONDARY_PAUSE_MS;
  return Math.max(FIRST_PAUSE_MS, reset - serverTime(headers, clock));
}

/** `Retry-After` has seconds, or a date, which a proxy in between may write (RFC 9110, 10.2.3). In ms from now. */
function retryAfter(headers: Failure['headers'], clock: Clock): number | undefined {
  const value = headers['retry-after'];
  // Date.parse finds a date in nearly any text that has a number in it; one of HTTP's ends so.
  const date = typeof value === 'string' && value.endsWith(' GMT') ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? seconds(value) : Math.max(0, date - serverTime(headers, clock));
}

/** By the server's clock, where it sends one: the runner's may be wrong. In ms since 1970. */
function serverTime({ date }: Failure['headers'], clock: Clock): number {
  const said = Date.parse(String(date));
  return Number.isNaN(said) ? clock.date().getTime() : said;
}

/** In ms; undefined for anything but digits. */
function seconds(value: unknown): number | undefined {
  return /^\d+$/.test(String(value)) ? Number(value) * 1_000 : undefined;
}

function errorOf(failure: Failure, cause: unknown): AmberError {
  const { status, message } = failure;
  const said = `GitHub: ${message.slice(0, 500)}`;
  if (isRateLimit(failure))
    return new AmberError('UNAVAILABLE', `${said} (rate limit)`, { cause, hint: 'run the job again later' });
  switch (status) {
    case 401:
      return new AmberError('UNAUTHENTICATED', said, { cause, hint: 'github-token must be a token that is valid now' });
    case 403:
      return new AmberError('FORBIDDEN', said, {
        cause,
        hint: "the job's `permissions` must allow this: see the example workflow",
      });
    case 404:
    case 410:
      return new AmberError('NOT_FOUND', said, { cause });
    case 409:
      return new AmberError('CONFLICT', said, { cause });
    case 400:
    case 422:
      return new AmberError('INVALID', said, { cause });
    default:
      return status === 0 || status >= 500
        ? new AmberError('UNAVAILABLE', said, { cause })
        : new AmberError('BAD_RESPONSE', `${said} (${status})`, { cause });
  }
}
