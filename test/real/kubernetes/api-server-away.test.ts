import { expect, test } from 'vitest';
import { ANNOTATION } from '../../../src/core/session/session.ts';
import { onKubernetes } from './kit/amber.ts';
import { ApiProxy } from './kit/api-proxy.ts';
import { PLATFORM_CRD } from './kit/cluster.ts';
import type { SessionObject } from './kit/operator.ts';
import { onCluster } from './kit/suite.ts';

const ANSWER = 'Hello, this is the answer: fertig ✓.\n';

onCluster('an API server that is killed and comes back', PLATFORM_CRD, (cluster) => {
  const phaseOf = async (name: unknown) =>
    ((await cluster().session('team-a', String(name))) as SessionObject).status?.phase;

  test('in the middle of a create: one session, whose run ends well', async () => {
    await using proxy = await ApiProxy.start(cluster().plane.url, cluster().plane.ca);
    await using story = await onKubernetes(cluster(), { server: proxy });
    // Stored or not: nobody is notified.
    proxy.losesAnswer = ({ method }) =>
      method === 'POST' && proxy.requests.filter((seen) => seen.method === 'POST').length === 1;
    const run = story.amber(['run', '--label', 'story=create', 'hello']);
    await proxy.passed(({ method }) => method === 'POST');
    await cluster().plane.kill();
    await cluster().plane.restart();
    expect(await run.done).toMatchObject({ code: 0, stdout: ANSWER });
    expect(story.platform.sessions).toHaveLength(1);
    expect(await phaseOf(story.platform.sessions[0]?.name)).toBe('Stopped');
  });

  test('while it is away nothing is created, and once it is back the run begins', async () => {
    await using proxy = await ApiProxy.start(cluster().plane.url, cluster().plane.ca);
    await using story = await onKubernetes(cluster(), { server: proxy });
    await cluster().plane.kill();
    const run = story.amber(['run', 'hello']);
    await proxy.passed(({ method }) => method === 'POST');
    await cluster().plane.restart();
    expect(await run.done).toMatchObject({ code: 0, stdout: ANSWER });
    expect(story.platform.sessions).toHaveLength(1);
  });

  test('in the middle of a run: the run goes on to its end', async () => {
    await using story = await onKubernetes(cluster());
    const run = story.amber(['run', '-o', 'jsonl', '[slow 12]']);
    await run.until('stdout', /tick 1 /);
    await cluster().plane.kill();
    await run.until('stdout', /tick 4 /);
    await cluster().plane.restart();
    const { code, stdout } = await run.done;
    const result = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as object;
    expect({ code, result }).toMatchObject({ code: 0, result: { outcome: 'finished', stopped: true } });
    expect(await phaseOf(story.platform.sessions[0]?.name)).toBe('Stopped');
  });

  test('in the middle of a stop: the stop is taken when it is back', async () => {
    await using proxy = await ApiProxy.start(cluster().plane.url, cluster().plane.ca);
    await using story = await onKubernetes(cluster(), { server: proxy });
    const kept = await story.result('run', '--keep', 'hello');
    const name = String(kept.session);
    await cluster().plane.kill();
    const stop = story.amber(['stop', '--stop-timeout', '1m', name]);
    await proxy.passed(({ method }) => method === 'PATCH');
    await cluster().plane.restart();
    expect(await stop.done).toMatchObject({ code: 0, stdout: `session/${name} stopped\n`, stderr: '' });
    expect(await phaseOf(name)).toBe('Stopped');
  });

  test('with a stop whose answer is lost: the stop is asked for until it is certain', async () => {
    await using proxy = await ApiProxy.start(cluster().plane.url, cluster().plane.ca);
    await using story = await onKubernetes(cluster(), { server: proxy });
    const kept = await story.result('run', '--keep', 'hello');
    const name = String(kept.session);
    let lost = 0;
    proxy.losesAnswer = ({ method }) => method === 'PATCH' && ++lost === 1;
    expect(await story.call('stop', name)).toMatchObject({ code: 0, stdout: `session/${name} stopped\n` });
    expect(lost).toBeGreaterThanOrEqual(1);
    expect(await phaseOf(name)).toBe('Stopped');
    const { metadata } = await cluster().session('team-a', name);
    expect(metadata.annotations).not.toHaveProperty([ANNOTATION.desiredPhase]);
  });
});
