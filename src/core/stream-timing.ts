/** Waits of the stream and of the run, in milliseconds (docs/events.md, "Witnesses"). */
export interface Timing {
  /**
   * No event for this long in a run: its session may have been stopped or deleted, so it is asked once, beside the looks
   * below. And no byte for this long: what was left of the stream of a session that was deleted has been read.
   */
  readonly silence: number;
  /** Between a look of that kind and the look before it, of any kind. */
  readonly silenceGap: number;
  /** No event for this long: the session is asked … */
  readonly askAfterQuiet: number;
  /** … and then again at this distance. */
  readonly askInterval: number;
  /** The stream can't be opened for this long: the runner's end is believed without a look at the replay. */
  readonly doubtPatience: number;
  /** Between the two probes that make `gone` certain. */
  readonly probeGap: number;
  /** A RUN_ERROR is an end once this much time has passed without a further event of its run. */
  readonly errorSettle: number;
  /**
   * When a replay is over, where the stream has no mark for that (`tracker/replay-detector.ts`). A pause this long: what comes
   * after it happens now. On a replay events come without one.
   */
  readonly replayPause: number;
  /** No replay takes longer: what comes later happens now, however dense the stream. */
  readonly replayLongest: number;
  /** No byte for this long: it was read whole, and does not hold the end that was looked for. */
  readonly replayQuiet: number;
  /** No byte for this long: the connection is dead. */
  readonly liveness: number;
  /** Between two looks that together confirm the stop of a session that was never started. */
  readonly stopLooks: number;
  /** A run that the server has probably lost sight of: after this long without a sign of it the user is warned, … */
  readonly unseenWarned: number;
  /** … and then it is given up. Infinite: never. */
  readonly unseenLost: number;
}

export const TIMING: Timing = {
  silence: 2_000,
  silenceGap: 5_000,
  askAfterQuiet: 10_000,
  askInterval: 15_000,
  doubtPatience: 10_000,
  probeGap: 5_000,
  errorSettle: 2_000,
  replayPause: 1_000,
  replayLongest: 10_000,
  replayQuiet: 5_000,
  liveness: 45_000,
  stopLooks: 2_000,
  unseenWarned: 60_000,
  unseenLost: 600_000,
};
