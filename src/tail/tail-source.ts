import type { Cursor, StreamItem } from '../core/agui/events.ts';
import type { Clock } from '../core/clock.ts';
import type { Probe, Session, SessionRef } from '../core/session/session.ts';
import type { Timing } from '../core/stream-timing.ts';
import type { RunTracker } from '../core/tracker/run-tracker.ts';

/** What a tail needs of an engine; `engine/engine.ts` says what each method does. */
export interface TailSource {
  get(ref: SessionRef): Promise<Session>;
  probe(ref: SessionRef): Promise<Probe>;
  /**
   * The session as it is, and then each time that it changes; null: it was deleted. Goes on until the signal is aborted.
   * It reports at once a phase that has changed, and of the end where there is no way to the stream; without it the session
   * is asked from time to time. It may cost no requests beyond those of `events`.
   */
  watch?(ref: SessionRef, signal: AbortSignal): AsyncIterable<Session | null>;
  /** True if nothing has happened in the session so far. Absent where its stream says so at once. */
  isEmpty?(ref: SessionRef): Promise<boolean>;
  /** Every array says that the other side lives, an empty one too; the first says that the connection stands. */
  events(ref: SessionRef, from: Cursor | undefined, signal: AbortSignal): AsyncIterable<readonly StreamItem[]>;
}

/** A `TailSource` bound to one session. */
export interface BoundSource {
  get(): Promise<Session>;
  probe(): Promise<Probe>;
  watch?(signal: AbortSignal): AsyncIterable<Session | null>;
  events(from: Cursor | undefined, signal: AbortSignal): AsyncIterable<readonly StreamItem[]>;
}

export interface TailOptions {
  /**
   * - `own-end`: until the tracker knows how its run ended.
   * - `session-end`: until the session has ended and its log was read.
   * - `replay-end`: until the log was replayed as it is now.
   */
  readonly until:
    | { readonly kind: 'own-end'; readonly tracker: RunTracker }
    | { readonly kind: 'session-end' }
    | { readonly kind: 'replay-end' };
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly timing: Timing;
  /** From 0 to below 1, for the backoff's jitter. */
  readonly random?: () => number;
  /** Only what comes after this sequence number, where the engine has them. */
  readonly from?: Cursor;
}
