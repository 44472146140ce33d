import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CRD } from '../../../src/engine/kubernetes/crd/crd.ts';
import { ROLES } from '../../../src/engine/kubernetes/crd/rbac-roles.ts';
import { HANG_MS } from '../../fakes/patience.ts';
import { annotations, step } from '../../scenarios/kit/action.ts';
import { Place } from '../../scenarios/kit/place.ts';
import type { Rule } from './kit/cluster.ts';
import { tokenOf } from './kit/control-plane.ts';
import type { SessionObject } from './kit/operator.ts';
import { SmallPlatform } from './kit/small-platform.ts';
import { onCluster } from './kit/suite.ts';

const BOT = ROLES.map(({ object }) => object as { metadata: { name: string }; rules: readonly Rule[] }).find(
  ({ metadata }) => metadata.name === 'amber-bot',
);

onCluster('the Action on a cluster', CRD, (cluster) => {
  /** A step as bob, who has the role of bots and nothing else, with his kubeconfig as a secret. */
  const begun = async (place: Place, platform: SmallPlatform, prompt: string) => {
    await cluster().allow('bob', 'team-a', BOT?.rules ?? []);
    const kubeconfig = readFileSync(cluster().plane.kubeconfig('bob', 'team-a'), 'utf8');
    const inputs = { engine: 'kubernetes', project: 'team-a', 'api-url': platform.url, kubeconfig, prompt };
    return step(place, { with: inputs });
  };
  const session = async (name = ''): Promise<SessionObject> =>
    (await cluster().session('team-a', name)) as unknown as SessionObject;

  test('runs one session with the rights of a bot, from a kubeconfig that never leaves memory', async () => {
    await using place = new Place();
    await using platform = await SmallPlatform.start(cluster());
    const it = await begun(place, platform, 'hello');
    const { code, stdout } = await it.done;
    expect({ code, said: annotations(stdout) }).toEqual({ code: 0, said: [] });
    const outputs = it.outputs();
    expect(outputs).toMatchObject({ outcome: 'finished', 'session-phase': 'Stopped', 'exit-code': '0' });
    expect(outputs['session-url']).toBe(`${platform.url}/projects/team-a/sessions/${outputs['session-name']}`);
    expect(outputs['session-result']).toContain('Hello, this is the answer');
    const { metadata, status } = await session(outputs['session-name']);
    expect([metadata.uid, status?.phase]).toEqual([outputs['session-uid'], 'Stopped']);
    const token = tokenOf('bob');
    expect(stdout.split('\n').filter((line) => line.includes(token))).toEqual([`::add-mask::${token}`]);
    expect(place.files('.').filter((file) => /kubeconfig/.test(file))).toEqual([]);
    expect((await it.post().done).code).toBe(0);
  });

  test('a job that is cancelled leaves a stopped session', async () => {
    await using place = new Place();
    await using platform = await SmallPlatform.start(cluster());
    const it = await begun(place, platform, '[slow 60]');
    await it.run.until('stdout', /phase Running/);
    it.run.child.kill('SIGINT');
    await it.done;
    const name = it.outputs()['session-name'];
    expect(it.outputs()).toMatchObject({ outcome: 'cancelled' });
    await expect.poll(async () => (await session(name)).status?.phase, { timeout: HANG_MS }).toBe('Stopped');
  });

  test('a step that was killed is made good by the post step', async () => {
    await using place = new Place();
    await using platform = await SmallPlatform.start(cluster());
    const it = await begun(place, platform, '[slow 60]');
    await it.run.until('stdout', /phase Running/);
    it.run.child.kill('SIGKILL');
    await it.done;
    const { session: name } = JSON.parse(it.state().amber ?? '{}') as { session: string };
    const { stdout } = await it.post().done;
    expect(annotations(stdout)).toEqual([`notice: session ${name} is stopped: the step before had no time to`]);
    expect((await session(name)).status?.phase).toBe('Stopped');
  });
});
