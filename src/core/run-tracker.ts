import type { AguiEvent } from './events.ts';
import type { RunEnd } from './outcome.ts';
import type { Probe, Session } from './session.ts';
import type { Timing } from './timing.ts';

/** Which run of the session is ours. */
export type OwnRun =
  /** The session was just created: its first run is ours. */
  | { readonly kind: 'initial' }
  /** A message that we sent. `startTime` is the session's, as seen just before the POST. */
  | { readonly kind: 'sent'; readonly runId: string; readonly startTime?: string };

/** What the tail is to do when nothing arrives; `at` on the scale of the clock's `now()`. */
export interface Step {
  readonly at: number;
  /**
   * - `get`: ask the session, hand the answer to `session()`.
   * - `probe`: ask the runner, hand the answer to `probe()`.
   * - `reconnect`: open the stream anew (the end may be in the replay); tell `connection('closed')`, then `'open'`.
   * - `decide`: nothing to do but to call `end()` at that time.
   */
  readonly action: 'get' | 'probe' | 'reconnect' | 'decide';
}

/** Something that a person should be told once. */
export interface TrackerWarning {
  readonly code: string;
  readonly message: string;
}

/** Events, phases and probes → how the own run ended. Pure: no I/O, no timers; the caller brings the time. */
export class RunTracker {
  constructor(own: OwnRun, _timing: Timing, _now: number) {
    this.runId = own.kind === 'sent' ? own.runId : undefined;
  }

  /** The own run's id, once known. */
  runId: string | undefined;
  /** True once the own RUN_STARTED was seen. */
  started = false;
  /** True once anything of the own run was seen, so that a message need not be sent again (case 25). */
  accepted = false;

  /** Takes one event. Gives the run that it belongs to, if that can be known. */
  event(_event: AguiEvent, _now: number): string | undefined {
    return undefined;
  }

  /** Bytes came, but no event. */
  alive(_now: number): void {}

  /** What GET said; null for 404. */
  session(_session: Session | null, _now: number): void {}

  /** What the runner's probe said. */
  probe(_probe: Probe, _now: number): void {}

  /**
   * `open`: the other side has accepted a connection, also one that then ends without an item.
   * `closed`: a connection has ended, or could not be made.
   */
  connection(_state: 'open' | 'closed', _now: number): void {}

  /** The replay of this connection is over: the stream's own mark (`StreamItem` of kind `live`). */
  live(_now: number): void {}

  /** A GET failed (not by 404): it is asked for again after a pause. Without this call `next` would stay overdue. */
  failed(_action: 'get', _now: number): void {}

  /** One of our own limits has passed. */
  expire(_cause: 'start-timeout' | 'timeout', _now: number): void {}

  /** The own run's end, once known; it never changes afterwards. */
  end(_now: number): RunEnd | undefined {
    return undefined;
  }

  /** What to do next, and when, if nothing arrives until then. */
  next(_now: number): Step | undefined {
    return undefined;
  }

  /** Gives the warnings that came up since the last call. */
  drain(): readonly TrackerWarning[] {
    return [];
  }

  /** Runs of the session, not ours, that have not ended: `active` ones have started, `accepted` ones have not. */
  otherRuns(): { active: readonly string[]; accepted: readonly string[] } {
    return { active: [], accepted: [] };
  }
}
