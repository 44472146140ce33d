import { expect, test } from 'vitest';
import { ANNOTATION, type SessionRef } from '../../../src/core/session/session.ts';
import { HANG_MS } from '../../fakes/patience.ts';
import { type ApiObject, sessionsPath } from './kit/api-client.ts';
import { PLATFORM_CRD } from './kit/cluster.ts';
import type { SessionObject } from './kit/operator.ts';
import { SmallPlatform } from './kit/small-platform.ts';
import { onCluster } from './kit/suite.ts';

/** What the scenarios rely on, as docs/platform.md tells it of the real platform. */
onCluster('the platform of the tests', PLATFORM_CRD, (cluster) => {
  const create = async (name: string, spec: object): Promise<SessionRef> => {
    await cluster().create({ project: 'team-a', name }, spec);
    return { project: 'team-a', name };
  };
  const get = async ({ project, name }: SessionRef) => (await cluster().session(project, name)) as SessionObject;
  const phase = (ref: SessionRef) => expect.poll(async () => (await get(ref)).status?.phase, { timeout: HANG_MS });
  const desire = (ref: SessionRef, wanted: string) =>
    cluster().admin.ask('PATCH', sessionsPath(ref.project, ref.name), {
      metadata: { annotations: { [ANNOTATION.desiredPhase]: wanted, [ANNOTATION.stopReason]: 'run-finished' } },
    });
  const pod = async (ref: SessionRef) =>
    (await cluster().admin.call('GET', `/api/v1/namespaces/team-a/pods/${ref.name}-runner`))
      .body as unknown as ApiObject;

  test('a session runs its prompt, is stopped where it asked for it, and resumes without running it again', async () => {
    await using platform = await SmallPlatform.start(cluster());
    const ref = await create('one', { initialPrompt: 'hello', stopOnRunFinished: true });
    await phase(ref).toBe('Stopped');
    const log = platform.log(ref);
    expect(log.events.filter(({ type }) => type === 'RUN_FINISHED')).toHaveLength(1);
    expect((await get(ref)).metadata.annotations ?? {}).toEqual({});
    expect((await get(ref)).status).toMatchObject({ stoppedReason: 'user' });
    expect((await pod(ref)).kind).toBe('Status');
    await desire(ref, 'Running');
    await phase(ref).toBe('Running');
    await expect.poll(() => platform.operator.runner(ref)?.isReady, { timeout: HANG_MS }).toBe(true);
    expect(log.events.filter(({ type }) => type === 'RUN_STARTED')).toHaveLength(1);
    expect((await get(ref)).metadata.annotations).toEqual({ [ANNOTATION.stopReason]: 'run-finished' });
  });

  test('a runner that dies goes unnoticed; a pod that is deleted comes back', async () => {
    await using platform = await SmallPlatform.start(cluster());
    const ref = await create('two', { initialPrompt: '[slow 600]' });
    await expect.poll(() => platform.log(ref).events.length, { timeout: HANG_MS }).toBeGreaterThan(3);
    const before = await pod(ref);
    await platform.operator.killRunner(ref);
    expect(await pod(ref)).toMatchObject({
      status: { containerStatuses: [{ state: { terminated: { exitCode: 137 } } }] },
    });
    await phase(ref).toBe('Running');
    await platform.operator.deletePod(ref);
    await expect.poll(async () => (await pod(ref)).metadata.uid, { timeout: HANG_MS }).not.toBe(before.metadata.uid);
    await phase(ref).toBe('Running');
    await desire(ref, 'Stopped');
    await phase(ref).toBe('Stopped');
  });
});
