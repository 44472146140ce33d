import { expect, test } from 'vitest';
import { HANG_MS } from '../../fakes/patience.ts';
import { onKubernetes } from './kit/amber.ts';
import { OLDER_CRD, PLATFORM_CRD } from './kit/cluster.ts';
import type { SessionObject } from './kit/operator.ts';
import { onCluster } from './kit/suite.ts';

const ANSWER = 'Hello, this is the answer: fertig ✓.';
const DROPPED = /has no spec\.stopOnRunFinished/g;

onCluster('amber run on a cluster', PLATFORM_CRD, (cluster) => {
  const phaseOf = async (name: unknown, project = 'team-a') =>
    ((await cluster().session(project, String(name))) as SessionObject).status?.phase;

  test('a run ends with its answer, and the session is stopped', async () => {
    await using story = await onKubernetes(cluster());
    const { code, stdout, stderr } = await story.call('run', 'hello');
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: `${ANSWER}\n` });
    expect(stderr).not.toMatch(DROPPED);
    const [session] = story.platform.sessions;
    expect(await phaseOf(session?.name)).toBe('Stopped');
  });

  test.each([
    { prompt: '[ask]', outcome: 'needs-input', exitCode: 5 },
    { prompt: '[error]', outcome: 'failed', exitCode: 3 },
    { prompt: '[fail]', outcome: 'failed', exitCode: 3 },
  ])('$prompt ends $outcome, exit $exitCode, and is stopped', async ({ prompt, outcome, exitCode }) => {
    await using story = await onKubernetes(cluster());
    const result = await story.result('run', prompt);
    expect(result).toMatchObject({ outcome, exitCode, stopped: true });
    expect(await phaseOf(result.session)).toBe('Stopped');
  });

  test('sessions of the same name in two namespaces are two sessions', async () => {
    await using story = await onKubernetes(cluster());
    const projects = ['team-a', 'team-b'];
    for (const project of projects) await cluster().create({ project, name: 'twin' }, { initialPrompt: '' });
    const answers = await Promise.all(
      projects.map((project) => story.result('send', '--project', project, 'twin', `[echo] to ${project}`)),
    );
    expect(answers.map(({ message }) => message)).toEqual(['[echo] to team-a', '[echo] to team-b']);
    expect((await story.call('stop', '--project', 'team-a', 'twin')).code).toBe(0);
    expect([await phaseOf('twin'), await phaseOf('twin', 'team-b')]).toEqual(['Stopped', 'Running']);
    expect((await story.call('delete', '--project', 'team-b', 'twin')).code).toBe(0);
    expect(await phaseOf('twin')).toBe('Stopped');
    expect((await story.call('status', '--project', 'team-b', 'twin')).code).toBe(6);
  });

  test('a second call with the same request id finds the session of the first', async () => {
    await using story = await onKubernetes(cluster());
    const first = await story.result('run', '--request-id', 'once', '[echo] once');
    const second = await story.result('run', '--request-id', 'once', '[echo] once');
    expect(second.session).toEqual(first.session);
    expect(second.message).toBe('[echo] once');
  });

  test('Ctrl-C stops the session', async () => {
    await using story = await onKubernetes(cluster());
    const run = story.amber(['run', '-o', 'jsonl', '[slow 600]']);
    await run.until('stdout', /tick 2/);
    run.child.kill('SIGINT');
    const { code, stdout } = await run.done;
    const result = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as { session: string };
    expect({ code, result }).toMatchObject({ code: 130, result: { outcome: 'cancelled', stopped: true } });
    expect(await phaseOf(result.session)).toBe('Stopped');
  });
});

onCluster('a cluster whose sessions know no stopOnRunFinished', OLDER_CRD, (cluster) => {
  test('says so once, and amber stops the session itself', async () => {
    await using story = await onKubernetes(cluster());
    const { code, stdout, stderr } = await story.call('run', 'hello');
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${ANSWER}\n` });
    expect(stderr.match(DROPPED)).toHaveLength(1);
    const [ref] = story.platform.sessions;
    await expect
      .poll(async () => ((await cluster().session('team-a', String(ref?.name))) as SessionObject).status?.phase, {
        timeout: HANG_MS,
      })
      .toBe('Stopped');
  });
});
