import { Backoff, type BackoffRange } from '../../async/backoff.ts';
import { type AguiEvent, runIdOf } from '../../core/agui/events.ts';
import { AutoStop, type AutoStopTiming } from '../../core/auto-stop.ts';
import type { Clock } from '../../core/clock.ts';
import { isAmberError } from '../../core/errors.ts';
import type { StopReason } from '../../core/session/session.ts';
import type { KeyedRef } from '../run-backend.ts';

export interface AutoStopsDeps {
  /** Whether the session has `stopOnRunFinished`. */
  readonly isFlagged: (ref: KeyedRef) => Promise<boolean>;
  readonly stop: (ref: KeyedRef, reason: StopReason) => Promise<void>;
  readonly clock: Clock;
  readonly timing: AutoStopTiming;
  /** Pauses between two tries, in ms. */
  readonly retry: BackoffRange;
  readonly stopped: (ref: KeyedRef, reason: StopReason) => void;
  readonly failed: (ref: KeyedRef, error: unknown) => void;
  /** These runs have ended, and what follows from it is done. */
  readonly settled: (ref: KeyedRef, runIds: readonly string[]) => void;
}

/** What is kept of a session while it has runs that are not settled. */
interface SessionState {
  readonly ref: KeyedRef;
  auto: AutoStop;
  readonly runs: Set<string>;
  /** Runs whose connection is open, and those of them that have had no end yet. */
  readonly open: Set<string>;
  readonly unended: Set<string>;
  timer: { readonly until: number; readonly over: AbortController } | undefined;
  isActing: boolean;
}

/** Stops sessions as `core/auto-stop.ts` decides: keeps the state of each, looks again in time, and tries until it is done. */
export class AutoStops {
  readonly #deps: AutoStopsDeps;
  readonly #entries = new Map<string, SessionState>();
  readonly #over = new AbortController();
  readonly #acts = new Set<Promise<void>>();

  constructor(deps: AutoStopsDeps) {
    this.#deps = deps;
  }

  accepted(ref: KeyedRef, runId: string): void {
    const entry = this.#entry(ref);
    entry.runs.add(runId);
    entry.open.add(runId);
    entry.unended.add(runId);
    entry.auto.accepted(runId);
  }

  /** An event of a run. The hot path. */
  event(ref: KeyedRef, runId: string, event: AguiEvent): void {
    const entry = this.#entry(ref);
    const named = runIdOf(event) === undefined ? { ...event, runId } : event;
    entry.auto.event(named, this.#deps.clock.now());
    if (event.type !== 'RUN_FINISHED' && event.type !== 'RUN_ERROR') return;
    entry.unended.delete(runId);
    this.#look(entry);
  }

  /** The run's connection is over. Its end came as an event before. */
  over(ref: KeyedRef, runId: string): void {
    const entry = this.#entry(ref);
    entry.open.delete(runId);
    this.#look(entry);
  }

  /** The session is gone. */
  drop(ref: KeyedRef): void {
    const entry = this.#entries.get(ref.key);
    this.#entries.delete(ref.key);
    entry?.timer?.over.abort();
  }

  /** Resolves once nothing is being done; what waits for its time waits on. */
  async idle(): Promise<void> {
    while (this.#acts.size > 0) await Promise.all(this.#acts);
  }

  /** Nothing more is decided; what is not settled is found again by the next serve. */
  close(): void {
    this.#over.abort();
    for (const { timer } of this.#entries.values()) timer?.over.abort();
  }

  #entry(ref: KeyedRef): SessionState {
    const key = ref.key;
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: SessionState = {
      ref,
      auto: new AutoStop(this.#deps.timing),
      runs: new Set(),
      open: new Set(),
      unended: new Set(),
      timer: undefined,
      isActing: false,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  #look(entry: SessionState): void {
    if (entry.isActing || this.#over.signal.aborted || this.#entries.get(entry.ref.key) !== entry) return;
    const decision = entry.auto.decide(this.#deps.clock.now());
    if (decision.kind === 'wait') this.#lookAt(entry, decision.until);
    else if (decision.kind === 'stop') this.#act(entry, decision.reason);
    else if (entry.open.size === 0) {
      this.#entries.delete(entry.ref.key);
      this.#deps.settled(entry.ref, [...entry.runs]);
    }
  }

  /** One timer for a session, at the earliest time; what it then sees may be another wait. */
  #lookAt(entry: SessionState, until: number): void {
    if (entry.timer !== undefined && entry.timer.until <= until) return;
    entry.timer?.over.abort();
    const timer = { until, over: new AbortController() };
    entry.timer = timer;
    const { clock } = this.#deps;
    clock.sleep(Math.max(0, until - clock.now()), timer.over.signal).then(
      () => {
        if (entry.timer === timer) entry.timer = undefined;
        this.#look(entry);
      },
      () => undefined,
    );
  }

  #act(entry: SessionState, reason: StopReason): void {
    entry.isActing = true;
    const done = (): void => {
      this.#acts.delete(act);
      entry.isActing = false;
      this.#look(entry);
    };
    const act: Promise<void> = this.#stop(entry, reason).then(done, done);
    this.#acts.add(act);
  }

  /** Stops the session if it has the flag: tries until that is done, or another run makes the stop wait. */
  async #stop(entry: SessionState, reason: StopReason): Promise<void> {
    const { isFlagged, stop, clock, retry, stopped, failed, timing } = this.#deps;
    for (const backoff = new Backoff(retry); !this.#over.signal.aborted; ) {
      try {
        const isWanted = await isFlagged(entry.ref);
        if (isWanted && entry.auto.decide(clock.now()).kind !== 'stop') return;
        if (isWanted) {
          await stop(entry.ref, reason);
          stopped(entry.ref, reason);
        }
        entry.auto = new AutoStop(timing);
        for (const runId of entry.unended) entry.auto.accepted(runId);
        return;
      } catch (error) {
        // Nothing is left to be stopped.
        if (isAmberError(error, 'NOT_FOUND')) return this.drop(entry.ref);
        failed(entry.ref, error);
      }
      await clock.sleep(backoff.next(), this.#over.signal).catch(() => undefined);
    }
  }
}
