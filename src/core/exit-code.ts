import type { ErrorCode } from './errors.ts';
import type { Result, RunError } from './result.ts';

export const EXIT = {
  ok: 0,
  lost: 1,
  usage: 2,
  failed: 3,
  auth: 4,
  needsInput: 5,
  notFound: 6,
  leak: 7,
  running: 8,
  stopped: 9,
  undelivered: 10,
  timedOut: 124,
  sigint: 130,
  sigterm: 143,
} as const;

/** What an exit code depends on beside the outcome. */
export interface ExitFacts {
  readonly stopReason?: Result['stopReason'];
  /** The signal that cancelled us, if any. */
  readonly signal?: 'SIGINT' | 'SIGTERM' | undefined;
  readonly error?: RunError | undefined;
}

/** The exit code of an outcome: the table of `amber help exit-codes`. */
export function exitCodeOf(outcome: Result['outcome'], { stopReason, signal, error }: ExitFacts = {}): number {
  switch (outcome) {
    case 'finished':
      return stopReason === 'unconfirmed' ? EXIT.leak : EXIT.ok;
    case 'detached':
      return EXIT.ok;
    case 'failed':
      return error?.code === 'AUTH_REQUIRED' ? EXIT.auth : EXIT.failed;
    case 'needs-input':
      return EXIT.needsInput;
    case 'timed-out':
    case 'over-budget':
      return EXIT.timedOut;
    case 'cancelled':
      return signal === 'SIGTERM' ? EXIT.sigterm : signal === 'SIGINT' ? EXIT.sigint : EXIT.stopped;
    case 'stopped':
      return EXIT.stopped;
    case 'lost':
    case null:
      return EXIT.lost;
  }
}

/** The exit code of an `AmberError`. */
export function exitCodeOfError(code: ErrorCode): number {
  switch (code) {
    case 'USAGE':
    case 'CONFIG':
    case 'INVALID':
    case 'UNSUPPORTED':
    case 'AGENT':
      return EXIT.usage;
    case 'UNAUTHENTICATED':
    case 'FORBIDDEN':
    case 'AUTH_REQUIRED':
      return EXIT.auth;
    case 'NOT_FOUND':
      return EXIT.notFound;
    case 'NOT_DELIVERED':
      return EXIT.undelivered;
    case 'TIME_LIMIT':
      return EXIT.timedOut;
    case 'CONFLICT':
    case 'UNAVAILABLE':
    case 'BAD_RESPONSE':
    case 'NO_STREAM':
    case 'TIMEOUT':
    case 'GIT':
    case 'STATE':
    case 'INTERNAL':
      return EXIT.lost;
  }
}
