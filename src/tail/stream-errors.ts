import { isAmberError } from '../core/errors.ts';

/** What an error of the stream or of a GET means for the tail. */
type Fault = 'fatal' | 'gone' | 'strange' | 'passing';

/**
 * - `passing`: no answer, or one that says "later": worth another try for as long as the caller wants.
 * - `gone`: there is no such session.
 * - `strange`: not this API: once may be a proxy that restarts; twice in a row is fatal.
 * - `fatal`: trying again changes nothing: credentials, rights, certificates, the engine's own errors, defects.
 */
function faultOf(error: unknown): Fault {
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

/** Errors of one kind of request, one after the other. */
export class StreamErrors {
  #strange = 0;

  /** Says what the error means. @throws the error if trying again is no use */
  take(error: unknown): Exclude<Fault, 'fatal'> {
    const fault = faultOf(error);
    this.#strange = fault === 'strange' ? this.#strange + 1 : 0;
    if (fault === 'fatal' || this.#strange >= 2) throw error;
    return fault;
  }

  /** An answer was what it should be. */
  clear(): void {
    this.#strange = 0;
  }
}
