/** Waits of the stream and of the run, in milliseconds. Sources: docs/architecture.md (the heart), docs/events.md (the stream suite). */
export interface Timing {
  /**
   * No event for so long in a run: its session may have been stopped or deleted, so it is asked once, beside the looks
   * below. And no byte for so long: what was left of the stream of a session that was deleted has been read.
   */
  readonly silence: number;
  /** Between a look of that kind and the look before it, whichever. */
  readonly silenceGap: number;
  /** No event for so long: the session is asked … */
  readonly quietFirst: number;
  /** … and then again at this distance. */
  readonly quietNext: number;
  /** Between the two probes that make `gone` certain. */
  readonly probeGap: number;
  /** A RUN_ERROR is an end once so long has passed without a further event of its run. */
  readonly errorSettle: number;
  /** No byte for so long after a reconnect: its replay is over, where the stream has no mark for that. */
  readonly replayQuiet: number;
  /** No byte for so long: the connection is dead. */
  readonly liveness: number;
  /** Bounds of the jittered backoff between two connections. */
  readonly reconnectMin: number;
  readonly reconnectMax: number;
  /** Between two looks that together confirm the stop of a session that was never started. */
  readonly stopLooks: number;
  /** A run that the server has probably lost sight of: after so long without a sign of it that is told, … */
  readonly unseenTold: number;
  /** … and then it is given up. Infinite: never. */
  readonly unseenLost: number;
}

export const TIMING: Timing = {
  silence: 2_000,
  silenceGap: 5_000,
  quietFirst: 10_000,
  quietNext: 15_000,
  probeGap: 5_000,
  errorSettle: 2_000,
  replayQuiet: 5_000,
  liveness: 45_000,
  reconnectMin: 250,
  reconnectMax: 10_000,
  stopLooks: 2_000,
  unseenTold: 60_000,
  unseenLost: 600_000,
};
