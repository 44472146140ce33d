import { statSync } from 'node:fs';
import { Wakeup } from '../../../async/wakeup.ts';
import { CUSTOM } from '../../../core/agui/custom-events.ts';
import { type AguiEvent, object } from '../../../core/agui/events.ts';
import { readUsd } from '../../../core/agui/read-usage.ts';
import { AutoStop } from '../../../core/auto-stop.ts';
import { AmberError, messageOf } from '../../../core/errors.ts';
import type { LeftProcess } from '../../../core/session/end-conditions.ts';
import { type RunCost, runCostText } from '../../../core/session/last-run-annotation.ts';
import { ANNOTATION, type Session, type SessionRef } from '../../../core/session/session.ts';
import { RunRecorder } from '../../../core/tracker/run-recorder.ts';
import type { AgentExit, AgentProcess, PromptEnd } from '../acp/agent-interface.ts';
import type { SessionChanges } from '../changes/session-changes.ts';
import { SessionEventLog } from '../log/session-event-log.ts';
import { makeDir } from '../state/files.ts';
import { pending } from '../state/inbox.ts';
import { removeQuestion } from '../state/open-question.ts';
import { writePastRun } from '../state/past-runs.ts';
import type { SessionPaths } from '../state/paths.ts';
import { type SessionEnding, stamp, withStatus } from '../state/session-status.ts';
import { annotated } from '../state/session-store.ts';
import type { HostDeps } from './host-deps.ts';
import type { HostedRun } from './hosted-run.ts';
import { isRunEnd } from './run-events.ts';

/** A run that the agent is at. */
export interface ActiveRun {
  readonly log: HostedRun;
  readonly interrupt: AbortController;
  /** Resolves once the agent is done with it; never rejects. */
  readonly settled: Promise<unknown>;
}

/**
 * What a host knows of its session, and the few ways to change it. `host.ts` brings it to its end, `run-loop.ts` carries
 * out its runs, `watch-requests.ts` obeys what others ask for.
 */
export class HostedSession {
  readonly ref: SessionRef;
  readonly deps: HostDeps;
  readonly paths: SessionPaths;
  readonly log: SessionEventLog;
  /** Rings when something may have to be obeyed, or a limit may have moved. */
  readonly attention = new Wakeup();
  /** Rings when there may be a run to do, or none any more. */
  readonly work = new Wakeup();
  /** A run's end comes from its agent's turn that is over: nothing can follow an error, and a question has waited. */
  readonly autoStop: AutoStop;
  /** When hosting began, on the clock's `now()` scale. */
  readonly began: number;
  /** Last event or message on that scale; undefined until the agent runs. */
  activity: number | undefined;
  /** The agent's process group, once it was started. */
  pgid: number | undefined;
  /** What the agent's processes carry, once it is about to be started. */
  mark: string | undefined;
  /** What the agent had left running at the session's end. */
  left: readonly LeftProcess[] = [];
  /** How many messages the session's stop has dropped. */
  dropped = 0;
  agent: AgentProcess | undefined;
  /** The directory that the agent works in, once it is there. */
  directory: string | undefined;
  /** Once the workspace is there. */
  changes: SessionChanges | undefined;
  exit: AgentExit | undefined;
  run: ActiveRun | undefined;
  /** A run is taken up, which the agent may not have yet, and has not ended. The session says so before it is taken. */
  hasWork = false;
  /** Events for the next run: they came before there was one. */
  readonly notes: AguiEvent[] = [];
  /** The question that messages may answer. `keepsAlive`: it has a time limit of its own, so that no other counts. */
  question: { readonly keepsAlive: boolean; readonly look: () => void } | undefined;
  /** How the last run of this host ended. */
  lastEnd: PromptEnd | undefined;
  readonly #history: RunRecorder;
  readonly #stop = new AbortController();
  #ending: SessionEnding | undefined;
  #failure: AmberError | undefined;
  #session: Session;
  #seen = '';
  #patched = Number.NEGATIVE_INFINITY;
  #waiting = 0;
  #cost: RunCost | undefined;

  /** @throws AmberError NOT_FOUND, STATE */
  constructor(ref: SessionRef, deps: HostDeps) {
    this.ref = ref;
    this.deps = deps;
    this.autoStop = new AutoStop({ errorSettle: 0, questionGrace: 0 });
    this.paths = deps.store.paths(ref);
    this.#session = deps.store.read(ref);
    this.began = deps.store.clock.now();
    this.#history = new RunRecorder((run) => writePastRun(deps.store.stateDir, run));
    makeDir(this.paths.inbox);
    // What an earlier host left open.
    removeQuestion(this.paths);
    this.log = new SessionEventLog(this.paths.events, deps.store.clock, (error) => this.fail(error));
  }

  /** As last read or written. */
  get session(): Session {
    return this.#session;
  }

  /** Aborted once the session is to end. */
  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  /** How the session ends, once that is settled. */
  get ending(): SessionEnding | undefined {
    return this.#ending;
  }

  /** Why the state directory does not say what became of the session. */
  get failure(): AmberError | undefined {
    return this.#failure;
  }

  /** Reads the session again if its file has been replaced. @throws AmberError NOT_FOUND, STATE */
  refresh(): Session {
    const { ino, mtimeMs, size } = statSync(this.paths.session, { throwIfNoEntry: false }) ?? { ino: 0 };
    const seen = `${ino} ${mtimeMs} ${size}`;
    if (seen !== this.#seen) this.#session = this.deps.store.read(this.ref);
    this.#seen = seen;
    return this.#session;
  }

  /** Changes the session under its lock; see `SessionStore.update`. */
  async patch(change: (session: Session) => Session | undefined): Promise<Session> {
    this.#session = await this.deps.store.update(this.ref, change);
    return this.#session;
  }

  /** Appends an event of a run. Of a run whose end can't be written the session's end says how it ended. */
  append(event: AguiEvent): void {
    this.activity = this.deps.store.clock.now();
    this.autoStop.event(event, this.activity);
    this.log.append(event);
    const usd =
      event.type === 'CUSTOM' && event.name === CUSTOM.cost ? readUsd(object(event, 'value')?.usd) : undefined;
    if (usd !== undefined && this.run !== undefined) this.#cost = { runId: this.run.log.runId, usd };
    if (isRunEnd(event.type)) this.log.flush();
    if (this.log.failure === undefined)
      this.#history.take(event, this.#session, this.deps.store.clock.date().getTime());
  }

  /** The session has ended, and says so: what is remembered of a run that is open follows from that. */
  remember(session: Session): void {
    this.#history.close(session, this.deps.store.clock.date().getTime());
  }

  /**
   * Brings `agentStatus`, `lastActivityTime` and the run's cost up to date: at once when a run begins or ends, or its first cost is
   * known, else at most once in `waits.activity` ms, with the last event's time in the end.
   */
  async patchActivity(): Promise<void> {
    const { clock } = this.deps.store;
    if (this.activity === undefined) return;
    const { agentStatus } = this;
    const cost = this.run === undefined || this.#cost === undefined ? null : runCostText(this.#cost);
    const isNew = cost !== null && this.#session.metadata.annotations?.[ANNOTATION.runCost] === undefined;
    const turned = agentStatus !== this.#session.status?.agentStatus || isNew;
    const due = this.activity > this.#patched && clock.now() - this.#patched >= this.deps.waits.activity;
    if (!turned && !due) return;
    this.#patched = clock.now();
    await this.patch((session) =>
      annotated(withStatus(session, { agentStatus, lastActivityTime: this.lastActivityTime }), {
        [ANNOTATION.runCost]: cost,
      }),
    );
  }

  /** The agent waits for a person, or no longer does. */
  waits(isWaiting: boolean): void {
    this.#waiting += isWaiting ? 1 : -1;
    this.activity = this.deps.store.clock.now();
    this.attention.ring();
  }

  /** Wall-clock time of the last event. */
  get lastActivityTime(): string | undefined {
    const { clock } = this.deps.store;
    if (this.activity === undefined) return this.#session.status?.lastActivityTime;
    return stamp(new Date(clock.date().getTime() - (clock.now() - this.activity)));
  }

  /** In the platform's words. */
  get agentStatus(): string | undefined {
    if (this.hasWork) return this.#waiting > 0 ? 'waiting_input' : 'working';
    if (this.lastEnd === undefined) return undefined;
    return this.lastEnd === 'question' ? 'waiting_input' : 'idle';
  }

  /**
   * Settles how the session ends: from here on no message is accepted. With `soft` nothing happens if a run was
   * accepted in the meantime; the lock sees to it that a message is either accepted before or refused after.
   */
  async settle(ending: SessionEnding, soft = false): Promise<void> {
    if (this.#ending !== undefined) return;
    let agreed = false;
    await this.patch((session) => {
      agreed = !soft || (!this.hasWork && pending(this.paths).length === 0);
      return agreed ? withStatus(session, { phase: 'Stopping' }) : undefined;
    });
    if (agreed) this.#end(ending);
  }

  /** The state directory can't be used any more: the agent must not run on unseen. */
  fail(cause: unknown): void {
    this.#failure ??=
      cause instanceof AmberError
        ? cause
        : new AmberError('INTERNAL', `the host failed: ${messageOf(cause)}`, { cause });
    this.#end({ phase: 'Failed', reason: 'HostFailed', message: this.#failure.message, code: this.#failure.code });
  }

  #end(ending: SessionEnding): void {
    // Once: a ring for every failed look would be a loop that never lets go of the thread.
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#stop.abort();
    this.work.ring();
    this.attention.ring();
  }
}
