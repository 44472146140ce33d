import { beforeAll, expect, test } from 'vitest';
import { onKubernetes } from './kit/amber.ts';
import { PLATFORM_CRD, SESSION_USER } from './kit/cluster.ts';
import { MANY, manySessions } from './kit/many-sessions.ts';
import { onCluster } from './kit/suite.ts';

onCluster('a namespace with two thousand sessions', PLATFORM_CRD, (cluster) => {
  beforeAll(async () => {
    await cluster().namespace('big');
    await cluster().allow('alice', 'big', SESSION_USER);
    await manySessions(cluster().admin, 'big');
  });

  test('all are listed, each once', async () => {
    await using story = await onKubernetes(cluster());
    const { code, stdout } = await story.call('list', '--project', 'big', '-o', 'name');
    const names = stdout.trimEnd().split('\n');
    expect({ code, names: names.length, different: new Set(names).size }).toEqual({
      code: 0,
      names: MANY,
      different: MANY,
    });
    const stopped = await story.call(
      'list',
      '--project',
      'big',
      '--phase',
      'Stopped',
      '--label',
      'third=0',
      '-o',
      'name',
    );
    expect(stopped.stdout.trimEnd().split('\n')).toHaveLength(Math.ceil(MANY / 3));
  });
});
