import { expect, test } from 'vitest';
import { HANG_MS } from '../../fakes/patience.ts';
import { onKubernetes } from './kit/amber.ts';
import { PLATFORM_CRD } from './kit/cluster.ts';
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
    expect((await story.call('export', name)).stdout).toMatch(/## User\s+hello\s+## Agent\s+Hello/);
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
