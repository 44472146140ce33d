import type { Clock } from '../core/clock.ts';
import type { SessionRef, StopReason } from '../core/session.ts';
import type { Timing } from '../core/timing.ts';
import type { Engine } from '../engine/engine.ts';

export interface ConfirmStop {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly reason: StopReason;
  /** How long asking and waiting may take together, in milliseconds. */
  readonly timeoutMs: number;
  /** Gives up at once. */
  readonly signal?: AbortSignal;
  /** Looks before it asks: for a session that has probably stopped by itself. */
  readonly lookFirst?: boolean;
  /** Hears of each request or look that failed, and goes on. */
  readonly failed?: (error: unknown) => void;
}

/**
 * Asks a session to stop until its phase moves, and waits until the stop is certain (design.md, "The three engines"):
 * phase `Stopped`, `Failed` or `Completed`, 404, or no phase or `Pending` with desired-phase `Stopped` in two looks. Never throws.
 */
export async function confirmStop(
  _engine: Engine,
  _ref: SessionRef,
  _options: ConfirmStop,
): Promise<'confirmed' | 'unconfirmed'> {
  return 'unconfirmed';
}
