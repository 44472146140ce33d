import type { Clock } from '../../core/clock.ts';
import { isAmberError } from '../../core/errors.ts';
import type { KeyedRef } from '../run-backend.ts';

export interface ActivityDeps {
  readonly touch: (ref: KeyedRef, at: Date) => Promise<void>;
  readonly clock: Clock;
  /** Shortest time between two patches of a session, in ms. */
  readonly every: number;
  readonly patched: () => void;
  readonly failed: (ref: KeyedRef, error: unknown) => void;
}

/** Patches under way at a time; what comes on top waits. */
const IN_FLIGHT = 50;

interface SessionState {
  readonly ref: KeyedRef;
  /** Time of the last event, and of the last patch, on the clock's scale; the date for the next patch. */
  date: Date;
  patchedAt: number;
  startedAt: number;
  /** Events came since the last patch. */
  isDirty: boolean;
  isQueued: boolean;
  isWaiting: boolean;
  /** A patch is under way: two at once could arrive in the wrong order. */
  isPatching: boolean;
}

/**
 * Keeps `status.lastActivityTime` near the truth: at once when a session becomes active or a run starts, then at most
 * once per interval, and once more after the last event. Without that last one the inactivity limit would count from up
 * to an interval too early.
 */
export class ActivityPatcher {
  readonly #deps: ActivityDeps;
  readonly #entries = new Map<string, SessionState>();
  readonly #queue: SessionState[] = [];
  readonly #over = new AbortController();
  #inFlight = 0;
  #idle: (() => void) | undefined;

  constructor(deps: ActivityDeps) {
    this.#deps = deps;
  }

  /** An event of the session. `starts`: it begins a run. */
  event(ref: KeyedRef, starts: boolean): void {
    const { clock, every } = this.#deps;
    const now = clock.now();
    const entry = this.#entry(ref);
    entry.date = clock.date();
    entry.isDirty = true;
    // A session with many short runs is patched at once for the first of them, and by the interval for the others.
    const atOnce = starts && now - entry.startedAt >= every;
    if (starts && atOnce) entry.startedAt = now;
    if (atOnce || now - entry.patchedAt >= every) this.#enqueue(entry);
    else if (!entry.isWaiting && !entry.isQueued) this.#flushLater(entry);
  }

  /** The session is gone. */
  drop(ref: KeyedRef): void {
    const entry = this.#entries.get(ref.key);
    this.#entries.delete(ref.key);
    if (entry !== undefined) entry.isDirty = false;
  }

  /** Patches what is left; to be called once, at the end. */
  async flush(): Promise<void> {
    this.#over.abort();
    for (const entry of this.#entries.values()) if (entry.isDirty) this.#enqueue(entry);
    if (this.#inFlight === 0 && this.#queue.length === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
  }

  #entry(ref: KeyedRef): SessionState {
    const key = ref.key;
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const never = Number.NEGATIVE_INFINITY;
      entry = {
        ref,
        date: this.#deps.clock.date(),
        patchedAt: never,
        startedAt: never,
        isDirty: false,
        isQueued: false,
        isWaiting: false,
        isPatching: false,
      };
      this.#entries.set(key, entry);
    }
    return entry;
  }

  /** The trailing flush: the one timer of the session until it has fired. */
  #flushLater(entry: SessionState): void {
    const { clock, every } = this.#deps;
    const due = entry.patchedAt + every;
    entry.isWaiting = true;
    clock.sleep(Math.max(0, due - clock.now()), this.#over.signal).then(
      () => {
        entry.isWaiting = false;
        // Patched once more meanwhile, when a run started.
        if (entry.patchedAt + every > due) this.#flushLater(entry);
        else if (entry.isDirty) this.#enqueue(entry);
        else if (!entry.isPatching) this.#forget(entry);
      },
      () => {
        entry.isWaiting = false;
      },
    );
  }

  #enqueue(entry: SessionState): void {
    if (entry.isQueued || entry.isPatching) return;
    entry.isQueued = true;
    this.#queue.push(entry);
    this.#pump();
  }

  #pump(): void {
    while (this.#inFlight < IN_FLIGHT) {
      const entry = this.#queue.shift();
      if (entry === undefined) break;
      entry.isQueued = false;
      if (!entry.isDirty) continue;
      entry.isDirty = false;
      entry.patchedAt = this.#deps.clock.now();
      entry.isPatching = true;
      this.#inFlight++;
      this.#patch(entry).then(
        () => this.#done(),
        () => this.#done(),
      );
    }
  }

  async #patch(entry: SessionState): Promise<void> {
    try {
      await this.#deps.touch(entry.ref, entry.date);
      this.#deps.patched();
    } catch (error) {
      if (isAmberError(error, 'NOT_FOUND')) this.drop(entry.ref);
      else {
        this.#deps.failed(entry.ref, error);
        // Tried again with the next interval; at the end there is none.
        entry.isDirty = !this.#over.signal.aborted;
      }
    }
    entry.isPatching = false;
    // One more look after the interval: for events that came meanwhile, a patch that failed, or to be forgotten.
    if (this.#over.signal.aborted) {
      if (entry.isDirty) this.#enqueue(entry);
    } else if (!entry.isWaiting) this.#flushLater(entry);
  }

  #done(): void {
    this.#inFlight--;
    this.#pump();
    if (this.#inFlight === 0 && this.#queue.length === 0) this.#idle?.();
  }

  #forget(entry: SessionState): void {
    if (this.#entries.get(entry.ref.key) === entry) this.#entries.delete(entry.ref.key);
  }
}
