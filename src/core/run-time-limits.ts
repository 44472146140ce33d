/** The time limits of a run and of what comes after it, in milliseconds. */
export interface TimeLimits {
  /** For the whole run; 0 is no limit. */
  readonly timeoutMs: number;
  /** Until the run has started; 0 is no limit. */
  readonly startTimeoutMs: number;
  /** For asking for a stop and waiting for it; three times that once the session has taken the stop. */
  readonly stopTimeoutMs: number;
  /** How long a run that ended in a question waits for an answer. 0: its session is stopped at once. */
  readonly questionGraceMs: number;
}

/**
 * The limits of a run where the caller sets none. `detachedInactivity`: of sessions that no person watches
 * (docs/configuration.md).
 */
export const DEFAULT_LIMITS = {
  timeout: 1_800_000,
  startTimeout: 600_000,
  stopTimeout: 30_000,
  detachedInactivity: 900_000,
} as const;
