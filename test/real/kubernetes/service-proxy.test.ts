import { describe, expect, test } from 'vitest';
import type { Update } from '../../../src/core/run-update.ts';
import { lastRunAnnotations } from '../../../src/core/session/last-run-annotation.ts';
import { ROLES } from '../../../src/engine/kubernetes/crd/rbac-roles.ts';
import { sessionsPath } from './kit/api-client.ts';
import { type Cluster, PLATFORM_CRD, type Rule, SESSION_USER } from './kit/cluster.ts';
import { ClusterService, Kubelet, NO_ADDRESS } from './kit/cluster-service.ts';
import { Operator } from './kit/operator.ts';
import { runAs } from './kit/run-as.ts';
import { Served } from './kit/served.ts';
import { SmallPlatform } from './kit/small-platform.ts';
import { onCluster } from './kit/suite.ts';

/** The rights of role `amber-events`. */
const PROXY: readonly Rule[] = ROLES.map(({ object }) => object as { metadata: { name: string }; rules: Rule[] })
  .filter(({ metadata }) => metadata.name === 'amber-events')
  .flatMap(({ rules }) => rules);

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
      expect(said).toEqual(['events come from Service ambient-code/backend-service:http, through the API server']);
    });

    test('is found by its name where the Services may not be listed', async () => {
      const cluster = started();
      await using _backend = await backend(cluster);
      const named = PROXY.filter(({ resources }) => !resources.includes('services'));
      await cluster.allow('alice', 'ambient-code', named);
      const { result, said } = await runAs(cluster, 'alice', 'hello');
      expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
      expect(said).toEqual(['events come from Service ambient-code/backend-service:http, through the API server']);
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
      expect(said).toEqual(['events come from Service ambient-code/backend-service:http, by port-forward']);
      expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true });
      expect(kubelet.forwarded).toBeGreaterThan(0);
    });

    test('who may not use it follows the session alone, and hears of its end', async () => {
      const cluster = started();
      await using _backend = await backend(cluster);
      await cluster.allow('bob', 'team-a', SESSION_USER);
      await cluster.allow('bob', 'ambient-code', []);
      let reported: Promise<unknown> | undefined;
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
          if (update.type === 'session.phase' && update.phase === 'Running') reported ??= tell(name);
        }
      });
      await reported;
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

  onCluster('the Service of amber serve', PLATFORM_CRD, (started) => {
    /** Serve, its Service, and an operator whose runners post their prompts to serve. */
    const serving = async (cluster: Cluster): Promise<{ served: Served } & AsyncDisposable> => {
      const served = await Served.start(cluster);
      served.runners.script = ({ runId, ...run }) => {
        const threadId = 'thread';
        const messageId = `of-${runId}`;
        run.send({ type: 'RUN_STARTED', threadId, runId });
        run.send({ type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' });
        run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta: 'the answer' });
        run.send({ type: 'TEXT_MESSAGE_END', messageId });
        run.send({ type: 'RUN_FINISHED', threadId, runId, result: {} });
        run.end();
      };
      const operator = new Operator(cluster.plane.client('admin'), ({ session }, isResume) => {
        if (!isResume) void served.secret(session).then(() => served.run('admin', session, `run-of-${session.name}`));
      });
      const port = (): number => Number(new URL(served.url).port);
      const service = await ClusterService.start(cluster, 'ambient-code', 'amber-serve', port);
      return {
        served,
        [Symbol.asyncDispose]: async () => {
          await service[Symbol.asyncDispose]();
          await operator[Symbol.asyncDispose]();
          await served[Symbol.asyncDispose]();
        },
      };
    };

    test('is found, and asks the API server what the caller may', async () => {
      const cluster = started();
      await using _serve = await serving(cluster);
      await cluster.allow('alice', 'ambient-code', PROXY);
      const { result, said } = await runAs(cluster, 'alice', 'hello');
      expect(said).toEqual(['events come from Service ambient-code/amber-serve:http, through the API server']);
      expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true, message: 'the answer' });
    });

    test('who has no way to it learns the end from what it has written into the session', async () => {
      const cluster = started();
      await using _serve = await serving(cluster);
      await cluster.allow('bob', 'team-a', SESSION_USER);
      await cluster.allow('bob', 'ambient-code', []);
      const { result, updates } = await runAs(cluster, 'bob', 'hello');
      expect(codesOf(updates)).toContain('NO_STREAM');
      expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, stopped: true, message: '' });
    });
  });
});
