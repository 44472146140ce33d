import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { scripted } from '../../fakes/acp-agents/scripted.ts';
import { apiServer, EKS, kubeconfigFor } from '../../fakes/api-server.ts';
import { Listening } from '../../fakes/http-server.ts';
import { agent } from '../../scenarios/kit/agents.ts';
import { NO_LOCAL, sessionIn } from '../../scenarios/kit/local.ts';
import { Place } from '../../scenarios/kit/place.ts';

const NO_BASH = spawnSync('bash', ['--version']).status === 0 ? undefined : 'needs bash';
const NO_ZSH = spawnSync('zsh', ['--version']).status === 0 ? undefined : 'needs zsh';

const NO_FISH = spawnSync('fish', ['--version']).status === 0 ? undefined : 'needs fish';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** What bash offers for a line whose last word is being typed. */
async function offered(place: Place, ...words: readonly string[]): Promise<readonly string[]> {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = `eval "$(amber completion bash)"; COMP_WORDS=(amber ${quoted}); COMP_CWORD=${words.length}; _amber; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await place.shell(script).done;
  expect(stderr).toBe('');
  return stdout.trim().split('\n');
}

describe.skipIf(NO_LOCAL ?? NO_BASH)('completion in bash', () => {
  test('offers commands, flags, their values, and sessions', async () => {
    await using place = new Place();
    const { stdout } = await place.amber(['run', ...agent([{ text: 'x' }]), '--name', 'my-fix', '-o', 'name', 'x'])
      .done;
    const name = sessionIn(stdout);
    expect(await offered(place, 'st')).toEqual(['status', 'start', 'stop']);
    expect(await offered(place, 'run', '--on')).toEqual(['--on-interrupt']);
    expect(await offered(place, 'run', '--on-interrupt', '')).toEqual(['stop', 'detach']);
    expect(await offered(place, 'run', '--agent', 'co')).toEqual(['codex', 'copilot']);
    expect(await offered(place, 'logs', '')).toEqual(['@latest', 'my-fix', name.replace(/^.*-/, '').slice(0, 6)]);
    expect(await offered(place, 'logs', 'sess')).toEqual([name]);
    expect(await offered(place, 'logs', '@')).toEqual(['@latest']);
    // A second one would be refused.
    expect(await offered(place, 'logs', '-p', 'default', 'my-fix', '')).toEqual(['']);
    expect(await offered(place, 'stop', 'my-fix', 'my')).toEqual(['my-fix']);
    expect(await offered(place, 'config', 'g')).toEqual(['get']);
    expect(await offered(place, 'config', 'set', 'ti')).toEqual(['timeout']);
    expect(await offered(place, 'config', 'set', 'timeout', '')).toEqual(['']);
    expect(await offered(place, 'p')).toEqual(['ps', 'prune', 'permissions']);
    expect(await offered(place, 'config', 'get', 'max')).toEqual(['maxCost', 'maxCostPerDay', 'maxTurns', 'maxTokens']);
    expect(await offered(place, 'list', '--fields', 'id,out')).toEqual(['id,outcome']);
    expect(await offered(place, 'run', '--kubeconfig', 'READ')).toEqual(['README.md']);
    expect(await offered(place, 'run', '--cwd', '')).toEqual(['src']);
    expect(await offered(place, 'logs', '-p', 'another', '')).toEqual(['@latest']);
    expect(await offered(place, 'logs', '-p', '')).toEqual(['default']);
    expect(await offered(place, 'help', 'exi')).toEqual(['exit-codes']);
    expect(await offered(place, 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(await offered(place, 'ls', '--all')).toEqual(['--all-projects']);
    place.write('home/.config/amber/config.yaml', 'agents: {mine: ./a}\n');
    expect(await offered(place, 'run', '--agent', 'm')).toEqual(['mine']);
  });

  test('offers the modes and efforts that the agent of the line had when it was started last', async () => {
    await using place = new Place();
    const option = (id: string, category: string, ...values: readonly string[]) => ({
      ...{ id, name: id, category, type: 'select', currentValue: values[0] },
      options: values.map((value) => ({ value, name: value })),
    });
    const configOptions = [
      option('m', 'mode', 'ask', 'code', 'two words'),
      option('e', 'thought_level', 'low', 'high'),
    ];
    const command = scripted({ session: { sessionId: 'scripted-session', configOptions }, prompts: [[{ text: 'x' }]] });
    place.write('home/.config/amber/config.yaml', `agents:\n  mine: ${JSON.stringify(command)}\n`);
    expect(await offered(place, 'run', '--agent', 'mine', '--mode', '')).toEqual(['']);
    expect((await place.call(['run', '--agent', 'mine', 'x'])).code).toBe(0);
    expect(await offered(place, 'run', '--agent', 'mine', '--mode', '')).toEqual(['ask', 'code']);
    expect(await offered(place, 'run', '--agent', 'mine', '--effort', 'h')).toEqual(['high']);
    expect(await offered(place, 'run', '--agent', 'demo', '--effort', '')).toEqual(['']);
  });
});

/** A list of sessions or of namespaces. */
const named = (...names: readonly string[]) => ({ items: names.map((name) => ({ metadata: { name }, spec: {} })) });

describe.skipIf(NO_BASH)('completion in bash, of a cluster', () => {
  const KUBERNETES = ['-e', 'kubernetes'];

  test('offers contexts, namespaces and sessions, of the place that the line has named so far', async () => {
    await using place = new Place();
    await using server = await apiServer({
      'GET /api/v1/namespaces': named('team-a', 'team-b'),
      'GET /apis/vteam.ambient-code/v1alpha1/namespaces/team-a/agenticsessions': named('session-one'),
      'GET /apis/vteam.ambient-code/v1alpha1/namespaces/team-b/agenticsessions': named('session-two'),
    });
    place.write('home/.kube/config', server.kubeconfig);
    expect(await offered(place, 'run', '--context', '')).toEqual(['team', EKS]);
    expect(await offered(place, 'run', ...KUBERNETES, '-n', '')).toEqual(['team-a', 'team-b']);
    expect(await offered(place, 'stop', ...KUBERNETES, '')).toEqual(['@latest', 'session-one']);
    expect(await offered(place, 'stop', ...KUBERNETES, '--namespace=team-b', 'session')).toEqual(['session-two']);
    expect(await offered(place, 'stop', '--engine', '=', 'kubernetes', '--context', EKS, '')).toContain('session-two');
  });

  test('contexts are read from files alone', async () => {
    await using place = new Place();
    await using server = await apiServer({});
    place.write('home/.kube/config', server.kubeconfig);
    expect(await offered(place, 'run', '--context', 'te')).toEqual(['team']);
    expect(server.asked).toEqual([]);
  });

  test('namespaces that may not be listed are those that contexts name', async () => {
    await using place = new Place();
    await using server = await apiServer({ 'GET /api/v1/namespaces': 403 });
    place.write('home/.kube/config', server.kubeconfig);
    expect(await offered(place, 'run', ...KUBERNETES, '-p', '')).toEqual(['team-a', 'team-b']);
  });

  test('a cluster that never answers keeps nobody waiting, and says nothing', async () => {
    await using place = new Place();
    await using server = await Listening.http(() => undefined);
    place.write('kubeconfig', kubeconfigFor(server.url));
    expect(await offered(place, 'logs', ...KUBERNETES, '--kubeconfig', '../kubeconfig', '')).toEqual(['@latest']);
    expect(server.connections).toBe(1);
  });

  test('a kubeconfig that is broken offers nothing', async () => {
    await using place = new Place();
    place.write('home/.kube/config', '{');
    expect(await offered(place, 'run', '--context', '')).toEqual(['']);
  });

  test('a name that would mean something to the shell is left out', async () => {
    await using place = new Place();
    const folder = '$(touch pwned)';
    place.write('home/.kube/config', JSON.stringify({ contexts: [{ name: folder, context: {} }, { name: 'good' }] }));
    expect(await offered(place, 'run', '--context', '')).toEqual(['good']);
    expect(place.files('work')).not.toContain('pwned');
  });
});

test.skipIf(NO_LOCAL ?? NO_ZSH)('the script for zsh is one', async () => {
  await using place = new Place();
  place.write('work/_amber', (await place.amber(['completion', 'zsh']).done).stdout);
  expect(spawnSync('zsh', ['-n', '_amber'], { cwd: place.workspace, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});

test.skipIf(NO_LOCAL ?? NO_ZSH)('zsh is offered agents, those of the configuration as well', async () => {
  await using place = new Place();
  place.write('home/.config/amber/config.yaml', 'agents: {mine: ./a}\n');
  place.write('work/_amber', (await place.amber(['completion', 'zsh']).done).stdout);
  // What compadd would add, without the editor that it needs.
  const script = `compdef() { : }; . ./_amber; compadd() { print -l -- \${(P)@[-1]} }; words=(amber run --agent ''); CURRENT=4; _amber_agents`;
  const { stdout, stderr } = await place.shell(`zsh -f -c ${quoted(script)}`).done;
  expect(stderr).toBe('');
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(['codex', 'demo', 'mine']));
});

test.skipIf(NO_LOCAL ?? NO_FISH)('fish is offered commands, flags, their values, sessions and agents', async () => {
  await using place = new Place();
  place.write('home/.config/amber/config.yaml', 'agents: {mine: ./a}\n');
  place.write('work/amber.fish', (await place.amber(['completion', 'fish']).done).stdout);
  const { stdout: made } = await place.amber(['run', ...agent([{ text: 'x' }]), '-o', 'name', 'x']).done;
  /** What fish offers for a line, without the descriptions. */
  const offers = async (line: string): Promise<readonly string[]> => {
    const { stdout, stderr } = await place.shell(
      `fish -N -c ${quoted(`source amber.fish; complete -C ${quoted(line)}`)}`,
    ).done;
    expect(stderr).toBe('');
    return stdout
      .trim()
      .split('\n')
      .map((word) => word.split('\t', 1)[0] ?? '');
  };
  expect(await offers('amber st')).toEqual(expect.arrayContaining(['status', 'start', 'stop']));
  expect(await offers('amber run --on')).toEqual(['--on-interrupt']);
  expect(await offers('amber run --on-interrupt ')).toEqual(['detach', 'stop']);
  expect(await offers('amber run --agent m')).toEqual(['mine']);
  const id = sessionIn(made).replace(/^.*-/, '').slice(0, 6);
  expect([...(await offers('amber logs '))].sort()).toEqual([id, '@latest'].sort());
  expect(await offers('amber logs sess')).toEqual([sessionIn(made)]);
  expect(await offers('amber logs -p another ')).toEqual(['@latest']);
  expect(await offers(`amber logs -p another ${id} `)).not.toContain('@latest');
  expect(await offers(`amber stop ${id} `)).toContain('@latest');
  expect(await offers('amber ls --all')).toEqual(['--all-projects']);
  expect(await offers('amber run --prompt-file amb')).toEqual(['amber.fish']);
  expect(await offers('amber config get max')).toEqual(expect.arrayContaining(['maxCost', 'maxTurns']));
  expect(await offers('amber list --fields id,out')).toEqual(['id,outcome']);
  expect(await offers('amber config set ti')).toEqual(['timeout']);
  expect(await offers('amber config set ')).not.toContain('get');
  expect(await offers('amber config ')).toEqual(expect.arrayContaining(['get', 'set', 'edit']));
});

test('an unknown shell is an error of usage', async () => {
  await using place = new Place();
  expect(await place.amber(['completion', 'tcsh']).done).toMatchObject({ code: 2, stdout: '' });
});
