import { randomBytes, randomUUID } from 'node:crypto';
import { orAbort } from '../../async/abort.ts';
import { contentWith } from '../../core/agui/message-files.ts';
import { isAmberError } from '../../core/errors.ts';
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
import { readTranscript } from '../../tail/read-log.ts';
import { awaitRunning } from '../await-running.ts';
import type { RunDeps } from '../run-deps.ts';
import type { RunLifecycle } from '../run-lifecycle.ts';
import { owesStop } from '../stop-or-keep.ts';
import { sendOnce } from './send-once.ts';

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
