import { isAmberError } from '../core/errors.ts';

/** What an error of the stream or of a GET means for the tail. */
export type Fault = 'fatal' | 'gone' | 'strange' | 'passing';

/**
 * - `passing`: no answer, or one that says "later": worth another try for as long as the caller wants.
 * - `gone`: there is no such session.
 * - `strange`: not this API: once may be a proxy that restarts; twice in a row is fatal.
 * - `fatal`: trying again changes nothing: credentials, rights, certificates, the engine's own errors, defects.
 */
export function faultOf(error: unknown): Fault {
  if (!isAmberError(error)) return 'fatal';
  switch (error.code) {
    case 'UNAVAILABLE':
    case 'TIMEOUT':
    case 'CONFLICT':
      return 'passing';
    case 'NOT_FOUND':
      return 'gone';
    case 'BAD_RESPONSE':
      return 'strange';
    default:
      return 'fatal';
  }
}
