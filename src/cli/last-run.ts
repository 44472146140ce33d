import { isType, runIdOf } from '../core/events.ts';
import type { RunEnd } from '../core/outcome.ts';
import { RunTracker } from '../core/run-tracker.ts';
import type { Session } from '../core/session.ts';
import { TIMING } from '../core/timing.ts';
import type { Update } from '../core/update.ts';

/** Later than whatever a tracker may want to wait for. */
const LONG_AFTER = 3_600_000;

/**
 * How a session's last run ended, from its replayed events. A replay has no times of its own: all of it counts as one moment, and
 * the judgement comes long after.
 */
export class LastRun {
  #tracker = new RunTracker({ kind: 'initial' }, TIMING, 0);
  #runId: string | undefined;

  add(updates: readonly Update[]): void {
    for (const update of updates) {
      if (update.type !== 'event') continue;
      const { event } = update;
      const runId = runIdOf(event);
      if (isType(event, 'RUN_STARTED') && runId !== undefined && runId !== this.#runId) {
        // The first run has its tracker already, which also saw what came before its start.
        if (this.#runId !== undefined) this.#tracker = new RunTracker({ kind: 'sent', runId }, TIMING, 0);
        this.#runId = runId;
      }
      this.#tracker.event(event, 0);
    }
  }

  /** The last run's end; undefined while there is none. `session` is what the session said after the replay. */
  end(session: Session): RunEnd | undefined {
    this.#tracker.session(session, 0);
    return this.#tracker.end(LONG_AFTER);
  }

  /** The last run's id, if one has started. */
  get runId(): string | null {
    return this.#runId ?? null;
  }
}
