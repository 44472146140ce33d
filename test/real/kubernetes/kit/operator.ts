import { randomUUID } from 'node:crypto';
import type { Phase } from '../../../../src/core/session/phase.ts';
import { ANNOTATION, type SessionRef } from '../../../../src/core/session/session.ts';
import { type ApiClient, ApiError, type ApiObject, SESSIONS, sessionsPath } from './api-client.ts';

export interface SessionObject extends ApiObject {
  readonly spec: { readonly [field: string]: unknown };
  readonly status?: { readonly phase?: Phase; readonly [field: string]: unknown };
}

/** How long the cluster takes for what it does. In milliseconds. */
export interface Pace {
  readonly boot: number;
  readonly shutdown: number;
}

const RUNNER = 'ambient-code-runner';
const OF_A_STOP: ReadonlySet<string> = new Set([
  ANNOTATION.desiredPhase,
  ANNOTATION.stopReason,
  ANNOTATION.stopRequestedAt,
]);
const RESTING: ReadonlySet<Phase | undefined> = new Set(['Stopped', 'Completed', 'Failed']);

/** A pod of the API, with a process of the test's in place of the runner's container. */
export interface RunnerPod {
  readonly session: SessionRef;
  readonly name: string;
  /** Ends with the runner. */
  readonly life: AbortSignal;
  /** True once the runner answers. */
  readonly isReady: boolean;
}

/**
 * The platform's operator and the kubelet, as docs/platform.md describes them: makes the pods of sessions, obeys desired
 * phases, and writes through the API as the real one does: it reads, changes and puts back, and begins again on a conflict.
 */
export class Operator implements AsyncDisposable {
  readonly #api: ApiClient;
  readonly #pace: Pace;
  readonly #started: (pod: RunnerPod, isResume: boolean) => void;
  readonly #end = new AbortController();
  readonly #pods = new Map<string, Pod>();
  /** Sessions whose runner has been started before. */
  readonly #known = new Set<string>();
  readonly #turns = new Map<string, Promise<void>>();
  readonly #work: Promise<unknown>;
  /** False: nothing is noticed and nothing done, as with an operator that is away. */
  isAwake = true;

  /** `started` is called when a runner answers; its session may be new, or resumed and silent. */
  constructor(api: ApiClient, started: (pod: RunnerPod, isResume: boolean) => void, pace: Partial<Pace> = {}) {
    this.#api = api;
    this.#started = started;
    this.#pace = { boot: 300, shutdown: 200, ...pace };
    this.#work = Promise.all([
      this.#follow(`/${SESSIONS}/agenticsessions`, (session) =>
        isAtRest(session as SessionObject) ? undefined : session.metadata.name,
      ),
      this.#follow('/api/v1/pods', ({ metadata }) => metadata.labels?.['agentic-session']),
    ]);
  }

  /** The runner of a session, if its pod is there. */
  runner(ref: SessionRef): RunnerPod | undefined {
    return this.#pods.get(keyOf(ref));
  }

  /** The runner's process ends, and its container with it; the session's phase does not change. */
  async killRunner(ref: SessionRef): Promise<void> {
    const pod = this.#pods.get(keyOf(ref));
    if (pod === undefined) throw new Error(`${keyOf(ref)} has no pod`);
    pod.end();
    await this.#patchPod(pod, { phase: 'Running', state: { terminated: { exitCode: 137, reason: 'Error' } } });
  }

  /** The pod is deleted by somebody else: the operator makes another one, which resumes and does nothing. */
  async deletePod(ref: SessionRef): Promise<void> {
    await this.#api.ask('DELETE', podPath(ref));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    for (const pod of this.#pods.values()) pod.end();
    await this.#work;
    await Promise.all(this.#turns.values());
  }

  /** Lists and watches, again and again; whatever changes is looked at. */
  async #follow(path: string, sessionOf: (object: ApiObject) => string | undefined): Promise<void> {
    const look = (object: ApiObject): void => {
      const name = sessionOf(object);
      if (name !== undefined) this.#enqueue({ project: object.metadata.namespace ?? '', name });
    };
    while (!this.#end.signal.aborted) {
      try {
        const list = await this.#api.ask<{ items: ApiObject[]; metadata: { resourceVersion: string } }>('GET', path);
        for (const object of list.items) look(object);
        const from = `${path}?watch=1&resourceVersion=${list.metadata.resourceVersion}`;
        for await (const { type, object } of this.#api.watch(from, this.#end.signal)) {
          if (type === 'ERROR') break;
          look(object);
        }
      } catch {
        await pause(100);
      }
    }
  }

  /** One look at a session at a time. */
  #enqueue(ref: SessionRef): void {
    const key = keyOf(ref);
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(() => this.#look(ref));
    this.#turns.set(key, turn);
  }

  async #look(ref: SessionRef): Promise<void> {
    while (!this.#end.signal.aborted && this.isAwake) {
      try {
        return await this.#reconcile(ref);
      } catch (error) {
        // Gone, or changed since it was read: a watch tells of what comes. Anything else is tried again.
        if (error instanceof ApiError && error.status === 404) return;
        await pause(50);
      }
    }
  }

  async #reconcile(ref: SessionRef): Promise<void> {
    const session = await this.#get(ref);
    if (session === undefined) {
      this.#pods.get(keyOf(ref))?.end();
      await this.#api.call('DELETE', `${podPath(ref)}?gracePeriodSeconds=0`);
      this.#pods.delete(keyOf(ref));
      return;
    }
    const phase = session.status?.phase;
    const desired = session.metadata.annotations?.[ANNOTATION.desiredPhase];
    if (desired === 'Stopped' && !RESTING.has(phase)) return this.#stop(ref, session);
    if (desired === 'Running' && RESTING.has(phase)) return this.#boot(ref, session);
    if (phase === undefined || phase === 'Pending') return this.#boot(ref, session);
    if (phase !== 'Running' && phase !== 'Creating') return;
    const pod = await this.#api.call('GET', podPath(ref));
    if (pod.status === 404) return this.#boot(ref, session);
    const { deletionTimestamp } = pod.body.metadata as { deletionTimestamp?: string };
    if (deletionTimestamp !== undefined) await this.#endPod(ref);
  }

  /** A first start runs the initial prompt; every other one resumes. */
  async #boot(ref: SessionRef, session: SessionObject): Promise<void> {
    const key = keyOf(ref);
    const isResume = this.#known.has(key);
    this.#known.add(key);
    this.#pods.get(key)?.end();
    await this.#status(ref, () => ({ phase: 'Creating', startTime: secondsNow() }));
    const pod = new Pod(ref);
    await this.#api.call('DELETE', `${podPath(ref)}?gracePeriodSeconds=0`);
    await this.#api.ask('POST', `/api/v1/namespaces/${ref.project}/pods`, manifest(pod, session));
    this.#pods.set(key, pod);
    await this.#patchPod(pod, { phase: 'Running', state: { running: { startedAt: secondsNow() } } });
    await this.#status(ref, (status) => ({ ...status, phase: 'Running' }));
    // A stop that was asked for meanwhile is not taken back.
    await this.#forget(ref, (name, value) => name === ANNOTATION.desiredPhase && value === 'Running');
    // The runner boots while the phase says Running already.
    void pause(this.#pace.boot).then(() => {
      if (pod.life.aborted) return;
      pod.isReady = true;
      this.#started(pod, isResume);
    });
  }

  async #stop(ref: SessionRef, session: SessionObject): Promise<void> {
    if (this.#pods.has(keyOf(ref))) {
      await this.#status(ref, (status) => ({ ...status, phase: 'Stopping' }));
      await this.#api.call('DELETE', podPath(ref));
      await this.#endPod(ref);
    }
    const reason = session.metadata.annotations?.[ANNOTATION.stopReason];
    await this.#status(ref, (status) => ({
      ...status,
      phase: 'Stopped',
      completionTime: secondsNow(),
      stoppedReason: reason === 'inactivity' ? 'inactivity' : 'user',
    }));
    await this.#forget(ref, (name) => OF_A_STOP.has(name));
  }

  /** The kubelet's part of a deletion. */
  async #endPod(ref: SessionRef): Promise<void> {
    this.#pods.get(keyOf(ref))?.end();
    await pause(this.#pace.shutdown);
    await this.#api.call('DELETE', `${podPath(ref)}?gracePeriodSeconds=0`);
    this.#pods.delete(keyOf(ref));
  }

  async #get(ref: SessionRef): Promise<SessionObject | undefined> {
    const answer = await this.#api.call('GET', sessionsPath(ref.project, ref.name));
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw new ApiError(answer.status, String(answer.body.message));
    return answer.body as unknown as SessionObject;
  }

  #status(ref: SessionRef, change: (status: object) => object): Promise<void> {
    return update(this.#api, ref, '/status', (session) => ({ ...session, status: change(session.status ?? {}) }));
  }

  #forget(ref: SessionRef, isDone: (annotation: string, value: string) => boolean): Promise<void> {
    return update(this.#api, ref, '', (session) => {
      const kept = Object.entries(session.metadata.annotations ?? {}).filter(([name, value]) => !isDone(name, value));
      return { ...session, metadata: { ...session.metadata, annotations: Object.fromEntries(kept) } };
    });
  }

  async #patchPod(pod: Pod, { phase, state }: { readonly phase: string; readonly state: object }): Promise<void> {
    const isRunning = 'running' in state;
    const container = { name: RUNNER, image: RUNNER, imageID: '', restartCount: 0, ready: isRunning, state };
    await this.#api.ask('PATCH', `${podPath(pod.session)}/status`, {
      status: { phase, startTime: secondsNow(), podIP: '10.1.0.1', containerStatuses: [container] },
    });
  }
}

class Pod implements RunnerPod {
  readonly session: SessionRef;
  readonly name: string;
  readonly uid = randomUUID();
  isReady = false;
  readonly #life = new AbortController();

  constructor(session: SessionRef) {
    this.session = session;
    this.name = `${session.name}-runner`;
  }

  get life(): AbortSignal {
    return this.#life.signal;
  }

  end(): void {
    this.isReady = false;
    this.#life.abort();
  }
}

/** Reads, changes and puts back until nobody else has changed the object in between. */
export async function update(
  api: ApiClient,
  ref: SessionRef,
  subresource: '' | '/status',
  change: (session: SessionObject) => object,
): Promise<void> {
  const path = sessionsPath(ref.project, ref.name);
  for (;;) {
    const session = await api.ask<SessionObject>('GET', path);
    const answer = await api.call('PUT', `${path}${subresource}`, change(session));
    if (answer.status < 300) return;
    if (answer.status !== 409) throw new ApiError(answer.status, `PUT ${path}: ${answer.body.message}`);
  }
}

/** Nothing is to be done for a session that has ended and is not to be started. */
function isAtRest({ metadata, status }: SessionObject): boolean {
  return RESTING.has(status?.phase) && metadata.annotations?.[ANNOTATION.desiredPhase] !== 'Running';
}

/** The times of the platform: RFC 3339 in whole seconds. */
export const secondsNow = (): string => new Date().toISOString().replace(/\.\d+Z/, 'Z');

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const keyOf = ({ project, name }: SessionRef): string => `${project}/${name}`;

const podPath = ({ project, name }: SessionRef): string => `/api/v1/namespaces/${project}/pods/${name}-runner`;

function manifest(pod: Pod, { apiVersion, kind, metadata }: SessionObject): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      labels: { 'agentic-session': pod.session.name, app: RUNNER },
      ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true }],
    },
    spec: { nodeName: 'test-node', restartPolicy: 'Never', containers: [{ name: RUNNER, image: RUNNER }] },
  };
}
