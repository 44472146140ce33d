import { Backoff } from '../../async/backoff.ts';
import type { Cursor, StreamItem } from '../../core/agui/events.ts';
import { AmberError, messageOf } from '../../core/errors.ts';
import { parseMcpServers } from '../../core/mcp-servers.ts';
import { type LastRun, lastRunOf, OUTPUT_INVALID } from '../../core/session/last-run-annotation.ts';
import { checkProject, isProject } from '../../core/session/names.ts';
import { type PastRun, pastRun } from '../../core/session/past-run.ts';
import { isTerminal } from '../../core/session/phase.ts';
import {
  ANNOTATION,
  type Manifest,
  type McpServerMap,
  type Probe,
  type RunInput,
  type Session,
  type SessionFilter,
  type SessionMeta,
  type SessionRef,
  type SessionSpec,
  type StopReason,
} from '../../core/session/session.ts';
import { validateSpec } from '../../core/session/validate.ts';
import type { Reported } from '../../core/tracker/run-budget.ts';
import type { Engine } from '../engine.ts';
import { knownAgent } from './agents/known-agents.ts';
import { awaitsAnswer } from './agui-http/conversation-file.ts';
import { createSession, withAgent } from './create.ts';
import { removeSession } from './delete-session.ts';
import { followEvents } from './follow-events.ts';
import { SessionHosts } from './host/session-hosts.ts';
import type { LocalOptions, Seams } from './local-options.ts';
import { manifestOf } from './new-session-object.ts';
import { reconcile, recover } from './recover-lost-hosts.ts';
import { isStaleAnswer } from './stale-answer.ts';
import { readNames } from './state/files.ts';
import { isHosted } from './state/host-record.ts';
import { accept, answeredBy, askInterrupt, isKnown, noteAnswer, waitingRuns, withdraw } from './state/inbox.ts';
import { answeredAlready, answerQuestion, notTaken } from './state/open-question.ts';
import { readPastRuns, writePastRun } from './state/past-runs.ts';
import { projectsDir } from './state/paths.ts';
import { restarted, runsPromptFirst, stamp } from './state/session-status.ts';
import { annotated, SessionStore } from './state/session-store.ts';

/** How long a stopping session is waited for by a start or a removal, in ms: longer than its host takes at worst. */
const STOPPING = 20_000;
/** Pauses between two looks at a session that is stopping (ms). */
const LOOK_PAUSES = { first: 5, most: 100 };

export class LocalEngine implements Engine {
  readonly name = 'local';
  readonly endsIdle = true;
  readonly #options: LocalOptions;
  readonly #seams: Seams;
  readonly #store: SessionStore;
  readonly #hosting: SessionHosts;
  #recovery: Promise<void> | undefined;
  #isDamageReported = false;

  constructor(options: LocalOptions, seams: Seams) {
    const { agent, clock, cwd, stateDir } = options;
    const { startAgent, waits } = seams;
    this.#options = options;
    this.#seams = seams;
    this.#store = new SessionStore(stateDir, clock);
    const { onExit = () => () => {}, questionGrace = 0 } = options;
    this.#hosting = new SessionHosts(
      { store: this.#store, agent, startAgent, cwd, waits, questionGrace, onExit },
      options,
    );
  }

  async create(spec: SessionSpec, meta: SessionMeta): Promise<Session> {
    check(spec, meta);
    const { agent, cwd } = this.#options;
    const { ref, made } = await createSession(spec, meta, {
      agent,
      cwd,
      store: this.#store,
      hosting: this.#hosting,
      resolveAgent: this.#seams.resolveAgent,
      recovered: () => this.#recover(),
    });
    return made ?? this.get(ref);
  }

  async validate(spec: SessionSpec, meta: SessionMeta): Promise<Manifest> {
    check(spec, meta);
    const { agent, cwd } = this.#options;
    return manifestOf(this.#withAgent(spec), meta, { cwd, permissions: agent.permissions });
  }

  reportsEarly({ spec }: Session): readonly Reported[] {
    const { agent } = this.#options;
    try {
      const { name, argv = [] } = this.#seams.resolveAgent(spec.runnerType, agent.env, agent.commands);
      return knownAgent({ name, argv })?.reportsEarly ?? [];
    } catch {
      // It can't be started here, and says so itself.
      return [];
    }
  }

  async get(ref: SessionRef): Promise<Session> {
    await this.#recover();
    const host = this.#hosting.find(ref);
    return host?.failure === undefined ? reconcile(this.#store, ref) : host.endOf();
  }

  /** @throws AmberError INVALID, STATE */
  async *list(project: string, filter: SessionFilter = {}): AsyncGenerator<Session, void, void> {
    // It becomes part of a path.
    checkProject(project);
    await this.#recover();
    for (const name of this.#store.names(project)) {
      const session = await this.#look({ project, name });
      if (session !== undefined && matches(session, filter)) yield session;
    }
  }

  /** @throws AmberError INVALID, STATE */
  async names(project: string): Promise<readonly string[]> {
    checkProject(project);
    await this.#recover();
    return this.#store.names(project).filter((name) => this.#store.has({ project, name }));
  }

  async *listAll(filter?: SessionFilter): AsyncGenerator<Session, void, void> {
    for (const project of readNames(projectsDir(this.#options.stateDir)).filter(isProject))
      yield* this.list(project, filter);
  }

  async send(ref: SessionRef, input: RunInput): Promise<{ runId: string }> {
    await this.get(ref);
    const paths = this.#store.paths(ref);
    const runId = await this.#store.locked(ref, () => {
      if (isKnown(paths, input.runId)) return answeredBy(paths, input.runId) ?? input.runId;
      const session = this.#store.read(ref);
      const phase = isLeaving(session) ? 'Stopping' : session.status?.phase;
      if (isTerminal(phase) || phase === 'Stopping')
        throw new AmberError('CONFLICT', `session ${ref.name} takes no message: it is ${phase}`, {
          hint: `amber start ${ref.name}`,
        });
      return this.#take(ref, session, input);
    });
    this.#hosting.find(ref)?.wake();
    return { runId };
  }

  async sendOrStart(
    ref: SessionRef,
    input: RunInput,
  ): Promise<{ runId: string; started: boolean; startTime?: string }> {
    await this.get(ref);
    const store = this.#store;
    const paths = store.paths(ref);
    for (;;) {
      const taken = await store.locked(ref, () => {
        if (isKnown(paths, input.runId))
          return { runId: answeredBy(paths, input.runId) ?? input.runId, started: false };
        const session = store.read(ref);
        if (isLeaving(session)) return undefined;
        const { phase, startTime } = session.status ?? {};
        if (!isTerminal(phase)) {
          const runId = this.#take(ref, session, input);
          if (input.unattended === 'stop') store.write(ref, withDebt(session, input, false));
          return { runId, started: false, ...(phase === 'Running' && startTime !== undefined && { startTime }) };
        }
        if (isStaleAnswer(paths, session, input)) throw answeredAlready(ref);
        this.#hosting.announce(ref);
        store.write(ref, withDebt(restarted(session, store.clock.date()), input, true));
        accept(paths, input);
        return { runId: input.runId, started: true };
      });
      // A message to a stopping session waits for the next start.
      if (taken === undefined) await this.#untilTerminal(ref);
      else {
        if (taken.started) await this.#launchFor(ref, input.runId);
        else this.#hosting.find(ref)?.wake();
        return taken;
      }
    }
  }

  async openRuns(ref: SessionRef): Promise<{ isUnderWay: boolean; waiting: readonly string[] }> {
    // In this order: the session says that it works before a message leaves its queue, so that each counts at least once.
    const waiting = waitingRuns(this.#store.paths(ref)).map(({ runId }) => runId);
    const session = await this.get(ref);
    const { agentStatus } = session.status ?? {};
    const isUnderWay = agentStatus === 'working' || agentStatus === 'waiting_input' || isToBegin(session);
    return { isUnderWay, waiting };
  }

  async takeBack(ref: SessionRef, runId: string): Promise<boolean> {
    const { isUnderWay, waiting } = await this.openRuns(ref);
    const isBehind = isUnderWay ? waiting.includes(runId) : waiting.indexOf(runId) > 0;
    return isBehind && this.#store.locked(ref, () => withdraw(this.#store.paths(ref), runId));
  }

  async *events(
    ref: SessionRef,
    from: Cursor | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly StreamItem[], void, void> {
    await this.#recover();
    yield* followEvents(ref, from, signal, {
      store: this.#store,
      clock: this.#options.clock,
      live: (session) => this.#hosting.find(session)?.log,
      reconcile: (session) => this.get(session),
    });
  }

  pastRuns(since?: Date): Iterable<PastRun> {
    return readPastRuns(this.#options.stateDir, since);
  }

  async stop(ref: SessionRef, reason: StopReason): Promise<void> {
    await this.get(ref);
    const requested = stamp(this.#options.clock.date());
    await this.#store.update(ref, (session) =>
      isTerminal(session.status?.phase) || isLeaving(session)
        ? undefined
        : annotated(session, {
            [ANNOTATION.desiredPhase]: 'Stopped',
            [ANNOTATION.stopReason]: reason,
            [ANNOTATION.stopRequestedAt]: requested,
          }),
    );
    this.#hosting.find(ref)?.wake();
  }

  async start(ref: SessionRef): Promise<void> {
    await this.get(ref);
    const store = this.#store;
    for (;;) {
      const found = await store.locked(ref, () => {
        const session = store.read(ref);
        if (isLeaving(session)) return 'leaving';
        if (!isTerminal(session.status?.phase)) return 'started';
        this.#hosting.announce(ref);
        store.write(ref, restarted(session, store.clock.date()));
        return 'ours';
      });
      if (found === 'ours') await this.#hosting.launch(ref);
      if (found !== 'leaving') return;
      // A start of a stopping session must not be lost, as it is on the platform.
      await this.#untilTerminal(ref);
    }
  }

  async interrupt(ref: SessionRef): Promise<void> {
    const session = await this.get(ref);
    if (isTerminal(session.status?.phase))
      throw new AmberError('CONFLICT', `session ${ref.name} is ${session.status?.phase}: there is no run to interrupt`);
    askInterrupt(this.#store.paths(ref));
    this.#hosting.find(ref)?.wake();
  }

  async probe(ref: SessionRef): Promise<Probe> {
    const { status } = await this.get(ref);
    const alive = !isTerminal(status?.phase) && isHosted(this.#store.stateDir, ref);
    const { startTime } = status ?? {};
    return { runner: alive ? 'alive' : 'gone', ...(startTime === undefined ? {} : { startTime }), tasks: 0 };
  }

  async annotate(ref: SessionRef, annotations: { readonly [key: string]: string | null }): Promise<void> {
    await this.#recover();
    const session = await this.#store.update(ref, (before) => annotated(before, annotations));
    this.#hosting.find(ref)?.wake();
    const { status } = session;
    const last = annotations[ANNOTATION.lastRun] === undefined ? undefined : lastRunOf(session);
    if (last?.code === OUTPUT_INVALID) this.#correctPastRun(session, last);
    // No host would obey the wish for a stopped session.
    if (annotations[ANNOTATION.desiredPhase] === 'Running' && isTerminal(status?.phase)) await this.start(ref);
  }

  async remove(ref: SessionRef): Promise<void> {
    const session = await this.get(ref);
    if (!isTerminal(session.status?.phase)) {
      await this.stop(ref, 'user');
      await this.#untilTerminal(ref);
    }
    await this.#hosting.find(ref)?.done;
    const { agent, cwd, notice } = this.#options;
    await removeSession(this.#store, ref, cwd, { env: agent.env, signal: new AbortController().signal }, notice);
  }

  async update(ref: SessionRef, changes: SessionSpec): Promise<Session> {
    await this.#recover();
    return this.#store.update(ref, (session) => ({ ...session, spec: { ...session.spec, ...changes } }));
  }

  hosted(): readonly SessionRef[] {
    return this.#hosting.refs;
  }

  close(): Promise<void> {
    return this.#hosting.close();
  }

  /** Hosts a session that another process has announced, until it has ended. */
  async host(ref: SessionRef, signal?: AbortSignal): Promise<void> {
    if (!(await this.#hosting.takeOver(ref))) return;
    const host = this.#hosting.host(ref);
    const stop = (): void => void this.stop(ref, 'shutdown').catch(() => {});
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    try {
      await host.done;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    if (host.failure !== undefined) throw host.failure;
  }

  /** To the host, which recorded the run, it has finished: that its answer was not the one that was asked for only its caller knows. */
  #correctPastRun(session: Session, { code, outcome, runId }: LastRun): void {
    const now = this.#options.clock.date().getTime();
    const error = { code: code ?? '', message: '' };
    const run = pastRun(session, { runId, outcome, error, message: '', usage: null }, { startedAt: now, endedAt: now });
    writePastRun(this.#options.stateDir, { ...run, isCorrection: true });
  }

  /** What would be made can be said on a machine without an agent, too; a notice says that it could not be made. */
  #withAgent(spec: SessionSpec): SessionSpec {
    try {
      return withAgent(spec, { agent: this.#options.agent, resolveAgent: this.#seams.resolveAgent });
    } catch (error) {
      if (spec.runnerType !== undefined) throw error;
      this.#options.notice?.(`warning: the run itself would fail: ${messageOf(error)}`);
      return spec;
    }
  }

  /** Takes a message in, under the lock: as the answer to the question that waits, else as a run of its own. */
  #take(ref: SessionRef, session: Session, input: RunInput): string {
    const paths = this.#store.paths(ref);
    const answered = answerQuestion(paths, ref, input);
    if (answered !== undefined) noteAnswer(paths, input, answered);
    else if (isStaleAnswer(paths, session, input)) throw answeredAlready(ref);
    else if (input.messages.length > 0 || awaitsAnswer(paths.conversation)) accept(paths, input);
    else throw notTaken(ref, input);
    return answered ?? input.runId;
  }

  /** A message whose session could not be started must not wait for the next start. */
  async #launchFor(ref: SessionRef, runId: string): Promise<void> {
    try {
      await this.#hosting.launch(ref);
    } catch (error) {
      await this.#store.locked(ref, () => withdraw(this.#store.paths(ref), runId)).catch(() => false);
      throw error;
    }
  }

  /** Once per engine: what dead hosts left behind. */
  #recover(): Promise<void> {
    this.#recovery ??= recover(this.#store);
    return this.#recovery;
  }

  /** One of a list: a damaged one, or one removed meanwhile, is not worth the whole list. */
  async #look(ref: SessionRef): Promise<Session | undefined> {
    try {
      const session = this.#store.find(ref);
      // Nearly all of them have ended: one read each.
      return session === undefined || isTerminal(session.status?.phase) ? session : await this.get(ref);
    } catch (error) {
      if (!(error instanceof AmberError)) throw error;
      if (error.code === 'STATE' && !this.#isDamageReported) {
        this.#isDamageReported = true;
        this.#options.notice(`warning: a session is left out: ${error.message}; ${error.hint ?? ''}`);
      }
      return undefined;
    }
  }

  async #untilTerminal(ref: SessionRef): Promise<void> {
    const { clock } = this.#options;
    const deadline = clock.now() + STOPPING;
    for (const backoff = new Backoff(LOOK_PAUSES); !isTerminal((await this.get(ref)).status?.phase); ) {
      if (clock.now() > deadline)
        throw new AmberError('CONFLICT', `session ${ref.name} is still stopping`, { hint: `amber status ${ref.name}` });
      await clock.sleep(backoff.next());
    }
  }
}

/** @throws AmberError INVALID, UNSUPPORTED */
function check(spec: SessionSpec, meta: SessionMeta): void {
  validateSpec(spec, meta);
  checkMcpServers(spec.mcpServers?.custom ?? {});
  if (spec.activeWorkflow !== undefined)
    throw new AmberError('UNSUPPORTED', 'the local engine runs no workflows', {
      hint: 'put what the workflow says into the prompt, or use --engine platform',
    });
}

function checkMcpServers(servers: McpServerMap): void {
  try {
    parseMcpServers(servers);
  } catch (cause) {
    throw new AmberError('INVALID', `mcpServers: ${messageOf(cause)}`, { cause });
  }
}

/** True if the session is on its way to its end, or asked to be. */
function isLeaving({ metadata, status }: Session): boolean {
  if (isTerminal(status?.phase)) return false;
  return status?.phase === 'Stopping' || metadata.annotations?.[ANNOTATION.desiredPhase] === 'Stopped';
}

/** True while the session has not come to its initial prompt. */
function isToBegin(session: Session): boolean {
  const { phase } = session.status ?? {};
  return (phase === undefined || phase === 'Pending' || phase === 'Creating') && runsPromptFirst(session);
}

/** The session with the note of the stop that is owed for a message nobody waits for, where one is. */
function withDebt(session: Session, { runId, unattended }: RunInput, started: boolean): Session {
  const isOwed = unattended === 'stop' || (started && unattended === 'stop-if-started');
  return isOwed ? annotated(session, { [ANNOTATION.stopOwed]: runId }) : session;
}

function matches({ metadata, status }: Session, { labels, phase }: SessionFilter): boolean {
  return (
    (phase === undefined || status?.phase === phase) &&
    Object.entries(labels ?? {}).every(([key, value]) => metadata.labels?.[key] === value)
  );
}
