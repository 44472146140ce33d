import { orAbort } from '../../async/abort.ts';
import type { Update } from '../../core/run-update.ts';
import type { SessionRef } from '../../core/session/session.ts';
import type { RunTracker } from '../../core/tracker/run-tracker.ts';
import type { Engine } from '../../engine/engine.ts';
import type { RunLifecycle } from '../run-lifecycle.ts';

interface Place {
  readonly before: number;
  readonly atLeast?: true;
}

/** Events after which a run's place may be another one. */
const MOVES: ReadonlySet<string> = new Set(['RUN_STARTED', 'RUN_FINISHED', 'RUN_ERROR']);

/** Reports how many runs come before a message's own one: at once, when that changes, and when its own begins. */
export class QueuePosition {
  readonly #run: RunLifecycle;
  readonly #session: SessionRef;
  readonly #tracker: RunTracker;
  #said: number | undefined;

  constructor(run: RunLifecycle, session: SessionRef, tracker: RunTracker) {
    this.#run = run;
    this.#session = session;
    this.#tracker = tracker;
  }

  /** Looks again if the updates, which the tracker has taken, may have changed the place. */
  take(updates: readonly Update[]): void {
    const { engine, clock } = this.#run.deps;
    if (this.#tracker.started) {
      if (this.#tracker.begun) this.#say({ before: 0 });
    } else if (engine.openRuns === undefined) this.#wait(this.#tracker.runsBefore(clock.now()));
    else if (updates.some((update) => update.type === 'event' && MOVES.has(update.event.type))) void this.look();
  }

  /** Asks the engine, where it knows. Never rejects: the place is a courtesy. */
  async look(): Promise<void> {
    const { deps, cutoff } = this.#run;
    const asking = runsBefore(deps.engine, this.#session, this.#tracker.runId ?? '');
    this.#wait(await orAbort(asking, cutoff.signal).catch(() => undefined));
  }

  #wait(place: Place | undefined): void {
    const { started, decided } = this.#tracker;
    if (place === undefined || place.before === 0 || started || decided !== undefined) return;
    // Nothing gets in before a message: a count that rises was taken in the middle of a change, unless it is a least one.
    if (place.atLeast === true || place.before < (this.#said ?? Number.POSITIVE_INFINITY)) this.#say(place);
  }

  #say(place: Place): void {
    if (place.before === (this.#said ?? 0)) return;
    this.#said = place.before;
    this.#run.reporter.note({ type: 'run.queued', ...place });
  }
}

/**
 * How many runs of the session come before one that waits in it; undefined where only the events tell, and for one that
 * does not wait. @throws AmberError
 */
export async function runsBefore(engine: Engine, session: SessionRef, runId: string): Promise<Place | undefined> {
  const { isUnderWay, waiting } = (await engine.openRuns?.(session)) ?? { isUnderWay: false, waiting: [] };
  const at = waiting.indexOf(runId);
  return at < 0 ? undefined : { before: at + (isUnderWay ? 1 : 0) };
}
