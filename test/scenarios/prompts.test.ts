import { describe, expect, test } from 'vitest';
import { agent } from './kit/agents.ts';
import { NO_LOCAL } from './kit/local.ts';
import { Place } from './kit/place.ts';

const LENGTH = agent([{ echo: 'length' }]);

describe.skipIf(NO_LOCAL)('the prompt', () => {
  test('of 1 MB from stdin reaches the agent whole', async () => {
    await using place = new Place();
    const { code, stdout } = await place.amber(['run', ...LENGTH, '-'], { stdin: 'ä'.repeat(1_048_576) }).done;
    expect([code, stdout]).toEqual([0, '1048576\n']);
  });

  test('comes from a file', async () => {
    await using place = new Place();
    place.write('work/prompt.txt', 'from a file');
    const { stdout } = await place.amber(['run', ...agent([{ echo: true }]), '--prompt-file', 'prompt.txt']).done;
    expect(stdout).toBe('from a file\n');
  });

  test('that is missing is an error at once, though stdin stays open', async () => {
    await using place = new Place();
    const { code, stderr } = await place.amber(['run', '--agent', 'demo'], { keepStdin: true }).done;
    expect(code).toBe(2);
    expect(stderr).toMatch(/error: no prompt was given \[USAGE\]\n {2}hint: amber run "/);
  });

  test('after --dry-run is the prompt', async () => {
    await using place = new Place();
    const { code, stdout } = await place.amber(['run', '--agent', 'demo', '--dry-run', 'say hello']).done;
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
  const [one, two] = await Promise.all([place.amber(args, { env }).done, place.amber(args, { env }).done]);
  expect(one.stdout).toMatch(/^apiVersion: vteam.ambient-code\/v1alpha1\nkind: AgenticSession\n/);
  expect(one.stdout).not.toContain('geheimnis');
  expect(one.stdout).toContain('initialPrompt: x\n');
  expect(two.stdout).toBe(one.stdout);
  expect((await place.amber(['list', '-o', 'json']).done).stdout).toBe('{\n  "items": []\n}\n');
});
