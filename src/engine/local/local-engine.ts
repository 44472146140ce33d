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
import { createSession, withAgent } from './create.ts';
import { removeSession } from './delete-session.ts';
import { followEvents } from './follow-events.ts';
import { SessionHosts } from './host/session-hosts.ts';
import type { LocalOptions, Seams } from './local-options.ts';
import { MessageQueue } from './message-queue.ts';
import { manifestOf } from './new-session-object.ts';
import { reconcile, recover } from './recover-lost-hosts.ts';
import { readNames } from './state/files.ts';
import { isHosted } from './state/host-record.ts';
import { askInterrupt } from './state/inbox.ts';
import { readPastRuns, writePastRun } from './state/past-runs.ts';
import { projectsDir } from './state/paths.ts';
import { isLeaving, restarted, stamp } from './state/session-status.ts';
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
  readonly #messages: MessageQueue;
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
    this.#messages = new MessageQueue({
      store: this.#store,
      hosting: this.#hosting,
      get: (ref) => this.get(ref),
      untilTerminal: (ref) => this.#untilTerminal(ref),
    });
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

  send(ref: SessionRef, input: RunInput): Promise<{ runId: string }> {
    return this.#messages.send(ref, input);
  }

  sendOrStart(ref: SessionRef, input: RunInput): Promise<{ runId: string; started: boolean; startTime?: string }> {
    return this.#messages.sendOrStart(ref, input);
  }

  openRuns(ref: SessionRef): Promise<{ isUnderWay: boolean; waiting: readonly string[] }> {
    return this.#messages.openRuns(ref);
  }

  takeBack(ref: SessionRef, runId: string): Promise<boolean> {
    return this.#messages.takeBack(ref, runId);
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

function matches({ metadata, status }: Session, { labels, phase }: SessionFilter): boolean {
  return (
    (phase === undefined || status?.phase === phase) &&
    Object.entries(labels ?? {}).every(([key, value]) => metadata.labels?.[key] === value)
  );
}
