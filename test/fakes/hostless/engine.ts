import { randomUUID } from 'node:crypto';
import { AmberError } from '../../../src/core/errors.ts';
import type { Phase } from '../../../src/core/session/phase.ts';
import {
  ANNOTATION,
  API_VERSION,
  KIND,
  type Session,
  type SessionRef,
  type StopReason,
} from '../../../src/core/session/session.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Runners, StoreChange } from '../../../src/serve/serve-options.ts';
import { FakeRunners } from './runner.ts';

/** Calls to the store by name: what would be requests to an API server. */
export type Calls = { [name: string]: number };

/** A store that hosts nothing, in memory, as the cluster's API server is one; its runners speak real HTTP. */
export class Hostless {
  readonly runner = new FakeRunners();
  readonly sessions = new Map<string, Session>();
  readonly calls: Calls = {};
  readonly stops: { readonly ref: SessionRef; readonly reason: StopReason }[] = [];
  readonly touches: { readonly name: string; readonly at: Date }[] = [];
  /** So many of the next calls of that name fail. */
  readonly failing: { [name: string]: number } = {};
  /** Sessions whose runner is not there yet. */
  readonly booting = new Set<string>();
  readonly #watchers = new Set<(change: StoreChange) => void>();
  /** Without it answers of the flag cache live their time. */
  hasWatch = false;
  /** Held open while a test looks at what is in flight. */
  touchGate: Promise<void> | undefined;
  touchesInFlight = 0;
  mostTouchesInFlight = 0;

  get engine(): Engine {
    return {
      name: 'kubernetes',
      create: async (spec, meta) => {
        this.#call('create');
        for (const known of this.sessions.values())
          if (known.metadata.annotations?.[ANNOTATION.requestId] === meta.requestId) return known;
        const name = `session-${randomUUID()}`;
        const session: Session = {
          apiVersion: API_VERSION,
          kind: KIND,
          metadata: {
            name,
            namespace: meta.project,
            uid: randomUUID(),
            resourceVersion: '1',
            creationTimestamp: new Date().toISOString(),
            ...(meta.labels !== undefined && { labels: meta.labels }),
            annotations: { ...meta.annotations, [ANNOTATION.requestId]: meta.requestId },
          },
          spec,
          status: { phase: 'Running', startTime: new Date().toISOString() },
        };
        this.sessions.set(keyOf({ project: meta.project, name }), session);
        return session;
      },
      validate: async (spec) => ({ ...spec }),
      get: async (ref) => {
        this.#call('get');
        return this.#find(ref);
      },
      list: (project) => this.#list(project),
      listAll: () => this.#list(undefined),
      send: () => unused('send'),
      events: () => unused('events'),
      stop: async (ref, reason) => {
        this.#call('stop');
        this.#find(ref);
        this.stops.push({ ref, reason });
        this.phase(ref, 'Stopped');
      },
      start: async (ref) => {
        this.#call('start');
        this.phase(ref, 'Running');
      },
      interrupt: () => unused('interrupt'),
      probe: () => unused('probe'),
      annotate: async (ref, annotations) => {
        this.#call('annotate');
        const session = this.#find(ref);
        const merged: { [key: string]: string } = { ...session.metadata.annotations };
        for (const [key, value] of Object.entries(annotations))
          if (value === null) delete merged[key];
          else merged[key] = value;
        this.#put(ref, { ...session, metadata: { ...session.metadata, annotations: merged } });
      },
      update: async (ref, changes) => {
        this.#call('update');
        const session = this.#find(ref);
        this.#put(ref, { ...session, spec: { ...session.spec, ...changes } });
        return this.#find(ref);
      },
      remove: async (ref) => {
        this.#call('remove');
        this.#find(ref);
        this.sessions.delete(keyOf(ref));
        this.tell({ kind: 'deleted', ref });
      },
      close: async () => undefined,
    };
  }

  get runners(): Runners {
    return {
      address: async (ref) => {
        if (this.booting.has(ref.name)) throw new AmberError('UNAVAILABLE', 'no pod yet');
        return this.runner.address(ref.name);
      },
      touch: async (ref, at) => {
        this.touchesInFlight++;
        this.mostTouchesInFlight = Math.max(this.mostTouchesInFlight, this.touchesInFlight);
        try {
          await this.touchGate;
          this.#call('touch');
          this.touches.push({ name: ref.name, at });
        } finally {
          this.touchesInFlight--;
        }
      },
      ...(this.hasWatch && { watch: (onChange, signal) => this.#watch(onChange, signal) }),
    };
  }

  phase(ref: SessionRef, phase: Phase): void {
    const session = this.#find(ref);
    this.#put(ref, { ...session, status: { ...session.status, phase } });
  }

  /** Changes a session behind everybody's back; a watch tells of it. */
  change(ref: SessionRef, change: (session: Session) => Session): void {
    this.#put(ref, change(this.#find(ref)));
  }

  /** What a watch tells. */
  tell(change: StoreChange): void {
    for (const watcher of this.#watchers) watcher(change);
  }

  count(name: string): number {
    return this.calls[name] ?? 0;
  }

  #call(name: string): void {
    this.calls[name] = this.count(name) + 1;
    const failing = this.failing[name] ?? 0;
    if (failing <= 0) return;
    this.failing[name] = failing - 1;
    throw new AmberError('UNAVAILABLE', `the API server does not answer ${name}`);
  }

  #find(ref: SessionRef): Session {
    const session = this.sessions.get(keyOf(ref));
    if (session === undefined) throw new AmberError('NOT_FOUND', `no session "${ref.name}"`);
    return session;
  }

  #put(ref: SessionRef, session: Session): void {
    this.sessions.set(keyOf(ref), session);
    const stopOnRunFinished = session.spec.stopOnRunFinished === true;
    this.tell({ kind: 'changed', ref, stopOnRunFinished });
  }

  async *#list(project: string | undefined): AsyncGenerator<Session> {
    this.#call('list');
    for (const session of [...this.sessions.values()].reverse())
      if (project === undefined || session.metadata.namespace === project) yield session;
  }

  async #watch(onChange: (change: StoreChange) => void, signal: AbortSignal): Promise<void> {
    this.#watchers.add(onChange);
    onChange({ kind: 'synced', present: new Set(this.sessions.keys()) });
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    this.#watchers.delete(onChange);
  }
}

const keyOf = ({ project, name }: SessionRef): string => `${project}/${name}`;

function unused(name: string): never {
  throw new Error(`serve must not call ${name} of an engine without hosts`);
}
