import { randomUUID } from 'node:crypto';
import { orAbort } from '../async/abort.ts';
import { isAmberError } from '../core/errors.ts';
import type { RunEnd } from '../core/outcome.ts';
import {
  ANNOTATION,
  losesPlatformMemory,
  type RunInput,
  type Session,
  type SessionRef,
  type StopReason,
} from '../core/session/session.ts';
import { RunTracker } from '../core/tracker/run-tracker.ts';
import { awaitRunning } from './await-running.ts';
import { post } from './deliver-message.ts';
import { finishOwned } from './finish.ts';
import { follow } from './follow.ts';
import { isInUse, owesStop } from './in-use.ts';
import { withMemory } from './memory.ts';
import type { Course } from './owned-run.ts';
import type { Fate } from './result.ts';
import type { OneShot } from './run-session.ts';
import { failedToStart } from './start-failure.ts';
import { stopEvidence } from './stop-evidence.ts';

export interface SendingDeps extends OneShot {
  /** Stop the session afterwards even if it was not started for this message. */
  readonly stop?: boolean;
  /** Chooses ids of runs and messages: a UUID. */
  readonly newId?: () => string;
  /** See `RunInput`. */
  readonly answer?: string | null;
}

/** How often a message is sent again to a session that stopped between our look and our message. */
const CONFLICTS = 5;

/** Errors after which nothing of ours can run in the session: the message was not taken. */
const REFUSALS = ['CONFLICT', 'FORBIDDEN', 'INVALID', 'NOT_FOUND', 'UNAUTHENTICATED'] as const;

/** One message's way into a session, and what the session is owed for it. */
export class Sending {
  readonly #course: Course;
  readonly #ref: SessionRef;
  readonly #prompt: string;
  readonly #deps: SendingDeps;
  readonly #newId: () => string;
  /** True once this command has asked for a start: what it started it stops. */
  #started = false;
  #forgetful = false;
  /** True if the session carries the note of a stop that is owed. */
  #noted = false;
  readonly #dead = new Set<string>();

  constructor(course: Course, ref: SessionRef, prompt: string, deps: SendingDeps) {
    this.#course = course;
    this.#ref = ref;
    this.#prompt = prompt;
    this.#deps = deps;
    this.#newId = deps.newId ?? randomUUID;
  }

  /** Sends the message and tails its run; once more if another run's auto-stop took the session away from it. */
  async run(): Promise<RunEnd | undefined> {
    const end = await this.#attempt(true);
    if (end?.overtaken !== true) return end;
    this.#bury(this.#course.tracker);
    this.#course.tracker = undefined;
    return this.#attempt(false);
  }

  /** With `again`, an end that deserves a second try leaves the session alone. */
  async #attempt(again: boolean): Promise<RunEnd | undefined> {
    const { leash } = this.#course;
    leash.startWithin(this.#deps.limits.startTimeoutMs, () => this.#course.tracker?.started === true);
    const tracker = await this.#deliver();
    if (!(tracker instanceof RunTracker)) return failedToStart(tracker);
    this.#course.finish = (end, reason) => this.#finish(tracker, end, reason);
    return follow(this.#course, this.#ref, tracker, (end) => {
      if (!(again && end.overtaken === true)) void this.#course.settle(end);
    });
  }

  /** Hands the message over; gives the session instead if it failed to start. */
  async #deliver(): Promise<RunTracker | Session> {
    await this.#askForGrace();
    return (await this.#deliverAtOnce()) ?? (await this.#deliverOnceRunning());
  }

  /** Undefined where the engine takes no message for a session that does not run. */
  async #deliverAtOnce(): Promise<RunTracker | undefined> {
    const { engine } = this.#deps;
    if (engine.sendOrStart === undefined) return undefined;
    const { signal } = this.#course.leash;
    const session = await orAbort(engine.get(this.#ref), signal);
    this.#course.claimed = true;
    try {
      const { runId, started, startTime } = await orAbort(
        engine.sendOrStart(this.#ref, this.#inputOf(this.#prompt)),
        signal,
      );
      if (started) this.#starting(session);
      return this.#track(runId, startTime);
    } catch (error) {
      this.#course.claimed = !isAmberError(error, ...REFUSALS);
      throw error;
    }
  }

  async #deliverOnceRunning(): Promise<RunTracker | Session> {
    const { leash, reporter } = this.#course;
    const { engine, clock } = this.#deps;
    for (let conflicts = 0; ; conflicts += 1) {
      const session = await awaitRunning(engine, this.#ref, {
        clock,
        signal: leash.signal,
        phase: (phase) => reporter.phase(phase),
        starting: (stopped) => this.#starting(stopped),
      });
      if (session.status?.phase === 'Failed') return session;
      const input = this.#inputOf(await this.#content(session));
      const tracker = this.#track(input.runId, session.status?.startTime);
      this.#course.claimed = true;
      try {
        const runId = await post(this.#deps, this.#ref, input, leash.signal);
        // An answer to the question of a run goes on with that one.
        return runId === input.runId ? tracker : this.#track(runId, session.status?.startTime);
      } catch (error) {
        this.#course.claimed = this.#started || !isAmberError(error, ...REFUSALS);
        if (!isAmberError(error, 'CONFLICT') || conflicts === CONFLICTS) throw error;
        await clock.sleep(250, leash.signal);
      }
    }
  }

  #inputOf(content: string): RunInput {
    const { answer } = this.#deps;
    const runId = this.#newId();
    const messages = [{ id: this.#newId(), role: 'user' as const, content }];
    return { runId, messages, ...(answer !== undefined && { answer }) };
  }

  #track(runId: string, startTime: string | undefined): RunTracker {
    const { clock, timing } = this.#deps;
    const own = { kind: 'sent' as const, runId, ...(startTime === undefined ? {} : { startTime }) };
    const tracker = new RunTracker(own, timing, clock.now());
    this.#course.tracker = tracker;
    return tracker;
  }

  /** The host of the session, where it has one that waits for answers, is told how long. Elsewhere we wait ourselves. */
  async #askForGrace(): Promise<void> {
    const { engine, limits } = this.#deps;
    if (limits.questionGraceMs === 0) return;
    const grace = { [ANNOTATION.questionGrace]: String(Math.ceil(limits.questionGraceMs / 1_000)) };
    await this.#course.promptly(() => engine.annotate(this.#ref, grace)).catch(() => undefined);
    this.#course.leash.signal.throwIfAborted();
  }

  /** What a stop in between has taken down: our first try, and whatever else waited there. */
  #bury(tracker: RunTracker | undefined): void {
    if (tracker === undefined) return;
    const { active, accepted } = tracker.otherRuns();
    for (const runId of [tracker.runId ?? '', ...active, ...accepted]) this.#dead.add(runId);
  }

  #starting(stopped: Session): void {
    this.#started = true;
    this.#course.claimed = true;
    this.#forgetful = losesPlatformMemory(stopped);
    this.#noted = owesStop(stopped);
  }

  /** The message itself, after what the session no longer remembers, where its host does not tell the agent itself. */
  async #content(session: Session): Promise<string> {
    if (!this.#started || !(this.#forgetful || losesPlatformMemory(session))) return this.#prompt;
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
    const { keep, stop } = this.#deps;
    if (keep) return { stopped: false, stopReason: 'kept' };
    const finished = { ref: this.#ref, tracker, end, reason, dead: this.#dead, noted: this.#noted };
    // Nothing is asked where the answer is known: the stop leaves in the moment of the end.
    if (this.#started || stop === true) return finishOwned(this.#course, finished);
    const looked = this.#course.promptly(() => this.#deps.engine.get(this.#ref));
    const session = await looked.catch(() => undefined);
    this.#course.leash.signal.throwIfAborted();
    if (session !== undefined && stopEvidence(session) !== 'unmoved') return this.#course.stop(reason, true);
    if (session !== undefined && owesStop(session)) return finishOwned(this.#course, { ...finished, noted: true });
    return { stopped: false, stopReason: isInUse(tracker, this.#dead) ? 'in-use' : 'kept' };
  }
}
