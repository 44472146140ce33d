import { randomBytes, randomUUID } from 'node:crypto';
import { orAbort } from '../../async/abort.ts';
import { runIdOf } from '../../core/agui/events.ts';
import { contentWith } from '../../core/agui/message-files.ts';
import { waitingOf } from '../../core/agui/waiting-events.ts';
import { type AmberError, isAmberError } from '../../core/errors.ts';
import {
  type AgentOptions,
  ANNOTATION,
  losesPlatformMemory,
  type RunInput,
  type Session,
  type SessionRef,
} from '../../core/session/session.ts';
import { RunTracker } from '../../core/tracker/run-tracker.ts';
import { earlierConversation } from '../../core/transcript/earlier-conversation.ts';
import { type ReadLogDeps, readLog, readTranscript } from '../../tail/read-log.ts';
import { awaitRunning } from '../await-running.ts';
import { RESEND_PAUSES, type RunDeps } from '../run-deps.ts';
import type { RunLifecycle } from '../run-lifecycle.ts';
import { owesStop } from '../stop-or-keep.ts';

export interface SendDeps extends RunDeps {
  /** Stop the session afterwards even if it was not started for this message. */
  readonly stop?: boolean;
  /** Chooses ids of runs and messages: a UUID. */
  readonly newId?: () => string;
  /** See `RunInput`. */
  readonly answer?: string | null;
  /** See `RunInput`. */
  readonly agentOptions?: AgentOptions;
  /** See `RunInput`. */
  readonly unattended?: RunInput['unattended'];
}

/** What one try to deliver a message came to. */
export type HandOverResult =
  | { readonly kind: 'delivered'; readonly tracker: RunTracker }
  | { readonly kind: 'not started'; readonly failed: Session }
  | {
      readonly kind: 'not delivered';
      readonly error: unknown;
      readonly tracker: RunTracker | undefined;
      /** Something of ours may run in the session all the same. */
      readonly mayRun: boolean;
    };

/** How often a message is sent again to a session that stopped between our look and our message, … */
const MAX_CONFLICTS = 5;
/** … and the pause before that (ms). */
const CONFLICT_PAUSE = 250;

/** Errors after which nothing of ours can run in the session: the message was not taken. */
const REFUSALS = ['CONFLICT', 'FORBIDDEN', 'INVALID', 'NOT_FOUND', 'NO_STREAM', 'UNAUTHENTICATED'] as const;

/** Before anything is made or sent. Rejects with the signal's reason once the run is cut off. @throws AmberError UNSUPPORTED where no message may have files */
export async function checkFiles({ deps, cutoff }: RunLifecycle, project: string): Promise<void> {
  await orAbort(deps.engine.checkFiles?.(project) ?? Promise.resolve(), cutoff.signal);
}

/** One message's way into a session, which is started if need be. */
export class MessageHandOver {
  readonly #run: RunLifecycle;
  readonly #session: SessionRef;
  readonly #prompt: string;
  readonly #deps: SendDeps;
  /** The session was created by this command. */
  readonly #isNew: boolean;
  readonly #newId: () => string;
  #hasStarted = false;
  #isForgetful = false;
  #owesStop = false;
  #mayRun: boolean;
  #tracker: RunTracker | undefined;

  constructor(run: RunLifecycle, session: SessionRef, prompt: string, deps: SendDeps, isNew: boolean) {
    this.#run = run;
    this.#session = session;
    this.#prompt = prompt;
    this.#deps = deps;
    this.#isNew = isNew;
    this.#mayRun = isNew;
    this.#newId = deps.newId ?? randomUUID;
  }

  /** True once this command has asked for a start: what it started it stops. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** True if the session carried the note of a stop that is owed when it was started. */
  get owesStop(): boolean {
    return this.#owesStop;
  }

  /** Hands the message over. A second try sends it under a new id. Never throws. */
  async attempt(): Promise<HandOverResult> {
    const { cutoff } = this.#run;
    this.#tracker = undefined;
    cutoff.startWithin(this.#deps.limits.startTimeoutMs);
    try {
      await this.#askForGrace();
      const taken = (await this.#sendOrStart()) ?? (await this.#sendOnceRunning());
      return taken instanceof RunTracker
        ? { kind: 'delivered', tracker: taken }
        : { kind: 'not started', failed: taken };
    } catch (error) {
      return { kind: 'not delivered', error, tracker: this.#tracker, mayRun: this.#mayRun };
    }
  }

  /** The host of the session, where it has one that waits for answers, learns how long. Elsewhere we wait ourselves. */
  async #askForGrace(): Promise<void> {
    const { engine, limits } = this.#deps;
    if (limits.questionGraceMs === 0) return;
    const grace = { [ANNOTATION.questionGrace]: String(Math.ceil(limits.questionGraceMs / 1_000)) };
    await this.#run.promptly(() => engine.annotate(this.#session, grace)).catch(() => undefined);
    this.#run.cutoff.signal.throwIfAborted();
  }

  /** Undefined where the engine takes no message for a session that does not run. */
  async #sendOrStart(): Promise<RunTracker | undefined> {
    const { engine } = this.#deps;
    if (engine.sendOrStart === undefined) return undefined;
    const { signal } = this.#run.cutoff;
    const session = await orAbort(engine.get(this.#session), signal);
    this.#mayRun = true;
    try {
      const sent = engine.sendOrStart(this.#session, this.#inputOf(this.#prompt));
      const { runId, started, startTime } = await orAbort(sent, signal);
      if (started) this.#starting(session);
      return this.#track(runId, startTime);
    } catch (error) {
      this.#refused(error);
      throw error;
    }
  }

  /** Returns the session instead if it failed to start. */
  async #sendOnceRunning(): Promise<RunTracker | Session> {
    const { cutoff, reporter } = this.#run;
    const { engine, clock } = this.#deps;
    const { signal } = cutoff;
    for (let conflicts = 0; ; conflicts += 1) {
      const session = await awaitRunning(engine, this.#session, {
        clock,
        signal,
        phase: (phase) => reporter.phase(phase),
        starting: (stopped) => this.#starting(stopped),
      });
      if (session.status?.phase === 'Failed') return session;
      const input = this.#inputOf(await this.#content(session));
      const tracker = this.#track(input.runId, session.status?.startTime);
      this.#mayRun = true;
      try {
        const runId = await sendOnce(this.#deps, this.#session, input, signal);
        // An answer to the question of a run goes on with that one.
        return runId === input.runId ? tracker : this.#track(runId, session.status?.startTime);
      } catch (error) {
        this.#refused(error);
        if (!isAmberError(error, 'CONFLICT') || conflicts === MAX_CONFLICTS) throw error;
        await clock.sleep(CONFLICT_PAUSE, signal);
      }
    }
  }

  #refused(error: unknown): void {
    this.#mayRun = this.#isNew || this.#hasStarted || !isAmberError(error, ...REFUSALS);
  }

  #starting(stopped: Session): void {
    this.#hasStarted = true;
    this.#mayRun = true;
    this.#isForgetful = losesPlatformMemory(stopped);
    this.#owesStop = owesStop(stopped);
  }

  #inputOf(content: string): RunInput {
    const { agentOptions, answer, files = [], unattended } = this.#deps;
    const runId = this.#newId();
    const messages = [{ id: this.#newId(), role: 'user' as const, content: contentWith(content, files) }];
    return {
      runId,
      messages,
      ...(answer !== undefined && { answer }),
      ...(agentOptions !== undefined && { agentOptions }),
      ...(unattended && { unattended }),
    };
  }

  #track(runId: string, startTime: string | undefined): RunTracker {
    const { clock, timing } = this.#deps;
    const own = { kind: 'sent' as const, runId, ...(startTime === undefined ? {} : { startTime }) };
    this.#tracker = new RunTracker(own, timing, clock.now(), this.#run.meter);
    return this.#tracker;
  }

  /** The message itself, after what the session no longer remembers, where its host does not do that. */
  async #content(session: Session): Promise<string> {
    if (!this.#hasStarted || !(this.#isForgetful || losesPlatformMemory(session))) return this.#prompt;
    const transcript = await readTranscript(this.#deps, this.#session, this.#run.cutoff.signal);
    const memory = earlierConversation(transcript, randomBytes(8).toString('hex'));
    if (memory === '') return this.#prompt;
    this.#run.reporter.warn(
      'memory-lost',
      'the session begins without memory of its earlier runs: the message begins with what was said in them',
    );
    return `${memory}\n\n${this.#prompt}`;
  }
}

/**
 * Posts a message, once, and returns the run that it belongs to (`Engine.send`): after a lost answer the stream is
 * searched for its run before it is sent again, since a runId that is posted twice runs twice on the platform
 * (docs/events.md, case 25). Rejects with the signal's reason once it is aborted.
 * @throws AmberError; CONFLICT if the session does not take messages just now
 */
async function sendOnce(deps: RunDeps, session: SessionRef, input: RunInput, signal: AbortSignal): Promise<string> {
  let lost: AmberError | undefined;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const found = lost === undefined ? undefined : await findRun(deps, session, input.runId, signal);
      return found ?? (await orAbort(deps.engine.send(session, input), signal)).runId;
    } catch (error) {
      signal.throwIfAborted();
      // It may have been taken, where the way was lost only then.
      if (lost !== undefined && isAmberError(error, 'NO_STREAM')) throw lost;
      if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT')) throw error;
      lost = error;
    }
    const pause = RESEND_PAUSES[attempt];
    if (pause === undefined) throw lost;
    deps.explain?.(`send the message again in ${pause} ms: ${lost.message}`);
    await deps.clock.sleep(pause, signal);
  }
}

/** The run of which anything is in the session's log: the message's own, or the one whose question it has answered. */
async function findRun(
  deps: ReadLogDeps,
  session: SessionRef,
  runId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  let started: string | undefined;
  for await (const updates of readLog(deps, session, signal))
    for (const update of updates) {
      if (update.type !== 'event') continue;
      const { event } = update;
      if (runIdOf(event) === runId) return runId;
      if (event.type === 'RUN_STARTED') started = runIdOf(event);
      const waiting = waitingOf(event);
      if (waiting?.state === 'over' && waiting.messageRunId === runId) return started;
    }
  return undefined;
}
