import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CRD } from '../../../src/engine/kubernetes/crd/crd.ts';
import { ROLES } from '../../../src/engine/kubernetes/crd/rbac-roles.ts';
import { FakeGitHub } from '../../fakes/github/server.ts';
import { HANG_MS } from '../../fakes/patience.ts';
import { annotations, step } from '../../scenarios/kit/action.ts';
import { FAILS, managedPull, scheduled } from '../../scenarios/kit/batch.ts';
import { Place } from '../../scenarios/kit/place.ts';
import type { Rule } from './kit/cluster.ts';
import { tokenOf } from './kit/control-plane.ts';
import type { SessionObject } from './kit/operator.ts';
import { SmallPlatform } from './kit/small-platform.ts';
import { onCluster } from './kit/suite.ts';

const BOT = ROLES.map(({ object }) => object as { metadata: { name: string }; rules: readonly Rule[] }).find(
  ({ metadata }) => metadata.name === 'amber-bot',
);

interface BatchItem {
  readonly number: number;
  readonly state: string;
  readonly outcome: string | null;
}

onCluster('the Action on a cluster', CRD, (cluster) => {
  /** A step as bob, who has the role of bots and nothing else, with his kubeconfig as a secret. */
  const bob = async (platform: SmallPlatform) => {
    await cluster().allow('bob', 'team-a', BOT?.rules ?? []);
    const kubeconfig = readFileSync(cluster().plane.kubeconfig('bob', 'team-a'), 'utf8');
    return { engine: 'kubernetes', project: 'team-a', 'api-url': platform.url, kubeconfig };
  };
  const begun = async (place: Place, platform: SmallPlatform, prompt: string) =>
    step(place, { with: { ...(await bob(platform)), prompt } });
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

  test('a pass over five hundred pull requests, with failures of every kind', async () => {
    await using place = new Place();
    await using platform = await SmallPlatform.start(cluster());
    await using github = await FakeGitHub.start();
    for (let number = 1; number <= 500; number += 1) managedPull(github, number);
    const kinds = ['text', 'text', 'error', 'fail', 'ask', 'die', 'slow 2', 'text', 'echo', 'text'];
    for (const [at, kind] of kinds.entries()) managedPull(github, 50 * (at + 1), FAILS, { title: `Work [${kind}]` });
    managedPull(github, 41, { ...FAILS, headRepo: 'mallory/hello' });
    managedPull(github, 42, { ...FAILS, headRepo: null });
    github.state.unreadable.add(43);
    const limit = { status: 403, headers: { 'retry-after': '1' }, body: { message: 'a secondary rate limit' } };
    github.fail(
      { query: /query Listed/, answer: { status: 502, body: {} } },
      { query: /query Thread/, answer: limit },
      { query: /query Thread/, drop: 'before' },
      { route: /check-runs/, answer: limit },
    );
    const it = scheduled(place, github, { with: { ...(await bob(platform)), concurrency: '5' } });
    const { code } = await it.done;
    const report = JSON.parse(it.outputs()['batch-json'] ?? '{}') as { listed: number; items: readonly BatchItem[] };
    expect({ code, listed: report.listed }).toEqual({ code: 1, listed: 500 });
    const became = Object.fromEntries(report.items.map(({ number, outcome, state }) => [number, outcome ?? state]));
    expect(became).toEqual({
      ...{ 41: 'skipped', 42: 'skipped', 0: 'error' },
      ...Object.fromEntries([50, 100, 350, 400, 450, 500].map((number) => [number, 'finished'])),
      ...{ 150: 'failed', 200: 'failed', 250: 'needs-input', 300: 'lost' },
    });
    expect(github.violations).toEqual([]);
    // Every session was one of a pull request's, and is stopped.
    expect(platform.sessions).toHaveLength(10);
    for (const { name } of platform.sessions)
      await expect
        .poll(async () => (await session(name)).status?.phase, { timeout: HANG_MS })
        .toMatch(/Stopped|Failed/);
    // They are known by the next pass: none begins a second session.
    for (const [number, { pull }] of github.state.threads)
      if (pull !== undefined && ![50, 200, 250].includes(number)) pull.checks = [];
    const next = scheduled(place, github, { with: await bob(platform), env: { GITHUB_RUN_ID: '9002' } });
    await next.done;
    expect(platform.sessions).toHaveLength(10);
    const again = JSON.parse(next.outputs()['batch-json'] ?? '{}') as { items: readonly BatchItem[] };
    const went = again.items.map(({ number, outcome, state }) => [number, outcome ?? state]);
    expect(went).toEqual(
      expect.arrayContaining([
        [50, 'finished'],
        [200, 'failed'],
        [250, 'skipped'],
      ]),
    );
  });

  test('a job that is cancelled leaves a stopped session', async () => {
    await using place = new Place();
    await using platform = await SmallPlatform.start(cluster());
    const it = await begun(place, platform, '[slow 60]');
    await it.run.until('stdout', /phase Running/);
    it.run.kill('SIGINT');
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
    it.run.kill('SIGKILL');
    await it.done;
    const { session: name } = JSON.parse(it.state().amber ?? '{}') as { session: string };
    const { stdout } = await it.post().done;
    expect(annotations(stdout)).toEqual([`notice: session ${name} is stopped: the step before had no time to`]);
    expect((await session(name)).status?.phase).toBe('Stopped');
  });
});
