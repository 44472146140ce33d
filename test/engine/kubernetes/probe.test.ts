import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/async/system-clock.ts';
import { AmberError } from '../../../src/core/errors.ts';
import type { Probe } from '../../../src/core/session/session.ts';
import type { Cluster } from '../../../src/engine/kubernetes/cluster-client.ts';
import { kubernetesEngine } from '../../../src/engine/kubernetes/kubernetes-engine.ts';

const REF = { project: 'team-a', name: 's1' };
const SESSION = {
  apiVersion: 'vteam.ambient-code/v1alpha1',
  kind: 'AgenticSession',
  metadata: { name: 's1', namespace: 'team-a' },
  status: { phase: 'Running', startTime: '2026-11-26T00:00:00Z' },
};

/** What the engine says of the runner, where the session's pod has this status. */
async function probeOf(status: object | undefined, uid = 'u'): Promise<Probe> {
  const cluster: Pick<Cluster, 'request'> = {
    request: async (_method, path) => {
      const isPod = path === '/api/v1/namespaces/team-a/pods/s1-runner';
      if (isPod && status === undefined) throw new AmberError('FORBIDDEN', 'pods are not yours');
      const json = isPod ? { kind: 'Pod', metadata: { name: 's1-runner', uid }, status } : SESSION;
      return { status: 200, headers: {}, warnings: [], body: '', json: () => json };
    },
  };
  const engine = kubernetesEngine(cluster as Cluster, { clock: systemClock, notice: () => undefined });
  return engine.probe(REF);
}

const RUNNING = { running: { startedAt: '2026-11-26T00:00:00Z' } };
const ENDED = { terminated: { exitCode: 137 } };
const containers = (runner: object, beside: object): object => ({
  phase: 'Running',
  containerStatuses: [
    { name: 'state-sync', state: beside },
    { name: 'ambient-code-runner', state: runner },
  ],
});

test('each life of a runner has a name of its own: by its pod, and by how often its container was started', async () => {
  const lifeOf = async (uid: string, restartCount: number): Promise<unknown> => {
    const containerStatuses = [{ name: 'ambient-code-runner', state: RUNNING, restartCount }];
    return (await probeOf({ phase: 'Running', containerStatuses }, uid)).life;
  };
  const lives = [await lifeOf('a', 0), await lifeOf('a', 1), await lifeOf('b', 0)];
  expect(new Set(lives).size).toBe(3);
  expect(await lifeOf('a', 0)).toBe(lives[0]);
});

describe('the pod says of the runner', () => {
  test.each([
    ['alive', 'while both containers run', containers(RUNNING, RUNNING)],
    ['gone', 'where the runner has ended and what is beside it has not', containers(ENDED, RUNNING)],
    ['alive', 'where only what is beside it has ended', containers(RUNNING, ENDED)],
    ['gone', 'where the pod has failed', { phase: 'Failed' }],
    ['unknown', 'where it is not on a node yet', { phase: 'Pending' }],
    [
      'gone',
      'where all containers of another name have ended',
      { phase: 'Running', containerStatuses: [{ name: 'x', state: ENDED }] },
    ],
    ['unknown', 'where it may not be looked at', undefined],
  ])('%s: %s', async (runner, _why, status) => {
    expect((await probeOf(status)).runner).toBe(runner);
  });
});
