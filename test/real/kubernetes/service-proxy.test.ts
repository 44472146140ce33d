import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/async/clock.ts';
import type { Result } from '../../../src/core/outcome.ts';
import { lastRunAnnotations } from '../../../src/core/session/last-run.ts';
import { TIMING } from '../../../src/core/timing.ts';
import type { Update } from '../../../src/core/update.ts';
import { createKubernetesEngine } from '../../../src/engine/kubernetes/index.ts';
import { Interrupts } from '../../../src/run/cutoff.ts';
import { runSession } from '../../../src/run/run-session.ts';
import { HANG_MS } from '../../fakes/patience.ts';
import { sessionsPath } from './kit/api-client.ts';
import { type Cluster, PLATFORM_CRD, type Rule, SESSION_USER } from './kit/cluster.ts';
import { ClusterService, Kubelet, NO_ADDRESS } from './kit/cluster-service.ts';
import type { User } from './kit/control-plane.ts';
import { SmallPlatform } from './kit/small-platform.ts';
import { onCluster } from './kit/suite.ts';

const PROXY: readonly Rule[] = [
  { apiGroups: [''], resources: ['services', 'services/proxy'], verbs: ['get', 'list', 'create'] },
];

/** A run of that user's, with all that it said. */
async function runAs(
  cluster: Cluster,
  user: User,
  prompt: string,
  seen: (updates: readonly Update[]) => void = () => undefined,
): Promise<{ readonly result: Result; readonly updates: readonly Update[]; readonly said: readonly string[] }> {
  const updates: Update[] = [];
  const said: string[] = [];
  const engine = await createKubernetesEngine({
    kubeconfig: cluster.plane.kubeconfig(user),
    env: {},
    clock: systemClock,
    notice: (message) => void said.push(message),
    events: { namespace: 'team-a', detail: (message) => void said.push(message) },
  });
  try {
    const result = await runSession(
      { initialPrompt: prompt },
      { project: 'team-a', requestId: crypto.randomUUID(), requestIdIsNew: true },
      {
        engine,
        clock: systemClock,
        timing: TIMING,
        emit: (more) => {
          updates.push(...more);
          seen(more);
        },
        interrupts: new Interrupts(),
        limits: { timeoutMs: HANG_MS, startTimeoutMs: HANG_MS, stopTimeoutMs: 30_000, questionGraceMs: 0 },
        keep: false,
        onInterrupt: 'stop',
        commands: { stop: ({ name }) => `amber stop ${name}`, watch: ({ name }) => `amber watch ${name}` },
      },
    );
    return { result, updates, said };
  } finally {
    await engine.close();
  }
}

/** Without the Service's proxy: its pod is found, and a port of it forwarded. */
const FORWARD: readonly Rule[] = [
  { apiGroups: [''], resources: ['services', 'pods'], verbs: ['get', 'list'] },
  { apiGroups: [''], resources: ['pods/portforward'], verbs: ['get', 'create'] },
];

const codesOf = (updates: readonly Update[]): string[] =>
  updates.flatMap((update) => (update.type === 'warning' ? [update.code] : []));

describe.skipIf(NO_ADDRESS)(`through a real API server${NO_ADDRESS ? ` (skipped: ${NO_ADDRESS})` : ''}`, () => {
  onCluster('the Service of the platform’s backend', PLATFORM_CRD, (started) => {
    /** The platform, and its backend's Service. */
    const backend = async (cluster: Cluster): Promise<AsyncDisposable> => {
      const platform = await SmallPlatform.start(cluster);
      const port = (): number => Number(new URL(platform.url).port);
      const service = await ClusterService.start(cluster, 'ambient-code', 'backend-service', port);
      return {
        [Symbol.asyncDispose]: async () => {
          await service[Symbol.asyncDispose]();
          await platform[Symbol.asyncDispose]();
        },
      };
    };

    test('is found, and a run is followed to its end with the caller’s own token', async () => {
      const cluster = started();
      await using _backend = await backend(cluster);
      await cluster.allow('alice', 'ambient-code', PROXY);
      const { result, said } = await runAs(cluster, 'alice', 'hello');
      expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
      expect(result.message).not.toBe('');
      expect(said).toEqual(['events come from Service ambient-code/backend-service:8080, through the API server']);
    });

    test('an API server that is killed and comes back in the middle costs nothing of the run', async () => {
      const cluster = started();
      await using _backend = await backend(cluster);
      await cluster.allow('alice', 'ambient-code', PROXY);
      let restarted: Promise<void> | undefined;
      const { result, updates } = await runAs(cluster, 'alice', '[slow 8]', (more) => {
        if (more.some((update) => update.type === 'event' && update.event.type === 'RUN_STARTED'))
          restarted ??= cluster.plane.restart();
      });
      await restarted;
      expect(restarted).toBeDefined();
      expect(updates.map(({ type }) => type)).toContain('stream.reconnected');
      expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
    });

    test('who may not use its proxy reaches a pod of it by port-forward', async () => {
      const cluster = started();
      const platform = await SmallPlatform.start(cluster);
      const port = (): number => Number(new URL(platform.url).port);
      await using _service = await ClusterService.start(cluster, 'ambient-code', 'backend-service', port);
      await using kubelet = await Kubelet.start(cluster, port);
      await cluster.allow('carol', 'team-a', SESSION_USER);
      await cluster.allow('carol', 'ambient-code', FORWARD);
      const { result, said } = await runAs(cluster, 'carol', 'hello');
      await platform[Symbol.asyncDispose]();
      expect(said).toEqual(['events come from Service ambient-code/backend-service:8080, by port-forward']);
      expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
      expect(kubelet.forwarded).toBeGreaterThan(0);
    });

    test('who may not use it follows the session alone, and hears of its end', async () => {
      const cluster = started();
      await using _backend = await backend(cluster);
      await cluster.allow('bob', 'team-a', SESSION_USER);
      await cluster.allow('bob', 'ambient-code', []);
      let told: Promise<unknown> | undefined;
      const tell = async (name: string): Promise<void> => {
        const run = { runId: 'run-x', outcome: 'finished' as const, at: new Date().toISOString() };
        await cluster.admin.ask('PATCH', sessionsPath('team-a', name), {
          metadata: { annotations: lastRunAnnotations(run) },
        });
      };
      let name = '';
      const { result, updates } = await runAs(cluster, 'bob', '[silent 60]', (more) => {
        for (const update of more) {
          if (update.type === 'session.created') name = update.session.name;
          if (update.type === 'session.phase' && update.phase === 'Running') told ??= tell(name);
        }
      });
      await told;
      expect(codesOf(updates)).toContain('NO_STREAM');
      expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true, message: '' });
    });

    test('a session that stops without telling is lost, with what is missing and how to get it', async () => {
      const cluster = started();
      await using _backend = await backend(cluster);
      await cluster.allow('bob', 'team-a', SESSION_USER);
      await cluster.allow('bob', 'ambient-code', []);
      const { result } = await runAs(cluster, 'bob', 'hello');
      expect(result).toMatchObject({
        outcome: 'lost',
        exitCode: 1,
        stopped: true,
        error: { code: 'NO_STREAM', hint: expect.stringMatching(/kubectl auth can-i .*--api-url/) },
      });
    });
  });
});
