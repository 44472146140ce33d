/**
 * What went wrong, in one word. One place maps it to an exit code: `exitCodeOfError` in `exit-code.ts`.
 * Codes of a run's own end (`RUNNER_GONE`, `AGENT_EXITED` …) are plain strings in `RunError` and never thrown.
 */
export type ErrorCode =
  | 'USAGE' // a flag, an argument or a combination of them is wrong
  | 'CONFIG' // a configuration file or an environment variable is wrong
  | 'INVALID' // a value of the session breaks a rule; field, value and what is allowed are in the message
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND' // no such session or project
  | 'CONFLICT' // the object is in a state that does not allow this
  | 'UNAVAILABLE' // the other side did not answer, or answered 5xx or 429: worth another try
  | 'BAD_RESPONSE' // the other side answered something that is not this API
  | 'NO_STREAM' // there is no way from here to the session's events: no server of them is known, or no right to use one
  | 'TIMEOUT' // an operation took longer than it may; not the run's own time limit
  | 'TIME_LIMIT' // a time limit of the command's caller has passed
  | 'AGENT' // the agent's command could not be found or started
  | 'GIT' // git refused, or could not do, what a session needs of it
  | 'NOT_DELIVERED' // work was held back, or could not be brought to GitHub
  | 'AUTH_REQUIRED' // the agent is not logged in
  | 'STATE' // the state directory can't be read or written
  | 'UNSUPPORTED' // this engine or platform can't do that
  | 'INTERNAL'; // a defect of Amber

/** What `AmberError` is made of, beside its code and message. */
export interface ErrorDetails {
  /** The next command to type, or the setting to change. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The one error type that Amber throws on purpose. `message` says what failed and where; `hint` what to do next. */
export class AmberError extends Error {
  override readonly name = 'AmberError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
  }
}

/** True for an `AmberError`, of one of `codes` if any are given. */
export function isAmberError(error: unknown, ...codes: readonly ErrorCode[]): error is AmberError {
  return error instanceof AmberError && (codes.length === 0 || codes.includes(error.code));
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` that Node gives a system error (`ENOENT`, `EPIPE` …); undefined for any other. */
export function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * The error for a value that breaks a rule: names the field, the value and what is allowed. Pass no `value` where it
 * may be a secret.
 */
export function invalid(field: string, allowed: string, value?: unknown): AmberError {
  return new AmberError(
    'INVALID',
    `${field}${value === undefined ? '' : ` ${quote(value)}`} is not allowed: ${allowed}`,
  );
}

/** A value as it may stand in a line of an error message: on one line, no longer than 80 characters. */
function quote(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 79)}…` : json;
}
