import { expect, test } from 'vitest';
import { ANNOTATION, type SessionRef } from '../../../src/core/session/session.ts';
import { onKubernetes } from './kit/amber.ts';
import { type ApiClient, sessionsPath } from './kit/api-client.ts';
import { ApiProxy } from './kit/api-proxy.ts';
import { PLATFORM_CRD } from './kit/cluster.ts';
import type { SessionObject } from './kit/operator.ts';
import { onCluster } from './kit/suite.ts';

const WRITERS = 50;

/** So many writes come after the stop: one that had forgotten it would undo it. */
const LATER = 50;
const STOPS = 3;

/**
 * Writers that each add one to a session's count as fast as they can: they read, change and put back, conflicts and all. They
 * end some time after a stop was asked for; an operator that writes in the same way would starve beside them.
 */
class StatusWriters {
  /** How many writes were taken. */
  written = 0;
  readonly done: Promise<unknown>;
  readonly #api: ApiClient;
  readonly #path: string;
  #left = Number.POSITIVE_INFINITY;

  constructor(api: ApiClient, { project, name }: SessionRef) {
    this.#api = api;
    this.#path = sessionsPath(project, name);
    this.done = Promise.all(Array.from({ length: WRITERS }, () => this.#write()));
  }

  async #write(): Promise<void> {
    while (this.written < this.#left) {
      const session = await this.#api.ask<SessionObject>('GET', this.#path);
      const isAsked = session.metadata.annotations?.[ANNOTATION.desiredPhase] === 'Stopped';
      if (isAsked) this.#left = Math.min(this.#left, this.written + LATER);
      const sdkRestartCount = Number(session.status?.sdkRestartCount ?? 0) + 1;
      const changed = { ...session, status: { ...session.status, sdkRestartCount } };
      const { status } = await this.#api.call('PUT', `${this.#path}/status`, changed);
      if (status < 300) this.written += 1;
      else if (status !== 409) throw new Error(`a status write was answered with ${status}`);
    }
  }
}

onCluster('beside fifty writers of a session’s status', PLATFORM_CRD, (cluster) => {
  test('every stop is taken at once, no write is lost, and the session has stopped', async () => {
    await using proxy = await ApiProxy.start(cluster().plane.url, cluster().plane.ca);
    await using story = await onKubernetes(cluster(), { server: proxy });
    for (let stops = 0; stops < STOPS; stops++) {
      const kept = await story.result('run', '--keep', 'hello');
      const ref = { project: 'team-a', name: String(kept.session) };
      proxy.requests.length = 0;
      const writers = new StatusWriters(cluster().admin, ref);
      const stop = await story.call('stop', '--stop-timeout', '2m', ref.name);
      await writers.done;
      const { status } = (await cluster().session(ref.project, ref.name)) as SessionObject;
      expect({ ...stop, phase: status?.phase }).toMatchObject({ code: 0, phase: 'Stopped', stderr: '' });
      const asked = proxy.requests.filter(({ method }) => method === 'PATCH');
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.filter((patch) => patch.status !== 200)).toEqual([]);
      expect(writers.written).toBeGreaterThan(LATER);
      expect(status?.sdkRestartCount).toBe(writers.written);
    }
  });
});
