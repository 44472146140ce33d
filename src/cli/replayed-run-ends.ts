import { isType, runIdOf } from '../core/agui/events.ts';
import type { RunEnd, RunError } from '../core/result.ts';
import type { EventUpdate, Update } from '../core/run-update.ts';
import { lastRunOf, OUTPUT_INVALID } from '../core/session/last-run-annotation.ts';
import type { Session } from '../core/session/session.ts';
import { TIMING } from '../core/stream-timing.ts';
import { endByLastRun } from '../core/tracker/end-without-event.ts';
import { RunTracker } from '../core/tracker/run-tracker.ts';

/** Later than whatever a tracker may want to wait for. */
const LONG_AFTER = 3_600_000;

/**
 * How a session's runs ended, one after the other, from its events. All of them count as one moment, since those of a
 * replay come at once, and the judgement comes long after.
 */
export class ReplayedRunEnds {
  #tracker = new RunTracker({ kind: 'initial' }, TIMING, 0);
  #runId: string | undefined;
  /** Its RUN_FINISHED or RUN_ERROR was seen; `reported`: and its end was returned. */
  #state: 'open' | 'ended' | 'reported' = 'open';
  /** Milliseconds by the server's clock, where it says so. */
  #times: { from: number; to: number } | undefined;

  /** Takes updates. Returns them, with what `report` makes of a run's end before the first one of another run. */
  add(updates: readonly Update[], report?: (end: RunEnd) => Update): readonly Update[] {
    return updates.flatMap((update) => {
      if (update.type !== 'event') return [update];
      const end = this.#endBefore(update);
      // Made before the next run is taken in.
      const before = end === undefined || report === undefined ? [] : [report(end)];
      this.#take(update);
      return [...before, update];
    });
  }

  /** The last run's end; undefined while there is none. `session` is what the session said after the replay. */
  end(session: Session): RunEnd | undefined {
    this.#tracker.session(session, 0);
    const end = this.#tracker.end(LONG_AFTER);
    const last = lastRunOf(session);
    // The events don't tell whether an answer was the one that was asked for.
    const isInvalid = end?.outcome === 'finished' && last?.code === OUTPUT_INVALID && last.runId === this.#runId;
    return isInvalid ? { ...end, ...endByLastRun(last) } : end;
  }

  /** There is no way to the events: the session alone says how its last run ended. */
  noStream(why: RunError): void {
    this.#tracker.noStream(why);
  }

  /** True while a run has started and not ended. */
  get isOpen(): boolean {
    return this.#runId !== undefined && this.#state === 'open';
  }

  /** The last run's id, if one has started. */
  get runId(): string | null {
    return this.#runId ?? null;
  }

  /** Milliseconds from its start to its end, or to its last event; 0 where the events have no times. */
  get durationMs(): number {
    return this.#times === undefined ? 0 : Math.max(0, this.#times.to - this.#times.from);
  }

  #endBefore({ event, runId = runIdOf(event) }: EventUpdate): RunEnd | undefined {
    if (this.#state !== 'ended' || runId === undefined || runId === this.#runId) return undefined;
    this.#state = 'reported';
    return this.#tracker.end(LONG_AFTER);
  }

  #take({ event, runId = runIdOf(event) }: EventUpdate): void {
    if (isType(event, 'RUN_STARTED') && runId !== undefined && runId !== this.#runId) {
      // The first run has its tracker already, which also saw what came before its start.
      if (this.#runId !== undefined) this.#tracker = new RunTracker({ kind: 'sent', runId }, TIMING, 0);
      this.#runId = runId;
      this.#state = 'open';
      this.#times = typeof event.timestamp === 'number' ? { from: event.timestamp, to: event.timestamp } : undefined;
    }
    this.#tracker.event(event, 0);
    if ((runId ?? this.#runId) !== this.#runId || this.#state === 'reported') return;
    const ends = event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR';
    // What comes after the end is none of its time.
    if (this.#times !== undefined && typeof event.timestamp === 'number' && (ends || this.#state === 'open'))
      this.#times.to = event.timestamp;
    if (ends) this.#state = 'ended';
  }
}
