import { expect, test } from 'vitest';
import { perform } from '../../fakes/platform/runner.ts';
import { Place } from '../../scenarios/kit/place.ts';
import { sessionsPath } from './kit/api-client.ts';
import { PLATFORM_CRD } from './kit/cluster.ts';
import { tokenOf } from './kit/control-plane.ts';
import { Operator, pause } from './kit/operator.ts';
import { pathOf, printed, Served } from './kit/served.ts';
import { onCluster } from './kit/suite.ts';

onCluster('amber serve looks at its own rights before it serves', PLATFORM_CRD, (started) => {
  const ARGS = ['serve', '--engine', 'kubernetes', '--for', 'team-a', '--for', 'team-b', '--port', '0'];

  test('credentials of nobody, and an account without the rights that all needs, end it with what to type', async () => {
    const { plane } = started();
    for (const [kubeconfig, says] of [
      [plane.writeKubeconfig('nobody', 'team-a', {}), /system:anonymous|401/],
      [plane.kubeconfig('dave'), /dave may not get secrets in team-b: no runner can be talked to/],
    ] as const) {
      await using place = new Place();
      const { code, stderr } = await place.amber(ARGS, { env: { KUBECONFIG: kubeconfig } }).done;
      expect([code, stderr]).toEqual([4, expect.stringMatching(says)]);
      expect(stderr).toMatch(/amber serve --manifests|kubectl auth whoami/);
    }
  });

  test('with the role of its manifests in one project of two it serves, and says what is missing in the other', async () => {
    await using served = await Served.start(started());
    const binding = printed().find(({ kind, metadata }) => kind === 'RoleBinding' && metadata.namespace === 'team-b');
    if (binding === undefined) throw new Error('no binding');
    await started().admin.ask('DELETE', pathOf(binding));
    await using place = new Place();
    const serving = place.amber(ARGS, { env: { KUBECONFIG: served.kubeconfig } });
    await serving.until('stdout', /amber serves http/);
    serving.child.kill('SIGTERM');
    const { code, stderr } = await serving.done;
    expect(code).toBe(0);
    const missing = stderr.split('\n').filter((line) => line.includes('access.missing'));
    expect(missing).toHaveLength(6);
    expect(missing.every((line) => line.includes('in team-b'))).toBe(true);
  });
});

onCluster('amber run before amber serve before a cluster', PLATFORM_CRD, (started) => {
  /** Pods whose runners post their prompt to serve, and do what stands in it. */
  async function platform(served: Served): Promise<Operator> {
    served.runners.script = async (run) => {
      const { messages } = run.body as { messages: readonly { content: string }[] };
      const prompt = messages.map(({ content }) => content).join('\n');
      const threadId = run.session.slice(run.session.indexOf('.') + 1);
      for (const { after, event } of perform(prompt, { runId: run.runId, threadId, messages })) {
        await pause(after);
        if (event !== undefined) run.send(event);
      }
      run.end();
    };
    return new Operator(started().plane.client('admin'), async ({ session }, isResume) => {
      await served.secret(session);
      const { spec } = await started().session(session.project, session.name);
      const content = String((spec as { initialPrompt?: string }).initialPrompt ?? '');
      if (isResume || content === '') return;
      const metadata = { autoSent: true, hidden: true, source: 'runner_initial_prompt' };
      const messages = [{ id: 'm-1', role: 'user', content, metadata }];
      const body = { threadId: session.name, runId: `run-of-${session.name}`, messages };
      await served.ask('alice', `/projects/${session.project}/agentic-sessions/${session.name}/agui/run`, {
        method: 'POST',
        body,
      });
    });
  }

  test.each([
    ['as a platform', ['--engine', 'platform']],
    ['beside the cluster itself', ['--engine', 'kubernetes']],
  ])('%s: a run goes to its end and is stopped; a message continues it; a stranger sees nothing', async (_, engine) => {
    await using served = await Served.start(started());
    await using _operator = await platform(served);
    await using place = new Place();
    const KUBECONFIG = started().plane.kubeconfig('alice');
    const env = { AMBER_TOKEN: tokenOf('alice'), KUBECONFIG };
    const args = ['-p', 'team-a', '--api-url', served.url, ...engine];
    const { code, stdout, stderr } = await place.amber(['run', ...args, '-o', 'json', 'hello'], { env }).done;
    expect([code, stderr.includes('[')]).toEqual([0, false]);
    const result = JSON.parse(stdout) as { session: string };
    expect(result).toMatchObject({ outcome: 'finished', stopped: true, stopReason: 'run-finished' });

    // A message to the session starts it again; its answer is another run of the same log.
    const sent = await place.amber(['send', ...args, '-o', 'json', result.session, 'again'], { env }).done;
    expect(JSON.parse(sent.stdout)).toMatchObject({ outcome: 'finished', session: result.session });
    const logs = await place.amber(['logs', ...args, result.session], { env }).done;
    expect(logs.code).toBe(0);
    const stranger = await place.amber(['status', ...args, result.session], {
      env: { AMBER_TOKEN: tokenOf('bob'), KUBECONFIG: started().plane.kubeconfig('bob') },
    }).done;
    expect([stranger.code, stranger.stdout]).toEqual([4, '']);
    await started().admin.ask('DELETE', sessionsPath('team-a', result.session));
  });
});
