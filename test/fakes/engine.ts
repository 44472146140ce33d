import type { AguiEvent, Cursor, StreamItem } from '../../src/core/agui/events.ts';
import type { Clock } from '../../src/core/clock.ts';
import { AmberError } from '../../src/core/errors.ts';
import type { Phase } from '../../src/core/session/phase.ts';
import {
  ANNOTATION,
  API_VERSION,
  KIND,
  type Manifest,
  type Probe,
  type RunInput,
  type Session,
  type SessionMeta,
  type SessionRef,
  type SessionSpec,
  type SessionStatus,
  type StopReason,
} from '../../src/core/session/session.ts';
import type { Engine } from '../../src/engine/engine.ts';

type Call = 'create' | 'get' | 'list' | 'send' | 'events' | 'stop' | 'start' | 'probe' | 'annotate';

/**
 * How a call goes wrong.
 * - `refused`: it throws and does nothing. `lost`: it does its work, and throws all the same.
 * - `hangs`: it never answers; `after`: whether its work is done.
 */
export type Fault =
  | { readonly kind: 'refused'; readonly error: Error }
  | { readonly kind: 'lost'; readonly error: Error }
  | { readonly kind: 'hangs'; readonly works: boolean }
  /** It answers well, and nothing comes of it. */
  | { readonly kind: 'ignored' };

/** A call as the engine saw it. */
export interface Seen {
  readonly at: number;
  readonly call: Call;
  readonly detail?: unknown;
}

/** What plays operator and agent. Each may take time with the clock; none may throw. */
export interface Script {
  /** A session was created or started. By default it runs at once and does nothing. */
  readonly started?: (session: FakeSession) => void | Promise<void>;
  readonly sent?: (session: FakeSession, input: RunInput) => void | Promise<void>;
  /** A stop was taken. By default the session has stopped 20 ms later. */
  readonly stopped?: (session: FakeSession, reason: StopReason) => void | Promise<void>;
}

export const unavailable = (): AmberError => new AmberError('UNAVAILABLE', 'the server answered 503');

/** One session in memory: the object, and its log as every reader gets it. */
export class FakeSession {
  readonly ref: SessionRef;
  readonly spec: SessionSpec;
  annotations: { [key: string]: string };
  status: SessionStatus = {};
  runner: Probe['runner'] = 'alive';
  removed = false;
  readonly log: StreamItem[] = [];
  #waiting: (() => void)[] = [];

  constructor(ref: SessionRef, spec: SessionSpec, annotations: { readonly [key: string]: string }) {
    this.ref = ref;
    this.spec = spec;
    this.annotations = { ...annotations };
  }

  get phase(): Phase | undefined {
    return this.status.phase;
  }

  enter(phase: Phase, more: Omit<SessionStatus, 'phase'> = {}): void {
    this.status = { ...this.status, ...more, phase };
    if (phase === 'Stopped') {
      const { desiredPhase, stopReason, stopRequestedAt } = ANNOTATION;
      const gone: readonly string[] = [desiredPhase, stopReason, stopRequestedAt];
      this.annotations = Object.fromEntries(Object.entries(this.annotations).filter(([key]) => !gone.includes(key)));
    }
    this.#wake();
  }

  emit(...events: readonly AguiEvent[]): void {
    for (const event of events)
      this.log.push({ kind: 'event', event, raw: JSON.stringify(event), seq: this.log.length + 1 });
    this.#wake();
  }

  object(): Session {
    return {
      apiVersion: API_VERSION,
      kind: KIND,
      metadata: { name: this.ref.name, namespace: this.ref.project, annotations: { ...this.annotations } },
      spec: this.spec,
      status: this.status,
    };
  }

  /** Resolves with the next change. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

/** An engine in memory, for tests of what uses one: real objects, a clock of the test's, faults on demand. */
export class FakeEngine implements Engine {
  readonly name = 'local';
  maxInitialPrompt?: number;
  pod?: Engine['pod'] & {};
  readonly sessions: FakeSession[] = [];
  /** All calls, in order. */
  readonly seen: Seen[] = [];
  readonly #clock: Clock;
  readonly #script: Script;
  readonly #faults = new Map<Call, Fault[]>();

  constructor(clock: Clock, script: Script = {}) {
    this.#clock = clock;
    this.#script = script;
  }

  /** Makes the next calls of that kind go wrong, one after the other. */
  fail(call: Call, ...faults: readonly Fault[]): void {
    this.#faults.set(call, [...(this.#faults.get(call) ?? []), ...faults]);
  }

  calls(call: Call): readonly Seen[] {
    return this.seen.filter((seen) => seen.call === call);
  }

  /** Puts a session there that some other command made. */
  add(name: string, phase: Phase, more: Omit<SessionStatus, 'phase'> = {}, spec: SessionSpec = {}): FakeSession {
    const session = new FakeSession({ project: 'test', name }, spec, {});
    session.status = { ...more, phase };
    this.sessions.unshift(session);
    return session;
  }

  create(spec: SessionSpec, meta: SessionMeta): Promise<Session> {
    return this.#perform('create', { spec, meta }, () => {
      const before = this.sessions.find(({ annotations }) => annotations[ANNOTATION.requestId] === meta.requestId);
      if (before !== undefined) return before.object();
      const annotations = { ...meta.annotations, [ANNOTATION.requestId]: meta.requestId };
      const ref = { project: meta.project, name: `session-${this.sessions.length + 1}` };
      const session = new FakeSession(ref, spec, annotations);
      this.sessions.unshift(session);
      this.#start(session);
      return session.object();
    });
  }

  validate(spec: SessionSpec): Promise<Manifest> {
    return Promise.resolve({ spec });
  }

  get(ref: SessionRef): Promise<Session> {
    return this.#perform('get', undefined, () => this.#find(ref).object());
  }

  async *list(): AsyncIterable<Session> {
    const all = await this.#perform('list', undefined, () => this.sessions.map((session) => session.object()));
    yield* all;
  }

  send(ref: SessionRef, input: RunInput): Promise<{ runId: string }> {
    return this.#perform('send', input, () => {
      const session = this.#find(ref);
      if (session.phase !== 'Running') throw new AmberError('CONFLICT', `session "${ref.name}" is ${session.phase}`);
      void this.#script.sent?.(session, input);
      return { runId: input.runId };
    });
  }

  async *events(ref: SessionRef, from: Cursor | undefined, signal: AbortSignal): AsyncIterable<readonly StreamItem[]> {
    const session = await this.#perform('events', from, () => this.#find(ref));
    let at = from ?? 0;
    let live = false;
    while (!signal.aborted) {
      const items = session.log.slice(at);
      at = session.log.length;
      if (items.length > 0) yield items;
      if (!live) yield [{ kind: 'live' }];
      live = true;
      if (at < session.log.length) continue;
      if (session.phase === 'Stopped' || session.removed) return;
      await session.changed(signal);
    }
  }

  stop(ref: SessionRef, reason: StopReason): Promise<void> {
    return this.#perform('stop', reason, () => {
      const session = this.#find(ref);
      session.annotations[ANNOTATION.desiredPhase] = 'Stopped';
      session.annotations[ANNOTATION.stopReason] = reason;
      void (this.#script.stopped ?? this.#stopSoon)(session, reason);
    });
  }

  start(ref: SessionRef): Promise<void> {
    return this.#perform('start', undefined, () => this.#start(this.#find(ref)));
  }

  interrupt(): Promise<void> {
    return Promise.resolve();
  }

  probe(ref: SessionRef): Promise<Probe> {
    return this.#perform('probe', undefined, () => {
      const { runner, status } = this.#find(ref);
      return { runner, tasks: 0, ...(status.startTime === undefined ? {} : { startTime: status.startTime }) };
    });
  }

  annotate(ref: SessionRef, annotations: { readonly [key: string]: string | null }): Promise<void> {
    return this.#perform('annotate', annotations, () => {
      const session = this.#find(ref);
      const merged = Object.entries({ ...session.annotations, ...annotations });
      session.annotations = Object.fromEntries(
        merged.flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
      );
    });
  }

  async remove(ref: SessionRef): Promise<void> {
    this.#find(ref).removed = true;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #start(session: FakeSession): void {
    if (this.#script.started === undefined) session.enter('Running');
    else void this.#script.started(session);
  }

  readonly #stopSoon = async (session: FakeSession): Promise<void> => {
    if (session.phase === 'Stopped') return;
    session.enter('Stopping');
    await this.#clock.sleep(20);
    session.enter('Stopped', { stoppedReason: 'user' });
  };

  #find(ref: SessionRef): FakeSession {
    const found = this.sessions.find((session) => session.ref.name === ref.name && !session.removed);
    if (found === undefined) throw new AmberError('NOT_FOUND', `no session "${ref.name}"`);
    return found;
  }

  async #perform<T>(call: Call, detail: unknown, work: () => T): Promise<T> {
    this.seen.push({ at: this.#clock.now(), call, ...(detail === undefined ? {} : { detail }) });
    const fault = this.#faults.get(call)?.shift();
    if (fault?.kind === 'refused') throw fault.error;
    if (fault?.kind === 'ignored') return undefined as T;
    if (fault?.kind === 'hangs' && !fault.works) return new Promise<T>(() => {});
    const made = work();
    if (fault?.kind === 'lost') throw fault.error;
    if (fault?.kind === 'hangs') return new Promise<T>(() => {});
    return made;
  }
}
