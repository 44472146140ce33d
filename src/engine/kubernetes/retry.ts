import { Backoff, busyPause } from '../../async/backoff.ts';
import type { Clock } from '../../core/clock.ts';
import { isAmberError, systemCodeOf } from '../../core/errors.ts';
import { reasonOf, retryAfterOf, statusOf } from './errors.ts';

/** A request that may be made twice is tried for this long (ms): an API server that is replaced is away for some seconds. */
const PATIENCE = 10_000;
const PAUSES = { first: 250, most: 2_000 };

/**
 * Tries a request that may be made twice until it succeeds: 409, 429, 5xx, no answer. `Retry-After` is obeyed. What
 * could not be reached at the first try is an error at once: the address may be wrong. @throws AmberError
 */
export async function retry<T>(clock: Clock, attempt: () => Promise<T>, patienceMs = PATIENCE): Promise<T> {
  const backoff = new Backoff(PAUSES, Math.random);
  let isFirst = true;
  for (const end = clock.now() + patienceMs; ; isFirst = false) {
    try {
      return await attempt();
    } catch (error) {
      const pause = retryAfterOf(error) ?? (statusOf(error) === 409 ? busyPause(Math.random) : backoff.next());
      const passes = isAmberError(error, 'UNAVAILABLE', 'TIMEOUT') || isWriteConflict(error);
      if (!passes || (isFirst && wasNotReached(error)) || clock.now() + pause >= end) throw error;
      await clock.sleep(pause);
    }
  }
}

/** Another write came in between. `AlreadyExists` has the same status, and stays as it is. */
function isWriteConflict(error: unknown): boolean {
  return isAmberError(error, 'CONFLICT') && statusOf(error) === 409 && reasonOf(error) !== 'AlreadyExists';
}

const UNREACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** True if no connection came about. */
function wasNotReached(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
    if (UNREACHED.has(systemCodeOf(first) ?? '')) return true;
  }
  return false;
}
