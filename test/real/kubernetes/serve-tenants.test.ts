import { expect, test } from 'vitest';
import type { FakeRun } from '../../fakes/hostless/runner.ts';
import { eventually } from '../../serve/harness.ts';
import { GROUP, PLATFORM_CRD, type Rule, SESSION_USER } from './kit/cluster.ts';
import { tokenOf, type User } from './kit/control-plane.ts';
import { Served } from './kit/served.ts';
import { onCluster } from './kit/suite.ts';

const READER: readonly Rule[] = [{ apiGroups: [GROUP], resources: ['agenticsessions'], verbs: ['get', 'list'] }];

const A = { project: 'team-a', name: 'session-same' };
const B = { project: 'team-b', name: 'session-same' };

onCluster('amber serve before a cluster with two tenants', PLATFORM_CRD, (started) => {
  const set = async (): Promise<void> => {
    const cluster = started();
    await cluster.allow('alice', 'team-a', SESSION_USER);
    await cluster.allow('alice', 'team-b', []);
    await cluster.allow('bob', 'team-b', SESSION_USER);
    await cluster.allow('carol', 'team-a', READER);
  };
  const answer = (run: FakeRun, text: string): void => {
    const threadId = A.name;
    run.send({ type: 'RUN_STARTED', threadId, runId: run.runId });
    run.send({ type: 'TEXT_MESSAGE_START', messageId: `of-${run.runId}`, role: 'assistant' });
    run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: `of-${run.runId}`, delta: text });
    run.send({ type: 'TEXT_MESSAGE_END', messageId: `of-${run.runId}` });
    run.send({ type: 'RUN_FINISHED', threadId, runId: run.runId, result: {} });
    run.end();
  };

  test('each sees and reaches its own session of one name, and nothing says that there is another', async () => {
    await set();
    await using served = await Served.start(started());
    await served.session(A, { displayName: 'secret plan of A' });
    await served.session(B, { displayName: 'secret plan of B' });
    served.runners.script = (run) => answer(run, `for ${run.session}`);
    expect((await served.run('alice', A, 'run-a')).status).toBe(200);
    expect((await served.run('bob', B, 'run-b')).status).toBe(200);
    const owners: readonly [User, typeof A, string][] = [
      ['alice', A, 'team-a.session-same'],
      ['bob', B, 'team-b.session-same'],
    ];
    for (const [user, own, runner] of owners) {
      const tap = await served.stream(user, own);
      await tap.untilType('RUN_FINISHED');
      expect(tap.text).toContain(`for ${runner}`);
      expect(tap.events).toHaveLength(5);
      tap.close();
      const list = await served.ask(user, `/api/projects/${own.project}/agentic-sessions`);
      expect(list.json).toMatchObject({ totalCount: 1, items: [{ metadata: { namespace: own.project } }] });
      expect((await served.ask(user, served.path(own, '/export'))).text).toContain(`for ${runner}`);

      const other = own === A ? B : A;
      const nobodys = { project: other.project, name: 'session-of-nobody' };
      const routes: readonly [string, string][] = [
        ['GET', ''],
        ['PATCH', ''],
        ['PUT', ''],
        ['DELETE', ''],
        ['POST', '/start'],
        ['POST', '/stop'],
        ['POST', '/agui/run'],
        ['GET', '/agui/events'],
        ['POST', '/agui/interrupt'],
        ['GET', '/agui/tasks'],
        ['GET', '/agui/tasks/t/output'],
        ['POST', '/agui/tasks/t/stop'],
        ['GET', '/export'],
      ];
      for (const [method, rest] of routes) {
        const options = { method, ...(method !== 'GET' && { body: {} }) };
        const there = await served.ask(user, served.path(other, rest), options);
        const nowhere = await served.ask(user, served.path(nobodys, rest), options);
        expect([method, rest, there.status, nowhere.status]).toEqual([method, rest, 403, 403]);
        expect(there.text).toBe(nowhere.text);
        expect(there.text).not.toContain('plan');
        // Who may look learns the truth.
        const own404 = await served.ask(user, served.path({ ...nobodys, project: own.project }, rest), options);
        expect([method, rest, own404.status]).toEqual([method, rest, 404]);
      }
      for (const project of [other.project, 'team-of-nobody']) {
        const list = await served.ask(user, `/api/projects/${project}/agentic-sessions`);
        expect([list.status, list.json]).toEqual([
          403,
          { error: `Forbidden: this token may not list agenticsessions in the namespace ${project}` },
        ]);
        const create = await served.ask(user, `/api/projects/${project}/agentic-sessions`, {
          method: 'POST',
          body: {},
        });
        expect(create.status).toBe(403);
      }
    }
    // Nothing of what was refused was done: both sessions are as they were made.
    for (const ref of [A, B])
      expect((await served.cluster.session(ref.project, ref.name)).metadata.annotations ?? {}).not.toHaveProperty(
        'ambient-code.io/desired-phase',
      );
    for (const ref of [A, B]) await served.ask(ref === A ? 'alice' : 'bob', served.path(ref), { method: 'DELETE' });
  });

  test('a token that the cluster does not know gets nothing, on any path', async () => {
    await set();
    await using served = await Served.start(started());
    for (const token of ['nobody', 'a b', '', 'x'.repeat(8_000)])
      for (const path of [served.path(A), served.path(A, '/agui/events'), '/', '/metrics', '/page.js', '/nothing']) {
        const reply = await served.ask({ token }, path);
        expect([token.slice(0, 10), path, reply.status]).toEqual([token.slice(0, 10), path, 401]);
      }
    const log = served.logged.join('\n');
    expect(log).not.toContain('x'.repeat(100));
    for (const path of ['/healthz', '/readyz']) expect((await served.ask({ token: 'nobody' }, path)).text).toBe('ok\n');
  });

  test('metrics need the right to them, and hold no names', async () => {
    await set();
    const cluster = started();
    await using served = await Served.start(cluster);
    await served.session(A);
    await served.ask('alice', served.path(A));
    expect((await served.ask('alice', '/metrics')).status).toBe(403);
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    const rules = [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }];
    await cluster.admin.apply(`/apis/${apiVersion}/clusterroles/metrics`, {
      apiVersion,
      kind: 'ClusterRole',
      metadata: { name: 'metrics' },
      rules,
    });
    await cluster.admin.apply(`/apis/${apiVersion}/clusterrolebindings/metrics`, {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'metrics' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'metrics' },
      subjects: [{ kind: 'User', name: 'dave', apiGroup: 'rbac.authorization.k8s.io' }],
    });
    await eventually(async () => (await served.ask('dave', '/metrics')).status === 200, 'the right to metrics');
    const { text } = await served.ask('dave', '/metrics');
    expect(text).toContain('amber_serve_access_reviews_total');
    for (const name of ['team-a', A.name, 'alice', 'dave']) expect(text).not.toContain(name);
    expect((await served.ask('dave', served.path(A))).status).toBe(403);
    await served.ask('alice', served.path(A), { method: 'DELETE' });
  });

  test('who may only read talks to no agent; a right that is withdrawn ends an open stream', async () => {
    await set();
    const cluster = started();
    await using served = await Served.start(cluster, { accessReviewLife: 300 });
    await served.session(A);
    expect((await served.run('carol', A, 'run-1')).status).toBe(403);
    for (const [method, rest] of [
      ['POST', '/stop'],
      ['POST', '/agui/interrupt'],
      ['PATCH', ''],
      ['DELETE', ''],
    ] as const)
      expect((await served.ask('carol', served.path(A, rest), { method, body: {} })).status).toBe(403);
    const [readers, kept] = [await served.stream('carol', A), await served.stream('alice', A)];
    await readers.until(({ isLive }) => isLive);
    expect((await served.run('alice', A, 'run-2')).status).toBe(200);
    const run = await served.runners.next();
    run.send({ type: 'RUN_STARTED', threadId: A.name, runId: 'run-2' });
    await readers.untilType('RUN_STARTED');
    await cluster.allow('carol', 'team-a', []);
    await readers.ended;
    run.send({ type: 'CUSTOM', name: 'after', value: 1 });
    await kept.untilType('CUSTOM');
    expect(readers.text).not.toContain('after');
    expect((await served.ask('carol', served.path(A, '/agui/events'))).status).toBe(403);
    // The log of serve names no token.
    expect(served.logged.join('\n')).not.toContain(tokenOf('carol'));
    run.end();
    kept.close();
    await served.ask('alice', served.path(A), { method: 'DELETE' });
  });
});
