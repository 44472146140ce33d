import type { AguiEvent } from '../../core/agui/events.ts';
import type { RunEnd } from '../../core/outcome.ts';
import type { Probe, Session } from '../../core/session/session.ts';
import type { Step } from '../../core/tracker/run-tracker.ts';

/**
 * What a stream is tailed for. Pure, as the run tracker is: it is told what happens, says what to do when nothing
 * does, and when it is reached. `now` is always on one monotonic scale, in milliseconds.
 */
export interface Goal {
  /** Ask the session before the stream is opened: the platform's stream answers for sessions that do not exist. */
  readonly asksFirst: boolean;
  /** For how long in ms the stream may be out of reach before its error is thrown. */
  readonly patience: number;
  /** True if a session that does not exist (any more) is an error at once. */
  readonly needsSession: boolean;
  /** True if a connection that replaces a lost one is worth telling. */
  readonly announces: boolean;
  /** Gives the run that the event belongs to, if that can be known. */
  event(event: AguiEvent, now: number): string | undefined;
  /** Bytes came that completed nothing. */
  alive(now: number): void;
  /** A comment came. */
  heartbeat(now: number): void;
  /** The replay of this connection is over. */
  live(now: number): void;
  session(session: Session | null, now: number): void;
  probe(probe: Probe, now: number): void;
  /** A GET failed otherwise than by 404. */
  failed(now: number): void;
  /** `eof`: the connection ended by itself, and whole. */
  connection(state: 'open' | 'eof' | 'broken', now: number): void;
  next(now: number): Step | undefined;
  /** Once reached: what `tail` returns. */
  reached(now: number): { readonly end: RunEnd | undefined } | undefined;
  drain(): readonly { readonly code: string; readonly message: string }[];
}
