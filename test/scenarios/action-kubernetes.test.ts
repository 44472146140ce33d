import { describe, expect, test } from 'vitest';
import { apiServer } from '../fakes/api-server.ts';
import { FakeGitHub } from '../fakes/github/server.ts';
import { annotations, commandLines, step } from './kit/action.ts';
import { commentsOn, FAILS, managedPull, scheduled } from './kit/batch.ts';
import { Place } from './kit/place.ts';

const CREATE = 'POST /apis/vteam.ambient-code/v1alpha1/namespaces/team-a/agenticsessions';
const TOKEN = 'a-token-of-nobody';
/** What a main step leaves that was killed. */
const LEFT = JSON.stringify({ project: 'team-a', requestId: 'r', session: 'session-1', settled: false, shown: null });

describe('a step with engine kubernetes', () => {
  const inputs = { engine: 'kubernetes', project: 'team-a', prompt: 'x' };

  test('goes to the cluster of a kubeconfig that is given as a secret, and writes it nowhere', async () => {
    await using place = new Place();
    await using server = await apiServer({ [CREATE]: 403 });
    const it = step(place, { with: { ...inputs, kubeconfig: server.kubeconfig } });
    const { code, stdout } = await it.done;
    expect(code).toBe(1);
    expect(server.asked).toContain(CREATE);
    expect(annotations(stdout).at(-1)).toMatch(/^error: .*403.*kubectl auth can-i create agenticsessions/);
    for (const file of place.files('.'))
      if (/\.(?:json|md|html|txt|yaml)$|output$|state$/.test(file)) expect(place.read(file)).not.toContain(TOKEN);
  });

  test('its token is hidden, once by the runner and everywhere by Amber', async () => {
    await using place = new Place();
    await using server = await apiServer({ [CREATE]: () => ({ kind: 'Status', message: `no: ${TOKEN}`, code: 409 }) });
    const it = step(place, { with: { ...inputs, kubeconfig: btoa(server.kubeconfig) } });
    const { stdout } = await it.done;
    expect(stdout.split('\n').filter((line) => line.includes(TOKEN))).toEqual([`::add-mask::${TOKEN}`]);
    expect(commandLines(stdout)).toContain(`::add-mask::${TOKEN}`);
  });

  test('takes the context that is named, and says which there are', async () => {
    await using place = new Place();
    await using server = await apiServer({ [CREATE]: 403 });
    const named = step(place, { with: { ...inputs, kubeconfig: server.kubeconfig, context: 'teem' } });
    expect(annotations((await named.done).stdout).at(-1)).toMatch(/there is no context "teem".*did you mean "team"\?/);
    expect(server.asked).toEqual([]);
  });

  test('without a project it is the namespace of the context, as with kubectl', async () => {
    await using place = new Place();
    await using server = await apiServer({ [CREATE]: 403 });
    const { project: _, ...others } = inputs;
    const it = step(place, { with: { ...others, kubeconfig: server.kubeconfig } });
    await it.done;
    expect(server.asked).toContain(CREATE);
  });

  test('hints name inputs, but for the flags of a command that is to be typed', async () => {
    await using place = new Place();
    const it = step(place, { with: { ...inputs, kubeconfig: 'nowhere' } });
    expect(annotations((await it.done).stdout).at(-1)).toMatch(/no kubeconfig .*; input kubeconfig FILE$/);
  });

  test('a runner in the cluster needs no kubeconfig', async () => {
    await using place = new Place();
    const it = step(place, { with: inputs });
    expect(annotations((await it.done).stdout).at(-1)).toMatch(
      /no kubeconfig: .* this is no pod with a service account/,
    );
  });

  test('a secret that is missing never leads to another cluster', async () => {
    await using place = new Place();
    await using server = await apiServer({});
    place.write('home/.kube/config', server.kubeconfig);
    const it = step(place, { with: { ...inputs, kubeconfig: '' } });
    expect(annotations((await it.done).stdout).at(-1)).toMatch(/input kubeconfig is given but empty/);
    expect(server.asked).toEqual([]);
  });

  test('the post step finds the cluster again', async () => {
    await using place = new Place();
    await using server = await apiServer({ [CREATE]: 403 });
    const it = step(place, { with: { ...inputs, kubeconfig: server.kubeconfig } });
    await it.done;
    const asked = server.asked.length;
    const { stdout } = await it.post({ STATE_amber: LEFT }).done;
    expect(stdout).not.toContain('could not do its work');
    expect(server.asked.length).toBeGreaterThan(asked);
  });

  test('what the cluster says in the post step is no command to the runner', async () => {
    await using place = new Place();
    const path = '/apis/vteam.ambient-code/v1alpha1/namespaces/team-a/agenticsessions/session-1';
    let phase = 'Running';
    const session = () => ({ metadata: { name: 'session-1', namespace: 'team-a' }, spec: {}, status: { phase } });
    const patch = () => {
      phase = 'Stopped';
      return session();
    };
    const answers = { [`GET ${path}`]: session, [`PATCH ${path}`]: patch };
    await using server = await apiServer(answers, '##[add-mask]e');
    const it = step(place, { with: { ...inputs, kubeconfig: server.kubeconfig } });
    await it.done;
    const { code, stdout } = await it.post({ STATE_amber: LEFT }).done;
    expect({ code, said: annotations(stdout) }).toEqual({
      code: 0,
      said: ['notice: session session-1 is stopped: the step before had no time to'],
    });
    expect(stdout).toContain('the API server says: # #[add-mask]e');
  });
});

test('a pass goes to the cluster for each pull request, and one that is refused stops no other', async () => {
  await using place = new Place();
  await using server = await apiServer({ [CREATE]: 403 });
  await using github = await FakeGitHub.start();
  for (const number of [12, 13]) managedPull(github, number, FAILS);
  const it = scheduled(place, github, {
    with: { engine: 'kubernetes', project: 'team-a', kubeconfig: server.kubeconfig },
  });
  const { code, stdout } = await it.done;
  expect(code).toBe(1);
  expect(server.asked.filter((route) => route === CREATE)).toHaveLength(2);
  expect(annotations(stdout).at(-1)).toMatch(/^error: #12: .*\[FORBIDDEN\].*; #13: .*\[FORBIDDEN\]/);
  expect(it.summary()).toContain('❌ not run (FORBIDDEN)');
  for (const number of [12, 13]) expect(commentsOn(github, number)[0]).toContain('could not start');
  expect(github.violations).toEqual([]);
});
