import { expect, test } from 'vitest';
import { lastRunOf } from '../../../src/core/session/last-run-annotation.ts';
import type { Session } from '../../../src/core/session/session.ts';
import type { FakeRun } from '../../fakes/hostless/runner.ts';
import { Place } from '../../scenarios/kit/place.ts';
import { ask, eventually, Tap } from '../../serve/harness.ts';
import { sessionsPath } from './kit/api-client.ts';
import { PLATFORM_CRD, SESSION_USER } from './kit/cluster.ts';
import { tokenOf } from './kit/control-plane.ts';
import { update } from './kit/operator.ts';
import { RUNNER_NAME, Served } from './kit/served.ts';
import { onCluster } from './kit/suite.ts';

const A = { project: 'team-a', name: 'session-a' };

function begin(run: FakeRun): void {
  run.send({ type: 'RUN_STARTED', threadId: A.name, runId: run.runId });
  run.send({ type: 'TEXT_MESSAGE_START', messageId: `of-${run.runId}`, role: 'assistant' });
  run.send({ type: 'TEXT_MESSAGE_CONTENT', messageId: `of-${run.runId}`, delta: `answer of ${run.runId}` });
}

function finish(run: FakeRun): void {
  run.send({ type: 'TEXT_MESSAGE_END', messageId: `of-${run.runId}` });
  run.send({ type: 'RUN_FINISHED', threadId: A.name, runId: run.runId, result: {} });
  run.end();
}

onCluster('runs through amber serve before a cluster', PLATFORM_CRD, (started) => {
  const session = async (): Promise<Session> => (await started().session(A.project, A.name)) as unknown as Session;
  const annotation = async (name: string): Promise<string | undefined> =>
    (await session()).metadata.annotations?.[name];

  test('a session’s life: made with its caller’s rights, run, noted how it ended, stopped, deleted', async () => {
    await using served = await Served.start(started());
    const { admin } = started();
    const body = { initialPrompt: 'hello', stopOnRunFinished: true };
    const created = await served.ask('alice', '/api/projects/team-a/agentic-sessions', { method: 'POST', body });
    expect([created.status, created.text]).toEqual([201, expect.stringContaining('session-')]);
    const ref = { project: 'team-a', name: String(created.json.name) };
    await served.secret(ref);
    const tap = await served.stream('alice', ref);
    await tap.until(({ isLive }) => isLive);

    // Beside a writer of its status that never stops, as the platform's operator is when it is busy.
    let isBusy = true;
    const writes = (async () => {
      for (let n = 0; isBusy; n++)
        await update(admin, ref, '/status', ({ status = {}, ...one }) => ({
          ...one,
          status: { ...status, sdkRestartCount: n },
        }));
    })();
    // The runner posts its prompt itself: with its own token, at the address that the operator gives it.
    const runner = await runnerToken(ref.name);
    const prompt = { threadId: ref.name, runId: 'run-prompt', messages: [{ id: 'm', role: 'user', content: 'hello' }] };
    const posted = await served.ask({ token: runner }, `/projects/team-a/agentic-sessions/${ref.name}/agui/run`, {
      method: 'POST',
      body: prompt,
    });
    expect([posted.status, posted.json]).toEqual([200, { runId: 'run-prompt', threadId: ref.name }]);
    const run = await served.runners.next();
    expect(run.body).toMatchObject(prompt);
    begin(run);
    await tap.untilType('TEXT_MESSAGE_CONTENT');
    const read = async (): Promise<Session> => (await started().session(ref.project, ref.name)) as unknown as Session;
    await eventually(async () => (await read()).status?.lastActivityTime !== undefined, 'lastActivityTime');
    finish(run);
    await eventually(
      async () => 'ambient-code.io/desired-phase' in ((await read()).metadata.annotations ?? {}),
      'a stop',
    );
    isBusy = false;
    await writes;
    const stopped = await read();
    expect(stopped.metadata.annotations).toMatchObject({
      'ambient-code.io/desired-phase': 'Stopped',
      'ambient-code.io/stop-reason': 'run-finished',
      'amber/last-outcome': 'finished',
    });
    expect(lastRunOf(stopped)).toMatchObject({ runId: 'run-prompt', outcome: 'finished' });
    // Nobody had to be asked whether it has the flag: the watch had reported.
    expect(served.logged.filter((line) => /watch|failed/.test(line))).toEqual([]);
    expect(await served.metric('amber_serve_flag_reads_total')).toBe(0);

    expect((await served.ask('alice', served.path(ref), { method: 'DELETE' })).status).toBe(204);
    await tap.ended;
    expect((await served.ask('alice', served.path(ref, '/export'))).status).toBe(404);
  });

  test('a session that was deleted and made again by kubectl has a log of its own', async () => {
    await using served = await Served.start(started());
    const { admin } = started();
    await served.session(A);
    await served.run('alice', A, 'run-old');
    const run = await served.runners.next();
    begin(run);
    finish(run);
    await eventually(async () => lastRunOf(await session()) !== undefined, 'the end of the run');
    expect((await served.ask('alice', served.path(A, '/export'))).text).toContain('answer of run-old');
    // While serve is away nobody tells it.
    await served.end();
    await admin.ask('DELETE', sessionsPath(A.project, A.name));
    await served.session(A);
    await served.begin();
    expect((await served.ask('alice', served.path(A, '/export'))).status).toBe(404);
    await admin.ask('DELETE', sessionsPath(A.project, A.name));
  });

  test('an API server that goes in the middle of a run takes nothing of it', async () => {
    await using served = await Served.start(started());
    const cluster = started();
    await served.session(A, { stopOnRunFinished: true });
    const tap = await served.stream('alice', A);
    await served.run('alice', A, 'run-1');
    const run = await served.runners.next();
    begin(run);
    await tap.untilType('TEXT_MESSAGE_CONTENT');
    await cluster.plane.kill();
    finish(run);
    await tap.untilType('RUN_FINISHED');
    expect((await served.ask('alice', served.path(A))).status).toBe(503);
    await cluster.plane.restart();
    await eventually(async () => (await annotation('ambient-code.io/stop-reason')) === 'run-finished', 'the stop');
    expect(lastRunOf(await session())).toMatchObject({ runId: 'run-1', outcome: 'finished' });
    tap.close();
    await cluster.admin.ask('DELETE', sessionsPath(A.project, A.name));
  });

  test('a serve that is killed in the middle leaves a run that the next one settles, and says so', async () => {
    await using served = await Served.start(started());
    await served.end();
    await using place = new Place();
    const serve = (): ReturnType<Place['amber']> =>
      place.amber([
        'serve',
        ...['--engine', 'kubernetes', '--kubeconfig', served.kubeconfig, '--port', '0', '-o', 'json'],
        ...['--for', 'team-a', '--for', 'team-b'],
        ...['--runner-url', `http://127.0.0.1:${served.runners.port}/of/${RUNNER_NAME}`],
      ]);
    await served.session(A, { stopOnRunFinished: true });
    const first = serve();
    const { url } = JSON.parse(await first.until('stdout', /\n/)) as { url: string };
    const path = `${url}${served.path(A, '/agui/run')}`;
    const headers = { authorization: `Bearer ${tokenOf('alice')}` };
    const body = { threadId: A.name, runId: 'run-cut', messages: [{ id: 'm', role: 'user', content: 'hello' }] };
    expect((await ask(path, { method: 'POST', headers, body, anonymous: true })).status).toBe(200);
    const tap = await Tap.open(`${url}${served.path(A, '/agui/events')}`, headers);
    begin(await served.runners.next());
    await tap.untilType('RUN_STARTED');
    first.child.kill('SIGKILL');
    await first.done;
    const second = serve();
    await second.until('stdout', /\n/);
    await eventually(async () => (await annotation('ambient-code.io/stop-reason')) === 'run-error', 'the stop');
    expect(lastRunOf(await session())).toMatchObject({ runId: 'run-cut', outcome: 'failed', code: 'STREAM_ENDED' });
    second.child.kill('SIGTERM');
    const { code, stderr } = await second.done;
    expect([code, stderr.includes(tokenOf('alice'))]).toEqual([0, false]);
    await started().admin.ask('DELETE', sessionsPath(A.project, A.name));
  });

  test('a person signs in with their token, and sees with a cookie what they may see', async () => {
    await using served = await Served.start(started());
    await served.session(A, { displayName: 'a session with a page' });
    const form = async (token: string, headers: { [name: string]: string }) =>
      ask(`${served.url}/login`, {
        method: 'POST',
        anonymous: true,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams({ token }).toString(),
      });
    const page = await ask(`${served.url}/`, { anonymous: true, headers: { accept: 'text/html' } });
    expect([page.status, page.text]).toEqual([401, expect.stringContaining('<form method="post" action="/login">')]);
    // Without it a browser would send no origin with the form.
    expect(page.headers['referrer-policy']).toBe('same-origin');
    expect(page.headers['content-security-policy']).toContain("form-action 'self'");
    expect((await form(tokenOf('alice'), {})).status).toBe(403);
    expect((await form(tokenOf('alice'), { origin: 'https://evil.example' })).status).toBe(403);
    expect((await form('nobody', { origin: served.url })).status).toBe(401);
    const signedIn = await form(tokenOf('alice'), { origin: served.url });
    expect([signedIn.status, signedIn.headers.location]).toEqual([303, '/']);
    const [set = ''] = signedIn.headers['set-cookie'] ?? [];
    for (const part of ['HttpOnly', 'SameSite=Strict']) expect(set).toContain(part);
    expect(set).not.toContain(tokenOf('alice'));
    const cookie = set.split(';')[0] ?? '';
    const look = (path: string, options: object = {}) =>
      ask(`${served.url}${path}`, { anonymous: true, headers: { cookie }, ...options });
    expect((await look('/')).status).toBe(200);
    expect((await look(served.path(A))).json).toMatchObject({ spec: { displayName: 'a session with a page' } });
    expect((await look('/api/projects/team-of-nobody/agentic-sessions')).status).toBe(403);
    expect((await look('/login/code', { method: 'POST', headers: { cookie, origin: served.url } })).status).toBe(404);
    expect((await look(served.path(A, '/stop'), { method: 'POST', headers: { cookie } })).status).toBe(403);
    expect(
      (await look(served.path(A, '/stop'), { method: 'POST', headers: { cookie, origin: served.url } })).status,
    ).toBe(202);
    await started().admin.ask('DELETE', sessionsPath(A.project, A.name));
  });

  /** The token of a runner's account, with the role that the platform's operator gives it. */
  async function runnerToken(name: string): Promise<string> {
    const { admin } = started();
    const account = `ambient-session-${name}`;
    const base = '/api/v1/namespaces/team-a/serviceaccounts';
    await admin.apply(`${base}/${account}`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account } });
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: account } };
    const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/team-a';
    const rules = SESSION_USER.map((rule) => ({
      ...rule,
      verbs: ['get', 'list', 'watch', 'create', 'update', 'patch'],
    }));
    await admin.apply(`${roles}/roles/${account}`, { ...rbac, kind: 'Role', rules });
    await admin.apply(`${roles}/rolebindings/${account}`, {
      ...rbac,
      kind: 'RoleBinding',
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: account },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: 'team-a' }],
    });
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
    const { status } = await admin.ask<{ status: { token: string } }>('POST', `${base}/${account}/token`, request);
    return status.token;
  }
});
