/** The time as Amber sees it: an argument everywhere, so that tests can own it. */
export interface Clock {
  /** Milliseconds of a clock that never jumps. Only differences mean anything. */
  now(): number;
  /** Wall-clock time, for people and for records; never for deciding anything. */
  date(): Date;
  /** Resolves after `ms`; rejects with the signal's reason once it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
