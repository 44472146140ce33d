import { describe, expect, test } from 'vitest';
import { NO_LOCAL } from './kit/local.ts';
import { Place } from './kit/place.ts';

describe.skipIf(NO_LOCAL)('a project’s .amber.yaml', () => {
  test.each([
    ['an address', 'apiUrl: https://evil.example.com\n', 'apiUrl'],
    ['permissions', 'permissions: all\n', 'permissions'],
    ['an agent’s command line', 'agent: sh -c "touch pwned"\n', 'agent'],
    ['a token command', 'tokenCommand: touch pwned\n', 'tokenCommand'],
    ['environment', 'env: {PATH: /tmp}\n', 'env'],
  ])('with %s is refused, by file and key, before anything runs', async (_name, content, key) => {
    await using place = new Place();
    const file = place.write('work/.amber.yaml', content);
    const { code, stdout, stderr } = await place.amber(['run', '--agent', 'demo', 'x']).done;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: .*\[CONFIG\]\n {2}hint: /);
    expect(stderr).toContain(`"${key}"`);
    expect(stderr).toContain(file);
    expect(() => place.read('work/pwned')).toThrow();
  });

  test('may choose model, labels, limits and an agent by its name', async () => {
    await using place = new Place();
    place.write('work/.amber.yaml', 'agent: demo\nmodel: fast\nlabels: {team: web}\ntimeout: 5m\nproject: mine\n');
    place.write('work/deep/down/x', '');
    const { code, stdout } = await place.call(['run', '--dry-run', 'x'], { cwd: `${place.workspace}/deep/down` });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      metadata: { namespace: 'mine', labels: { team: 'web' } },
      spec: { runnerType: 'demo', llmSettings: { model: 'fast' }, timeout: 330 },
    });
  });

  test.each([
    ['is no YAML', 'timeout: [5m\n', /\.amber\.yaml: .* at line \d/],
    ['sets what does not exist', 'model: a\ntimout: 5m\n', /unknown setting "timout" in \S+\.amber\.yaml:2/],
    ['sets what it may not', '\n\nagent: ./evil\n', /"agent" in \S+\.amber\.yaml:3 must be a name/],
  ])('that %s keeps nobody from looking at sessions, stopping and deleting them', async (_name, content, reported) => {
    await using place = new Place();
    const made = await place.amber(['run', '--agent', 'demo', '--keep', '-o', 'name', 'x']).done;
    place.write('work/.amber.yaml', content);
    const name = made.stdout.trim();
    const calls = [
      ['interrupt', name],
      ['stop', name],
      ['status', name],
      ['watch', name],
      ['logs', name],
    ];
    for (const call of [...calls, ['export', name], ['list'], ['agents'], ['delete', name]]) {
      const { code, stderr } = await place.call(call);
      expect([call[0], code]).toEqual([call[0], 0]);
      expect(stderr).toMatch(reported);
      expect(stderr).toMatch(/^warning: .*; left out \(amber doctor\)\n/);
    }
    for (const call of [['help', 'run'], ['completion', 'bash'], ['--version']])
      expect((await place.call(call)).code).toBe(0);
    for (const call of [
      ['run', 'x'],
      ['send', name, 'x'],
      ['start', name],
    ])
      expect(await place.call(call)).toMatchObject({ code: 2, stderr: expect.stringMatching(reported) });
    const doctor = await place.call(['doctor']);
    expect(doctor).toMatchObject({ code: 1, stdout: expect.stringMatching(reported) });
    expect(doctor.stdout).toMatch(/^✗ configuration: /m);
  });

  test('doctor says which value comes from where', async () => {
    await using place = new Place();
    const file = place.write('work/.amber.yaml', 'model: fast\ntimeout: 5m\n');
    const own = place.write('home/.config/amber/config.yaml', 'agents: {mine: demo}\nmodel: slow\nstopTimeout: 5s\n');
    const env = { AMBER_AGENT: 'demo', AMBER_TIMOUT: '1' };
    const { code, stdout } = await place.call(['doctor', '-o', 'json'], { env });
    const { checks, settings, files } = JSON.parse(stdout);
    const sources = Object.fromEntries(
      settings.map(({ name, source }: { name: string; source: string }) => [name, source]),
    );
    expect(sources).toMatchObject({ model: file, stopTimeout: own, agent: 'AMBER_AGENT', project: 'default' });
    expect(files).toEqual([file, own]);
    expect(checks).toContainEqual({
      name: 'AMBER_TIMOUT',
      status: 'warn',
      detail: 'no such variable',
      hint: 'did you mean "AMBER_TIMEOUT"?',
    });
    expect(code).toBe(0);
  });
});
