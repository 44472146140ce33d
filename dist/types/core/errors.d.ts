/**
 * What went wrong, in one word. One place maps it to an exit code: `exitCodeOfError` in `exit-code.ts`.
 * Codes of a run's own end (`RUNNER_GONE`, `AGENT_EXITED` …) are plain strings in `RunError` and never thrown.
 */
export type ErrorCode = 'USAGE' | 'CONFIG' | 'INVALID' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFLICT' | 'UNAVAILABLE' | 'BAD_RESPONSE' | 'NO_STREAM' | 'TIMEOUT' | 'TIME_LIMIT' | 'AGENT' | 'GIT' | 'NOT_DELIVERED' | 'AUTH_REQUIRED' | 'STATE' | 'UNSUPPORTED' | 'INTERNAL';
/** What `AmberError` is made of, beside its code and message. */
export interface ErrorDetails {
    /** The next command to type, or the setting to change. */
    readonly hint?: string;
    readonly cause?: unknown;
}
/** The one error type that Amber throws on purpose. `message` says what failed and where; `hint` what to do next. */
export declare class AmberError extends Error {
    readonly name = "AmberError";
    readonly code: ErrorCode;
    readonly hint: string | undefined;
    constructor(code: ErrorCode, message: string, details?: ErrorDetails);
}
/** True for an `AmberError`, of one of `codes` if any are given. */
export declare function isAmberError(error: unknown, ...codes: readonly ErrorCode[]): error is AmberError;
/** The message of anything that was thrown. */
export declare function messageOf(error: unknown): string;
/** The `code` that Node gives a system error (`ENOENT`, `EPIPE` …); undefined for any other. */
export declare function systemCodeOf(error: unknown): string | undefined;
/**
 * The error for a value that breaks a rule: names the field, the value and what is allowed. Pass no `value` where it
 * may be a secret.
 */
export declare function invalid(field: string, allowed: string, value?: unknown): AmberError;
