import { expect, test } from 'vitest';
import { perform } from '../../fakes/platform/runner.ts';
import { Place } from '../../scenarios/kit/place.ts';
import { sessionsPath } from './kit/api-client.ts';
import { PLATFORM_CRD } from './kit/cluster.ts';
import { tokenOf } from './kit/control-plane.ts';
import { Operator, pause } from './kit/operator.ts';
import { Served } from './kit/served.ts';
import { onCluster } from './kit/suite.ts';

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
