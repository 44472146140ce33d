import { expect, test } from 'vitest';
import { HANG_MS } from '../../fakes/patience.ts';
import { onKubernetes } from './kit/amber.ts';
import { GROUP, PLATFORM_CRD } from './kit/cluster.ts';
import { onCluster } from './kit/suite.ts';

onCluster('the other commands on a cluster', PLATFORM_CRD, (cluster) => {
  test('a session that is kept is listed, asked, stopped, started and deleted', async () => {
    await using story = await onKubernetes(cluster());
    const kept = await story.result('run', '--keep', '--label', 'team=x', 'hello');
    const name = String(kept.session);
    expect(kept).toMatchObject({ outcome: 'finished', stopped: false });
    expect((await story.call('list', '--label', 'team=x', '-o', 'name')).stdout).toBe(`session/${name}\n`);
    expect((await story.call('list', '--phase', 'Stopped', '-o', 'name')).stdout).not.toContain(name);
    expect((await story.call('status', name)).stdout).toMatch(/phase\s+Running/);
    expect((await story.call('logs', name)).stdout).toContain('Hello, this is the answer');
    expect((await story.call('export', name)).stdout).toMatch(/## hello\s[\s\S]*### Agent\s+Hello/);
    expect(await story.result('send', name, '[echo] again')).toMatchObject({ message: '[echo] again', stopped: false });
    expect(await story.call('interrupt', name)).toMatchObject({ code: 0 });
    expect(await story.call('stop', name)).toMatchObject({ code: 0, stdout: `session/${name} stopped\n` });
    expect((await story.call('status', '-o', 'json', name)).stdout).toContain('"Stopped"');
    expect(await story.result('send', name, '[echo] once more')).toMatchObject({
      message: '[echo] once more',
      stopped: true,
    });
    expect(await story.call('start', name)).toMatchObject({ code: 0 });
    expect(await story.call('delete', name)).toMatchObject({ code: 0, stdout: `session/${name} deleted\n` });
    expect(await story.call('status', name)).toMatchObject({ code: 6 });
  });

  test('--all-projects asks for the sessions of the cluster, and says what to ask for where they may not be listed', async () => {
    await using story = await onKubernetes(cluster());
    const { session } = await story.result('run', 'hello');
    const forbidden = await story.call('list', '--all-projects');
    expect(forbidden).toMatchObject({ code: 4, stdout: '' });
    expect(forbidden.stderr).toMatch(/kubectl auth can-i list agenticsessions\.vteam\.ambient-code --all-namespaces/);
    await cluster().allowEverywhere('alice', [{ apiGroups: [GROUP], resources: ['agenticsessions'], verbs: ['list'] }]);
    const jq = '.items[].metadata | .namespace + "/" + .name';
    const all = await story.call('list', '--all-projects', '-v', '--jq', jq);
    expect(all.stdout.split('\n')).toContain(`team-a/${session}`);
    expect(all.stderr).toMatch(/^decided: engine kubernetes \(AMBER_ENGINE\), project team-a \(context alice\)$/m);
    const asked = /^http: GET https:\/\/\S+\/apis\/vteam\.ambient-code\/v1alpha1\/agenticsessions\S* → 200 in \d+ ms$/m;
    expect(all.stderr).toMatch(asked);
  });

  test('a detached run is watched to its end', async () => {
    await using story = await onKubernetes(cluster());
    const started = await story.result('run', '--detach', '[slow 4]');
    const name = String(started.session);
    const watched = await story.call('watch', name);
    expect(watched).toMatchObject({ code: 0 });
    expect(watched.stdout).toContain('tick 3');
    await expect
      .poll(async () => (await story.call('list', '--phase', 'Stopped', '-o', 'name')).stdout, { timeout: HANG_MS })
      .toContain(name);
  });

  test('a dry run on the server is checked there and stores nothing', async () => {
    await using story = await onKubernetes(cluster());
    const { code, stdout } = await story.call('run', '--dry-run=server', '--label', 'dry=run', 'hello');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ metadata: { namespace: 'team-a' }, spec: { stopOnRunFinished: true } });
    expect((await story.call('list', '--label', 'dry=run', '-o', 'name')).stdout).toBe('');
  });
});
