import type { AguiEvent } from '../../core/agui/events.ts';
import type { RunEnd, RunError } from '../../core/result.ts';
import type { Probe, Session } from '../../core/session/session.ts';
import type { NextStep } from '../../core/tracker/run-tracker.ts';

/**
 * What a stream is tailed for: the end of a run (`RunTracker`), of the session, or of the replay. Pure: the tail calls
 * it with all that happens, and asks it what to do when nothing does. `now` is always on one monotonic scale, in ms.
 */
export interface Goal {
  /** Ask the session before the stream is opened: the platform's stream answers for sessions that do not exist. */
  readonly asksFirst?: boolean;
  /** For how long in ms the stream may be out of reach before its error is thrown; without end if absent. */
  readonly patience?: number;
  /** True if a session that does not exist (any more) is an error at once. */
  readonly needsSession?: boolean;
  /** True if a connection that replaces a lost one is nothing to report. */
  readonly isSilent?: boolean;
  /** Returns the run that the event belongs to, if that can be known. */
  event(event: AguiEvent, now: number): string | undefined;
  /** Bytes came that completed nothing. */
  alive(now: number): void;
  /** A comment came. */
  heartbeat?(now: number): void;
  /** The replay of this connection is over. */
  live(now: number): void;
  session(session: Session | null, now: number): void;
  probe?(probe: Probe, now: number): void;
  /** A GET failed otherwise than by 404. */
  failed(now: number): void;
  /** `isWhole`: the connection was closed by its end, not by an error; `why`: what broke it, or was in its way. */
  connection(state: 'open' | 'closed', now: number, isWhole: boolean, why?: string): void;
  /** There is no way to the stream, now or later, and why. Where it is absent, that is an error. */
  noStream?(why: RunError): void;
  next(now: number): NextStep | undefined;
  /** Once reached: what the tail returns, `read` where it was to read only. */
  end(now: number): RunEnd | 'read' | undefined;
  /** The warnings that came up since the last call. */
  drain(): readonly { readonly code: string; readonly message: string }[];
}
