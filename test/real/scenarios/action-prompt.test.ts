import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aguiServer, saying } from '../../engine/local/agui-http/agui-server.ts';
import { scripted } from '../../fakes/acp-agents/scripted.ts';
import { annotations, step } from '../../scenarios/kit/action.ts';
import { BUSY, QUESTION } from '../../scenarios/kit/agents.ts';
import { inThisProcess } from '../../scenarios/kit/in-process-step.ts';
import { eventually, NO_LOCAL, sessionIn, stored } from '../../scenarios/kit/local.ts';
import { Place } from '../../scenarios/kit/place.ts';
import { onPlatform } from '../../scenarios/kit/platform.ts';

const HERE = { start: inThisProcess };
const PROMPT = 'What does this repository do?';

/** The last line of a log that says anything. */
const lastLine = (log: string): string => log.trimEnd().split('\n').at(-1) ?? '';

describe.skipIf(NO_LOCAL)('a step with a prompt, engine local', () => {
  test('runs the agent on the runner, gives every output, and leaves a stopped session', async () => {
    await using place = new Place();
    const it = step(place, { with: { engine: 'local', agent: 'demo', prompt: PROMPT } });
    const { code, stdout, stderr } = await it.done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const outputs = it.outputs();
    const name = sessionIn(stdout);
    expect(outputs).toMatchObject({
      'session-name': name,
      'session-phase': 'Stopped',
      'session-url': '',
      outcome: 'finished',
      'exit-code': '0',
      'prompt-type': 'prompt',
      question: '',
      'cost-usd': '',
    });
    expect(outputs['session-uid']).toBe(stored(place, name).metadata.uid);
    expect(outputs['session-result']).toContain('Sample');
    expect(outputs['run-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(outputs['plan-json'] ?? '')).toMatchObject({ action: 'run', promptType: 'prompt' });
    expect(readFileSync(outputs['transcript-path'] ?? '', 'utf8')).toContain('<!doctype html>');
    expect(JSON.parse(outputs['usage-json'] ?? '')).toSatisfy((usage) => usage === null || typeof usage === 'object');
    expect(it.summary()).toContain(name);
    expect(annotations(stdout)).toEqual([]);
    expect(stored(place, name).status?.phase).toBe('Stopped');
  });

  test('an agent that is a server gets the headers of its input, and nobody else sees them', async () => {
    const server = await aguiServer((to, input) => void to.send(...saying(input, 'From afar.')).end());
    await using place = new Place();
    const headers = JSON.stringify({ Authorization: 'Bearer s3cret-of-the-server' });
    const it = step(place, {
      ...HERE,
      with: { engine: 'local', agent: server.url, 'agent-headers': headers, prompt: PROMPT },
    });
    const { code, stdout, stderr } = await it.done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(it.outputs()).toMatchObject({ outcome: 'finished', 'session-result': 'From afar.' });
    expect(server.headers[0]).toMatchObject({ authorization: 'Bearer s3cret-of-the-server' });
    expect(stdout + JSON.stringify(it.outputs()) + it.summary()).not.toContain('s3cret');
  });

  test('what a step’s agent says can’t issue commands, nor can its outputs', async () => {
    await using place = new Place();
    const evil = 'a\n::error::from the agent\n##[error]old\noutput<<EOF\nEOF\n::set-output name=x::y\nghadelimiter';
    const agent = scripted({ prompts: [[{ text: evil }]] });
    const it = step(place, { ...HERE, with: { engine: 'local', agent, prompt: 'x' } });
    const { code, stdout } = await it.done;
    expect(code).toBe(0);
    expect(annotations(stdout)).toEqual([]);
    expect(it.outputs()['session-result']).toBe(evil);
  });

  test('the agent gets an allow-list of the environment, and what the user names', async () => {
    await using place = new Place();
    const file = `${place.root}/env.json`;
    const agent = `${process.execPath} -e "require('fs').writeFileSync('${file}',JSON.stringify(process.env));process.exit(3)"`;
    const it = step(place, {
      with: {
        engine: 'local',
        agent,
        prompt: 'x',
        'api-token': 'token-of-the-platform',
        'environment-variables': '{"NAMED": "yes"}',
      },
      env: {
        LANG: 'C.UTF-8',
        LC_ALL: 'C',
        MY_SECRET: 'of the job',
        ANTHROPIC_API_KEY: 'of another agent',
        HTTPS_PROXY: 'http://127.0.0.1:9',
        no_proxy: '127.0.0.1',
        SSL_CERT_FILE: '/etc/ssl/corp.pem',
        RUNNER_TRACKING_ID: 'github_0b2e',
        CLAUDECODE: '1',
      },
    });
    expect((await it.done).code).toBe(1);
    const names = Object.keys(JSON.parse(readFileSync(file, 'utf8')));
    expect(names.filter((name) => !/^(?:PWD|SHLVL|_|__CF_.*|AMBER_AGENT_[0-9a-f]{32})$/.test(name)).sort()).toEqual(
      [
        ...['HOME', 'HTTPS_PROXY', 'LANG', 'LC_ALL', 'NAMED', 'PATH'],
        ...['RUNNER_TRACKING_ID', 'SSL_CERT_FILE', 'TMPDIR', 'no_proxy'],
      ].sort(),
    );
  });

  test.each([
    ['fails', [{ stop: 'refusal' }], 'failed', '3'],
    ['leaves', [{ exit: 1 }], 'failed', '3'],
  ] as const)('an agent that %s fails the step, once, and the last line says why', async (_, prompt, outcome, code) => {
    await using place = new Place();
    const it = step(place, {
      ...HERE,
      with: { engine: 'local', agent: scripted({ prompts: [[...prompt]] as never }), prompt: 'x' },
    });
    const done = await it.done;
    expect(done.code).toBe(1);
    const reported = annotations(done.stdout);
    expect(reported).toHaveLength(1);
    expect(reported[0]).toMatch(/^error: the run failed .*session-/);
    expect(lastLine(done.stdout)).toMatch(/^::error::the run failed/);
    expect(it.outputs()).toMatchObject({ outcome, 'exit-code': code, 'session-phase': expect.any(String) });
  });

  test('a question is no failure, unless fail-on names it; it is an output', async () => {
    await using place = new Place();
    const agent = scripted({ prompts: [[QUESTION]] });
    const inputs = { engine: 'local', agent, prompt: 'x' };
    const one = step(place, { ...HERE, with: inputs });
    expect((await one.done).code).toBe(0);
    expect(one.outputs()).toMatchObject({ outcome: 'needs-input', 'exit-code': '5' });
    expect(one.outputs().question).toContain('colour');
    const other = step(place, { ...HERE, with: { ...inputs, 'fail-on': 'needs-input' } });
    expect((await other.done).code).toBe(1);
    expect(annotations((await other.done).stdout)[0]).toContain('needs input');
  });

  test.each([
    [{ engine: 'elsewhere' }, /engine.*elsewhere/],
    [{ 'poll-timeout': 'soon' }, /poll-timeout.*soon/],
    [{ repos: '{"url": 1}' }, /repos/],
    [{ 'fail-on': 'failed' }, /fail-on.*failed/],
    [{ wait: 'false' }, /wait/],
    [{ 'stop-on-run-finished': 'false' }, /stop-on-run-finished/],
    [{ agent: 'nobody-has-this' }, /nobody-has-this/],
    [{ 'api-url': '' }, /api-url/],
    [{ 'allow-bots': '*' }, /allow-bots/],
  ])('a wrong input fails the step with its name: %j', async (wrong, message) => {
    await using place = new Place();
    const it = step(place, { ...HERE, with: { engine: 'local', agent: 'demo', prompt: 'x', ...wrong } });
    const { code, stdout } = await it.done;
    expect(code).toBe(1);
    expect(annotations(stdout)).toEqual([expect.stringMatching(message)]);
    expect(lastLine(stdout)).toMatch(/^::error::/);
  });

  test('without AMBER_STATE_DIR its sessions lie in the job’s own folder', async () => {
    await using place = new Place();
    const it = step(place, {
      ...HERE,
      with: { engine: 'local', agent: 'demo', prompt: PROMPT },
      env: { AMBER_STATE_DIR: '' },
    });
    expect((await it.done).code).toBe(0);
    expect(existsSync(`${place.stateDir}/projects`)).toBe(false);
  });

  test('SIGINT alone stops the session', async () => {
    await using place = new Place();
    const it = step(place, { with: { engine: 'local', agent: scripted({ prompts: [BUSY] }), prompt: 'x' } });
    await it.run.until('stdout', /Running/);
    it.run.kill('SIGINT');
    const { code, stdout } = await it.done;
    expect(code).toBe(1);
    expect(it.outputs()).toMatchObject({ outcome: 'cancelled', 'exit-code': '130' });
    expect(stored(place, sessionIn(stdout)).status?.phase).toBe('Stopped');
    expect(lastLine(stdout)).toMatch(/^::error::the run was cancelled/);
    const post = await it.post().done;
    expect({ code: post.code, stdout: post.stdout }).toEqual({ code: 0, stdout: '' });
  });

  test('of a main step that was killed the post step ends the agent and marks the session', async () => {
    await using place = new Place();
    const pidFile = `${place.root}/pid`;
    const agent = scripted({ prompts: [BUSY], ignoreSigterm: true, pidFile });
    const it = step(place, { with: { engine: 'local', agent, prompt: 'x' } });
    await it.run.until('stdout', /Running/);
    await eventually(() => existsSync(pidFile), 'the agent runs');
    it.run.kill('SIGKILL');
    const { stdout } = await it.done;
    const post = await it.post().done;
    expect(post.code).toBe(0);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await eventually(() => !alive(pid), 'the agent is gone');
    expect(stored(place, sessionIn(stdout)).status?.phase).toBe('Failed');
  });
});

describe('a step with a prompt, engine platform', () => {
  test('creates, tails, stops, and gives the session’s address', async () => {
    await using on = await onPlatform({ scene: 'text' });
    const it = step(on.place, { with: inputsFor(on.platform) });
    const { code, stdout } = await it.done;
    expect({ code, reported: annotations(stdout) }).toEqual({ code: 0, reported: [] });
    const name = it.outputs()['session-name'];
    expect(it.outputs()).toMatchObject({
      outcome: 'finished',
      'session-phase': 'Stopped',
      'session-url': `${on.platform.url}/projects/team-a/sessions/${name}`,
    });
    expect(stdout.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(on.platform.token);
  });

  test('the predecessor’s step: every input of it, in its form', async () => {
    await using on = await onPlatform({ scene: 'text' });
    const it = step(on.place, {
      ...HERE,
      with: {
        'api-url': `${on.platform.url}/api`,
        'api-token': on.platform.token,
        project: 'team-a',
        prompt: 'Review the change',
        'session-name': '',
        'display-name': 'Review of #12',
        repos: '[{"url": "https://github.com/octo/hello.git", "branch": "main"}]',
        labels: '{"team": "a"}',
        'environment-variables': '{"LOG_LEVEL": "debug", "MY_API_KEY": "geheimnis-1234"}',
        workflow: '{"gitUrl": "https://github.com/octo/flows.git", "branch": "main", "path": "review"}',
        model: 'claude-sonnet-4-6',
        timeout: '600',
        'stop-on-run-finished': 'true',
        wait: 'true',
        'poll-interval': '15',
        'poll-timeout': '30',
        'no-verify-ssl': 'false',
      },
    });
    const { code, stdout } = await it.done;
    expect({ code, reported: annotations(stdout) }).toEqual({
      code: 0,
      reported: [expect.stringMatching(/^warning: environment-variables: .*MY_API_KEY/)],
    });
    expect(on.platform.session().body).toMatchObject({
      initialPrompt: 'Review the change',
      displayName: 'Review of #12',
      repos: [{ url: 'https://github.com/octo/hello.git', branch: 'main' }],
      labels: { team: 'a' },
      environmentVariables: { LOG_LEVEL: 'debug', MY_API_KEY: 'geheimnis-1234' },
      activeWorkflow: { gitUrl: 'https://github.com/octo/flows.git', branch: 'main', path: 'review' },
      llmSettings: { model: 'claude-sonnet-4-6' },
      inactivityTimeout: 600,
      timeout: 1_830,
      stopOnRunFinished: true,
    });
    expect(it.outputs()['plan-json']).not.toContain('geheimnis');
    expect(it.outputs()).toMatchObject({ 'session-phase': 'Stopped', outcome: 'finished' });
  });

  test('session-name: the prompt is sent there, and the session is stopped', async () => {
    await using on = await onPlatform();
    const one = step(on.place, { ...HERE, with: { ...inputsFor(on.platform), 'stop-on-run-finished': 'false' } });
    expect((await one.done).code).toBe(0);
    expect(one.outputs()).toMatchObject({ outcome: 'finished', 'session-phase': 'Running' });
    const name = one.outputs()['session-name'] ?? '';
    const two = step(on.place, { ...HERE, with: { ...inputsFor(on.platform), 'session-name': name, prompt: 'more' } });
    expect((await two.done).code).toBe(0);
    expect(two.outputs()).toMatchObject({ outcome: 'finished', 'session-name': name, 'session-phase': 'Stopped' });
    const gone = step(on.place, { ...HERE, with: { ...inputsFor(on.platform), 'session-name': 'session-none' } });
    expect((await gone.done).code).toBe(1);
    expect(gone.outputs()).toMatchObject({ outcome: '', 'exit-code': '6' });
  });

  test('session-name and wait: false: it is reported, and works on without us', async () => {
    await using on = await onPlatform();
    const one = step(on.place, { ...HERE, with: { ...inputsFor(on.platform), 'stop-on-run-finished': 'false' } });
    expect((await one.done).code).toBe(0);
    const name = one.outputs()['session-name'] ?? '';
    const reported = { ...inputsFor(on.platform), 'session-name': name, prompt: '[silent 600]', wait: 'false' };
    const two = step(on.place, { ...HERE, with: reported });
    expect((await two.done).code).toBe(0);
    expect(two.outputs()).toMatchObject({ outcome: 'detached', 'session-phase': 'Running' });
    expect((await two.post().done).code).toBe(0);
    expect(on.platform.session().phase).toBe('Running');
  });

  test('wait: false leaves once it runs, and the post step leaves it alone', async () => {
    await using on = await onPlatform({ scene: 'runner-killed' });
    const it = step(on.place, { ...HERE, with: { ...inputsFor(on.platform), wait: 'false' } });
    expect((await it.done).code).toBe(0);
    expect(it.outputs()).toMatchObject({ outcome: 'detached', 'session-phase': 'Running' });
    expect((await it.post().done).code).toBe(0);
    expect(on.platform.requests.some(({ path }) => path.endsWith('/stop'))).toBe(false);
  });

  test('of a main step that was killed the post step stops the session', async () => {
    await using on = await onPlatform({ scene: 'runner-killed' });
    const it = step(on.place, { with: inputsFor(on.platform) });
    await it.run.until('stdout', /Running/);
    it.run.kill('SIGKILL');
    await it.done;
    expect((await it.post().done).code).toBe(0);
    expect(on.platform.sessions[0]?.phase).toBe('Stopped');
  });

  test('a bad token fails the step, and no secret is reported', async () => {
    await using on = await onPlatform();
    const it = step(on.place, { ...HERE, with: { ...inputsFor(on.platform), 'api-token': 'a-wrong-token' } });
    const { code, stdout } = await it.done;
    expect(code).toBe(1);
    expect(annotations(stdout)).toEqual([expect.stringMatching(/UNAUTHENTICATED/)]);
    expect(it.outputs()).toMatchObject({ outcome: '', 'exit-code': '4', 'session-phase': 'CreateFailed' });
    expect(stdout.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('a-wrong-token');
  });
});

function inputsFor({ url, token }: { readonly url: string; readonly token: string }) {
  return { 'api-url': url, 'api-token': token, project: 'team-a', prompt: 'x' };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
