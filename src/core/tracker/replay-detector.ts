import type { Timing } from '../stream-timing.ts';

/**
 * Whether what a connection brings is a replay of the past or happens now. The stream's own mark says so, or the
 * connection's end; where it has no mark, time does: on a replay events come without a pause, and none takes longer
 * than `replayLongest`. Where a run's end may be in the replay, its reader waits longer before
 * it is taken for missing: `replayQuiet`. Pure; `now` in milliseconds on one monotonic scale.
 */
export class ReplayDetector {
  readonly #timing: Timing;
  #openAt: number | undefined;
  #byteAt: number;
  #isPast = false;
  /** When the latest connection was made whose replay was read whole. */
  #readFrom = Number.NEGATIVE_INFINITY;

  constructor(timing: Timing, now: number) {
    this.#timing = timing;
    this.#byteAt = now;
  }

  /** When the connection that stands was made. */
  get openAt(): number | undefined {
    return this.#openAt;
  }

  /** When the last byte came, or the connection was made. */
  get heardAt(): number {
    return this.#byteAt;
  }

  /** A connection stands. `isPast`: its first events have happened before. */
  open(now: number, isPast: boolean): void {
    this.#openAt = now;
    this.#byteAt = now;
    this.#isPast = isPast;
  }

  closed(): void {
    this.over();
    this.#openAt = undefined;
  }

  /** The stream's own mark. */
  over(): void {
    if (this.#openAt !== undefined) this.#readFrom = this.#openAt;
    this.#isPast = false;
  }

  /** Bytes came. The hot path. */
  byte(now: number): void {
    if (now - this.#byteAt >= this.#timing.replayPause) {
      if (this.#openAt !== undefined && this.isReadSince(this.#openAt, now)) this.#readFrom = this.#openAt;
      this.#isPast = false;
    }
    this.#byteAt = now;
  }

  /** True if what comes happens now. */
  isLive(now: number): boolean {
    return !this.#isPast || now - (this.#openAt ?? now) >= this.#timing.replayLongest;
  }

  /** True once a replay that began at `since` or later was read whole; `quiet`: without a mark, no byte for this long. */
  isReadSince(since: number, now: number, quiet: number = this.#timing.replayQuiet): boolean {
    if (this.#readFrom >= since) return true;
    return this.#openAt !== undefined && this.#openAt >= since && now - this.#byteAt >= quiet;
  }
}
