import { randomUUID } from 'node:crypto';
import { isAmberError } from '../core/errors.ts';
import type { Result, RunEnd } from '../core/outcome.ts';
import { RunTracker } from '../core/run-tracker.ts';
import { losesMemory, type Session, type SessionRef, type StopReason } from '../core/session.ts';
import { awaitRunning } from './await-running.ts';
import type { Course } from './course.ts';
import { finishOwned } from './finish.ts';
import { follow } from './follow.ts';
import { isInUse, owesStop } from './in-use.ts';
import { withMemory } from './memory.ts';
import { type Ending, oneExit } from './one-exit.ts';
import type { OneShot } from './one-shot.ts';
import { post } from './post.ts';
import type { Fate } from './result.ts';
import { stopEvidence } from './stop-evidence.ts';
import { orAbort } from './wait.ts';

export interface Send extends OneShot {
  /** Stop the session afterwards even if this command did not start it: `--stop-on-run-finished`, named. */
  readonly stop?: boolean;
  /** Chooses ids of runs and messages: a UUID. */
  readonly newId?: () => string;
}

/** `amber send`: a message to an existing session, which is started if need be. Never throws; what went wrong is in the result. */
export function sendMessage(ref: SessionRef, prompt: string, deps: Send): Promise<Result> {
  return oneExit(deps, async (course): Promise<Ending> => {
    const sending = new Sending(course, ref, prompt, deps);
    await orAbort(deps.engine.get(ref), course.leash.signal);
    course.session = ref;
    const end = await sending.attempt(true);
    return end?.overtaken === true ? sending.attempt(false) : end;
  });
}

/** How often a message is sent again to a session that stopped between our look and our message. */
const CONFLICTS = 5;

/** One message's way into a session, and what the session is owed for it. */
class Sending {
  readonly #course: Course;
  readonly #ref: SessionRef;
  readonly #prompt: string;
  readonly #deps: Send;
  readonly #newId: () => string;
  /** True once this command has asked for a start: what it started it stops. */
  #started = false;
  #forgetful = false;

  constructor(course: Course, ref: SessionRef, prompt: string, deps: Send) {
    this.#course = course;
    this.#ref = ref;
    this.#prompt = prompt;
    this.#deps = deps;
    this.#newId = deps.newId ?? randomUUID;
  }

  /** Sends the message and tails its run. With `again`, an end that deserves a second try leaves the session alone. */
  async attempt(again: boolean): Promise<RunEnd | undefined> {
    const { leash } = this.#course;
    leash.startWithin(this.#deps.limits.startTimeoutMs);
    const tracker = await this.#deliver();
    this.#course.finish = (end, reason) => this.#finish(tracker, end, reason);
    return follow(this.#course, this.#ref, tracker, (end) => {
      if (!(again && end.overtaken === true)) void this.#course.settle(end);
    });
  }

  async #deliver(): Promise<RunTracker> {
    const { leash, reporter } = this.#course;
    const { engine, clock, timing } = this.#deps;
    for (let conflicts = 0; ; conflicts += 1) {
      const session = await awaitRunning(engine, this.#ref, {
        clock,
        signal: leash.signal,
        phase: (phase) => reporter.note({ type: 'session.phase', phase }),
        starting: (stopped) => this.#starting(stopped),
      });
      const content = await this.#content(session);
      const runId = this.#newId();
      const startTime = session.status?.startTime;
      const tracker = new RunTracker(
        { kind: 'sent', runId, ...(startTime === undefined ? {} : { startTime }) },
        timing,
        clock.now(),
      );
      this.#course.tracker = tracker;
      this.#course.claimed = true;
      try {
        const messages = [{ id: this.#newId(), role: 'user' as const, content }];
        await post(this.#deps, this.#ref, { runId, messages }, leash.signal);
        return tracker;
      } catch (error) {
        this.#course.claimed = this.#started || !isAmberError(error, 'CONFLICT', 'INVALID');
        if (!isAmberError(error, 'CONFLICT') || conflicts === CONFLICTS) throw error;
        await clock.sleep(250, leash.signal);
      }
    }
  }

  #starting(stopped: Session): void {
    this.#started = true;
    this.#course.claimed = true;
    this.#forgetful = losesMemory(stopped);
  }

  /** The message itself, after what the session no longer remembers. */
  async #content(session: Session): Promise<string> {
    if (!this.#started || !(this.#forgetful || losesMemory(session))) return this.#prompt;
    const content = await withMemory(this.#deps, this.#ref, this.#prompt, this.#course.leash.signal);
    if (content !== this.#prompt)
      this.#course.reporter.warn(
        'memory-lost',
        'the session begins without memory of its earlier runs: the message begins with what was said in them',
      );
    return content;
  }

  /** Stops the session if this command started it, was told to, or is the last of those that owe it a stop. */
  async #finish(tracker: RunTracker, end: RunEnd, reason: StopReason): Promise<Fate> {
    const deps = this.#deps;
    const course = this.#course;
    if (deps.keep) return { stopped: false, stopReason: 'kept' };
    const owes = this.#started || deps.stop === true || (await this.#isOwed());
    if (!owes) return { stopped: false, stopReason: isInUse(tracker) ? 'in-use' : 'kept' };
    return finishOwned(course, this.#ref, tracker, end, reason);
  }

  /** True if the session carries the debt of an earlier run, or is about to stop anyway. */
  async #isOwed(): Promise<boolean> {
    const session = await this.#deps.engine.get(this.#ref).catch(() => undefined);
    return session !== undefined && (owesStop(session) || stopEvidence(session) !== 'unmoved');
  }
}
