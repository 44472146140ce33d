import { Deadline, orAbort } from '../async/abort.ts';
import { messageOf } from '../core/errors.ts';
import type { RunEnd, RunError } from '../core/outcome.ts';
import { leftProcessesOf } from '../core/session/left-processes.ts';
import type { SessionRef, StopReason } from '../core/session/session.ts';
import type { RunTracker } from '../core/tracker/run-tracker.ts';
import { confirmStop } from './confirm-stop.ts';
import { Leash } from './cutoff.ts';
import { leakOf, waitingText } from './leak.ts';
import { Reporter } from './reporter.ts';
import { type Fate, systemCodeOf } from './result.ts';
import type { OneShot } from './run-session.ts';
import { dutyOf } from './stop-policy.ts';

/** Decides about the session after an ordinary end of the run. May throw: the session is then stopped. */
export type Finish = (end: RunEnd, reason: StopReason) => Promise<Fate>;

/** One command's way from its first request to its result: what it knows so far, and the only place that stops its session. */
export class Course {
  readonly deps: OneShot;
  readonly leash: Leash;
  readonly reporter: Reporter;
  /** The session, once it was reached. */
  session: SessionRef | undefined;
  tracker: RunTracker | undefined;
  /** True once something of ours may run in the session: from then on an error stops it. */
  claimed = false;
  /** What to do about the session after an ordinary end. Stopping it, unless the command knows better. */
  finish: Finish = (_end, reason) => this.stop(reason);
  /** Why the session may go on, and what stops it, once a stop could not be confirmed. */
  leak: RunError | undefined;
  readonly #begun: number;
  #fate: Promise<Fate> | undefined;

  constructor(deps: OneShot) {
    this.deps = deps;
    this.#begun = deps.clock.now();
    this.leash = new Leash(deps.clock, deps.interrupts, deps.limits.timeoutMs);
    this.reporter = new Reporter(deps.emit, (error) => {
      if (systemCodeOf(error) === 'EPIPE') deps.interrupts.trigger('EPIPE');
      else this.leash.cutOff({ kind: 'broken', error });
    });
  }

  /** What a run that we cut off has said until then: no end, but better than nothing. */
  unfinished(): RunEnd | undefined {
    const now = this.deps.clock.now();
    this.tracker?.expire('timeout', now);
    return this.tracker?.end(now);
  }

  get durationMs(): number {
    return this.deps.clock.now() - this.#begun;
  }

  /** Does about the session what its end, or what cut the run off, asks for: once, however often it is called. Never throws. */
  settle(end: RunEnd | undefined): Promise<Fate> {
    this.#fate ??= this.#settle(end);
    return this.#fate;
  }

  /**
   * What is asked of an engine once the run has ended. None of it may take longer than a stop, or survive `until`, by
   * default whatever cuts a run off: it rejects then.
   */
  async promptly<T>(ask: (signal: AbortSignal) => Promise<T>, until = this.leash.signal): Promise<T> {
    const limit = new Deadline(this.deps.clock, this.deps.limits.stopTimeoutMs, until);
    try {
      return await orAbort(ask(limit.signal), limit.signal);
    } finally {
      limit.clear();
    }
  }

  /** Stops the session and waits until that is certain, or the time for it is over. Never throws. */
  async stop(reason: StopReason, lookFirst = false): Promise<Fate> {
    const { session } = this;
    if (session === undefined) return NONE;
    const { engine, clock, timing, limits, interrupts, commands } = this.deps;
    let left: string | undefined;
    const stopped = await confirmStop(engine, session, {
      clock,
      timing,
      reason,
      before: this.reporter.lastPhase ?? 'Pending',
      lookFirst,
      timeoutMs: limits.stopTimeoutMs,
      signal: interrupts.hurry,
      phase: (phase, seen) => {
        this.reporter.phase(phase);
        left = leftProcessesOf(seen);
      },
      waiting: (why, ms) => this.reporter.warn('stop-waiting', waitingText(session, why, ms)),
    });
    if (left !== undefined) this.reporter.warn('processes', left);
    if (stopped.kind === 'confirmed') return { stopped: true, stopReason: reason };
    this.leak = leakOf(session, stopped, commands.stop(session));
    this.reporter.warn('stop-unconfirmed', `${this.leak.message}; this stops it: ${this.leak.hint}`);
    return { stopped: false, stopReason: 'unconfirmed' };
  }

  #settle(end: RunEnd | undefined): Promise<Fate> {
    const { session, leash, deps } = this;
    if (session === undefined) return Promise.resolve(NONE);
    const duty = dutyOf(end, leash.cut, deps.onInterrupt);
    switch (duty.act) {
      case 'detach':
        return Promise.resolve(this.#detach(session));
      case 'stop': {
        const failed = end === undefined && (leash.cut === undefined || leash.cut.kind === 'broken');
        return failed && !this.claimed ? Promise.resolve(NONE) : this.stop(duty.reason, duty.lookFirst);
      }
      case 'finish':
        return end === undefined ? this.stop(duty.reason) : this.#finish(end, duty.reason, session);
    }
  }

  async #finish(end: RunEnd, reason: StopReason, session: SessionRef): Promise<Fate> {
    try {
      return await this.finish(end, reason);
    } catch (error) {
      const { cut } = this.leash;
      if (cut?.kind === 'signal' && this.deps.onInterrupt === 'detach') return this.#detach(session);
      if (cut === undefined) this.reporter.warn('stopping', `stopping the session: ${messageOf(error)}`);
      return this.stop(reason);
    }
  }

  #detach(session: SessionRef): Fate {
    const { commands } = this.deps;
    this.reporter.warn(
      'detached',
      `session "${session.name}" goes on without us; this attaches again: ${commands.watch(session)}`,
    );
    return { stopped: false, stopReason: 'detached' };
  }
}

/** Nothing was reached, or nothing of ours runs there: there is nothing to stop. */
const NONE: Fate = { stopped: false, stopReason: null };
