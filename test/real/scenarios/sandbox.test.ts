import { describe, expect, test } from 'vitest';
import { step } from '../../scenarios/kit/action.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { Place } from '../../scenarios/kit/place.ts';

describe.skipIf(NO_LOCAL)('a sandbox on a machine without srt', () => {
  test('that is asked for is an error that says what to install', async () => {
    await using place = new Place();
    expect(await place.amber(['run', '--sandbox', '--agent', 'demo', 'What is this?']).done).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/the sandbox is on, but @anthropic-ai\/sandbox-runtime .*\n.*npm install -g/),
    });
  });

  test('`auto` goes without, and says so in one line', async () => {
    await using place = new Place();
    const { code, stderr } = await place.amber(['run', '--sandbox=auto', '--agent', 'demo', 'What is this?']).done;
    const reported = stderr.split('\n').filter((line) => line.includes('sandbox'));
    expect({ code, reported }).toEqual({
      code: 0,
      reported: [
        expect.stringMatching(/runs without a sandbox: .* \(npm install -g @anthropic-ai\/sandbox-runtime\)$/),
      ],
    });
  });

  test('in the Action `auto` is what holds, and its log says it', async () => {
    await using place = new Place();
    const it = step(place, { with: { engine: 'local', agent: 'demo', prompt: 'What is this?' } });
    const { code, stdout } = await it.done;
    expect({ code, outcome: it.outputs().outcome }).toEqual({ code: 0, outcome: 'finished' });
    expect(stdout.match(/runs without a sandbox/g)).toHaveLength(1);
    const on = step(place, { with: { engine: 'local', agent: 'demo', prompt: 'What is this?', sandbox: 'on' } });
    expect(await on.done).toMatchObject({ code: 1, stdout: expect.stringContaining('npm install -g') });
  });

  test('amber doctor says which: no failure unless it is asked for', async () => {
    await using place = new Place();
    const check = async (...args: string[]) => {
      const { stdout } = await place.amber(['doctor', '-o', 'json'], { env: { AMBER_SANDBOX: args[0] ?? '' } }).done;
      return JSON.parse(stdout).checks.find(({ name }: { name: string }) => name === 'sandbox');
    };
    const hint = 'npm install -g @anthropic-ai/sandbox-runtime';
    expect(await check()).toMatchObject({ status: 'skip', hint });
    expect(await check('auto')).toMatchObject({ status: 'warn', hint });
    expect(await check('on')).toMatchObject({ status: 'fail', hint });
  });

  test('a host that is none is refused, and so is a sandbox of an engine elsewhere', async () => {
    await using place = new Place();
    const host = ['run', '--sandbox', '--allow-domain', 'https://example.com', 'x'];
    expect(await place.amber(host).done).toMatchObject({ code: 2, stderr: expect.stringContaining('*.example.com') });
    expect(await place.amber(['run', '--allow-domain', 'example.com', 'x']).done).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('add --sandbox'),
    });
    const away = ['run', '--sandbox', '-e', 'platform', '--api-url', 'http://127.0.0.1:9', 'x'];
    expect(await place.amber(away).done).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--sandbox is for engine local'),
    });
  });
});
