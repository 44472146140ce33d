import { describe, expect, test } from 'vitest';
import { agent } from './kit/agents.ts';
import { NO_LOCAL, result, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';

const LENGTH = agent([{ echo: 'length' }]);

describe.skipIf(NO_LOCAL)('the prompt', () => {
  test('of 1 MB from stdin reaches the agent whole', async () => {
    await using place = new Place();
    const { code, stdout } = await place.call(['run', ...LENGTH, '-'], { stdin: 'ä'.repeat(1_048_576) });
    expect([code, stdout]).toEqual([0, '1048576\n']);
  });

  test('comes from a file', async () => {
    await using place = new Place();
    place.write('work/prompt.txt', 'from a file');
    const { stdout } = await place.amber(['run', ...agent([{ echo: true }]), '--prompt-file', 'prompt.txt']).done;
    expect(stdout).toBe('from a file\n');
  });

  test('is followed by what was piped beside it, from a pipe or a file', async () => {
    await using place = new Place();
    const echo = agent([{ echo: true }]);
    place.write('work/diff.txt', '-old\n+new\n');
    place.write('work/prompt.txt', 'review this');
    const piped = /^review this\n\n<(stdin-\w+)>\n-old\n\+new\n<\/\1>\n$/;
    const asked = await place.call(['run', ...echo, 'review this'], { stdin: '-old\n+new\n' });
    expect(asked.stdout).toMatch(piped);
    expect(asked.stderr).toContain('stdin goes with the prompt: 10 bytes\n');
    const words = echo.map((word) => `'${word}'`).join(' ');
    const file = await place.shell(`amber run ${words} --prompt-file prompt.txt < diff.txt`).done;
    expect(file.stdout).toMatch(piped);
    const none = await place.shell(`amber run ${words} 'review this' < /dev/null`).done;
    expect([none.stdout, none.stderr]).toEqual(['review this\n', expect.not.stringContaining('stdin')]);
    const closed = await place.shell(`amber run ${words} 'review this' <&-`).done;
    expect(closed.stdout).toBe('review this\n');
  });

  test('goes alone where stdin is a pipe that nobody writes to nor closes', async () => {
    await using place = new Place();
    const { code, stdout, stderr } = await place.amber(['run', ...agent([{ echo: true }]), 'x'], { keepStdin: true })
      .done;
    expect([code, stdout]).toEqual([0, 'x\n']);
    expect(stderr).toContain('warning: nothing came on stdin');
  });

  test('of a message has what was piped beside it, too', async () => {
    await using place = new Place();
    const first = await place.call(['run', ...agent([{ echo: true }]), '-o', 'json', 'x']);
    const { session } = result(first);
    const sent = await place.call(['send', String(session), 'and this?'], { stdin: 'data\n' });
    expect(sent.stdout).toMatch(/and this\?\n\n<(stdin-\w+)>\ndata\n<\/\1>/);
  });

  test.each(['- fix this\n- and that', '-h what is this?', '-p please fix it', '---', '--- fix'])(
    'that begins with a dash is no flag: %j gets told what to type, and that works',
    async (prompt) => {
      await using place = new Place();
      const echo = agent([{ echo: true }]);
      const { code, stderr } = await place.call(['run', ...echo, prompt]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(/ amber run -- "-…", or --prompt-file FILE\n/)]);
      const { stdout } = await place.call(['run', ...echo, '--', prompt]);
      expect(stdout).toBe(`${prompt}\n`);
    },
  );

  test('that is missing is an error at once, though stdin stays open', async () => {
    await using place = new Place();
    const { code, stderr } = await place.amber(['run', '--agent', 'demo'], { keepStdin: true }).done;
    expect(code).toBe(2);
    expect(stderr).toMatch(/error: no prompt was given \[USAGE\]\n {2}hint: amber run "/);
  });

  test('after --dry-run names the flag with its value where a value was meant', async () => {
    await using place = new Place();
    const { code, stderr } = await place.call(['run', '--dry-run', 'server', 'say hello']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('did you mean --dry-run=server?')]);
    expect((await place.call(['run', '--help'])).stdout).toContain('--dry-run[=client|server] ');
  });

  test('after --dry-run is the prompt', async () => {
    await using place = new Place();
    const { code, stdout } = await place.call(['run', '--agent', 'demo', '--dry-run', 'say hello']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ spec: { initialPrompt: 'say hello' } });
  });
});

test.skipIf(NO_LOCAL)('a dry run creates nothing, hides secrets, and says the same each time', async () => {
  await using place = new Place();
  const args = [
    'run',
    '--agent',
    'demo',
    '--dry-run',
    '--env',
    'API_KEY=geheimnis1',
    '--env',
    'MY_TOKEN',
    '-o',
    'yaml',
    'x',
  ];
  const env = { MY_TOKEN: 'geheimnis2' };
  const [one, two] = await Promise.all([place.call(args, { env }), place.call(args, { env })]);
  expect(one.stdout).toMatch(/^apiVersion: vteam.ambient-code\/v1alpha1\nkind: AgenticSession\n/);
  expect(one.stdout).not.toContain('geheimnis');
  expect(one.stdout).toContain('initialPrompt: x\n');
  expect(two.stdout).toBe(one.stdout);
  expect((await place.call(['list', '-o', 'json'])).stdout).toBe('{\n  "items": []\n}\n');
});

describe.skipIf(NO_LOCAL)('a dry run', () => {
  test.each([
    [[]],
    [['--keep']],
    [['--question-grace', '1m']],
    [['-d']],
    [['-d', '--question-grace', '1m', '--name', 'x', '--label', 'a=b']],
  ])('with %j shows what is then created', async (flags) => {
    await using place = new Place();
    // No --agent: the one that is found is part of what is made.
    place.write('bin/gemini', `#!/bin/sh\nexec ${agent([{ text: 'hi' }])[1]}\n`, 0o755);
    const env = { PATH: `${place.root}/bin:${place.env.PATH}` };
    const shown = await place.call(['run', '--dry-run', ...flags, 'x'], { env });
    const { metadata, ...manifest } = JSON.parse(shown.stdout);
    const made = await place.call(['run', ...flags, '-o', 'name', 'x'], { env });
    const session = stored(place, made.stdout.trim().replace('session/', ''));
    expect(session).toMatchObject(manifest);
    expect(session.spec).toEqual(manifest.spec);
    for (const of of [metadata, session.metadata]) delete of.annotations['amber/request-id'];
    expect(session.metadata).toMatchObject(metadata);
  });

  test('by a server asks it what it can say', async () => {
    await using place = new Place();
    const env = { AMBER_API_URL: 'http://127.0.0.1:9', AMBER_TOKEN: 'x' };
    const { code, stderr } = await place.call(['run', '--dry-run=server', 'x'], { env });
    expect([code, stderr]).toEqual([1, expect.stringContaining('connection refused')]);
    expect((await place.call(['run', '--dry-run', 'x'], { env })).code).toBe(0);
  });

  test('where there is no agent says that the run would fail', async () => {
    await using place = new Place();
    const { code, stdout, stderr } = await place.call(['run', '--dry-run', 'x']);
    expect([code, JSON.parse(stdout).spec.initialPrompt]).toEqual([0, 'x']);
    expect(stderr).toMatch(/^warning: the run itself would fail: .*agent/);
  });
});
