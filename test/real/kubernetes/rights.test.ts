import { expect, test } from 'vitest';
import { onKubernetes } from './kit/amber.ts';
import { GROUP, PLATFORM_CRD } from './kit/cluster.ts';
import { onCluster } from './kit/suite.ts';

const may = (...verbs: readonly string[]) => [{ apiGroups: [GROUP], resources: ['agenticsessions'], verbs }];
const asks = (verb: string): RegExp =>
  new RegExp(`kubectl auth can-i ${verb} agenticsessions\\.vteam\\.ambient-code\\S* --namespace team-a`);

onCluster('users with fewer rights', PLATFORM_CRD, (cluster) => {
  test('who may only read lists and looks, and gets to know what run and stop need', async () => {
    await using story = await onKubernetes(cluster());
    await cluster().allow('bob', 'team-a', may('get', 'list', 'watch'));
    const kept = await story.result('run', '--keep', 'hello');
    const name = String(kept.session);
    const bob = (...args: readonly string[]) => story.amber(args, { env: story.as('bob') }).done;
    expect(await bob('list', '-o', 'name')).toMatchObject({ code: 0, stdout: `session/${name}\n` });
    expect(await bob('status', name)).toMatchObject({ code: 0 });
    expect((await bob('logs', name)).stdout).toContain('Hello, this is the answer');
    const run = await bob('run', 'hello');
    expect(run).toMatchObject({ code: 4, stdout: '' });
    expect(run.stderr).toMatch(asks('create'));
    const stop = await bob('stop', name);
    expect(stop).toMatchObject({ code: 4 });
    expect(stop.stderr).toMatch(asks('patch'));
    const remove = await bob('delete', name);
    expect(remove).toMatchObject({ code: 4 });
    expect(remove.stderr).toMatch(asks('delete'));
    expect((await story.call('status', name)).stdout).toMatch(/phase\s+Running/);
  });

  test('who may only create gets to know what was made, and what the rest needs', async () => {
    await using story = await onKubernetes(cluster());
    await cluster().allow('carol', 'team-a', may('create'));
    const run = await story.amber(['run', 'hello'], { env: story.as('carol') }).done;
    expect(run.code).toBe(4);
    expect(run.stderr).toMatch(asks('get'));
    expect(run.stderr).toContain(String(story.platform.sessions[0]?.name));
  });

  test('who may do nothing is told so by every command', async () => {
    await using story = await onKubernetes(cluster());
    const dave = (...args: readonly string[]) => story.amber(args, { env: story.as('dave') }).done;
    const list = await dave('list');
    expect(list).toMatchObject({ code: 4, stdout: '' });
    expect(list.stderr).toMatch(asks('list'));
    const status = await dave('status', 'session-x');
    expect(status.code).toBe(4);
    expect(status.stderr).toMatch(asks('get'));
    expect((await dave('run', 'hello')).code).toBe(4);
  });
});
