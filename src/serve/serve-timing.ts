import { TIMING } from '../core/stream-timing.ts';

/** Waits and limits of serve, in milliseconds unless said otherwise. Source: docs/architecture.md, "Serve". */
export interface ServeTiming {
  /** Between two heartbeats of a stream. */
  readonly heartbeat: number;
  /** Shortest time between two activity patches of one session. */
  readonly activity: number;
  /** How long a cached `stopOnRunFinished` counts where no watch drops it. */
  readonly flagLife: number;
  /** A RUN_ERROR is an end once this time has passed without a further event of its run. */
  readonly errorSettle: number;
  /** Pauses between tries of a stop or a patch that failed: the first, and the longest. */
  readonly retryFirst: number;
  readonly retryMost: number;
  /** Between two tries to write to a disk that took nothing. */
  readonly diskRetry: number;
  /** Between two looks at a stopped session that has readers: someone else may start it. */
  readonly parked: number;
  /** How long runs that are under way may go on once serve shuts down. */
  readonly drain: number;
  /** Tries to reach a runner that boots: pauses grow by half from the first to the longest. */
  readonly connectFirst: number;
  readonly connectMost: number;
  readonly connectTries: number;
  /**
   * How long the API server's word on a caller's right counts, and how often it is asked again for what is under way. A
   * withdrawn right ends a stream within twice that; while the API server does not answer, within four times.
   */
  readonly accessReviewLife: number;
}

export const SERVE_TIMING: ServeTiming = {
  heartbeat: 15_000,
  activity: 10_000,
  flagLife: 60_000,
  errorSettle: TIMING.errorSettle,
  retryFirst: 200,
  retryMost: 30_000,
  diskRetry: 1_000,
  parked: 2_000,
  drain: 25_000,
  connectFirst: 500,
  connectMost: 5_000,
  connectTries: 15,
  accessReviewLife: 14_000,
};
