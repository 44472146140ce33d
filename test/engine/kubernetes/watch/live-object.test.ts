import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../../src/async/system-clock.ts';
import { openCluster } from '../../../../src/engine/kubernetes/cluster-client.ts';
import { LiveObject } from '../../../../src/engine/kubernetes/watch/live-object.ts';
import { closeConnections } from '../../../../src/http/pool.ts';
import { kubeconfigFor } from '../../../fakes/api-server.ts';
import { Listening } from '../../../fakes/http-server.ts';
import { HANG_MS } from '../../../fakes/patience.ts';

const dir = mkdtempSync(join(tmpdir(), 'amber-live-'));
afterAll(() => rmSync(dir, { recursive: true }));
afterEach(closeConnections);
beforeAll(() => import('@kubernetes/client-node/dist/config.js'), 60_000);

const session = (name: string, version: number, phase: string) => ({
  metadata: { name, namespace: 'team-a', resourceVersion: String(version) },
  status: { phase },
});

test('what a watch tells of another object says nothing of this one', async () => {
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  const frames = [
    { type: 'ADDED', object: session('mine', 5, 'Running') },
    { type: 'BOOKMARK', object: { metadata: { resourceVersion: '6', annotations } } },
    { type: 'MODIFIED', object: session('other', 7, 'Failed') },
    { type: 'MODIFIED', object: session('mine', 8, 'Stopping') },
    { type: 'DELETED', object: session('other', 9, 'Failed') },
  ];
  await using server = await Listening.http((_incoming, outgoing) => {
    outgoing.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
  });
  const kubeconfig = join(dir, 'config.yaml');
  writeFileSync(kubeconfig, kubeconfigFor(server.url));
  const cluster = await openCluster({ kubeconfig, env: {}, notice: () => undefined });
  using live = new LiveObject({ cluster, clock: systemClock, path: '/sessions', name: 'mine' });
  await expect.poll(() => live.current(), { timeout: HANG_MS }).toMatchObject({ status: { phase: 'Stopping' } });
  expect(await live.current()).toMatchObject({ metadata: { name: 'mine' } });
});
