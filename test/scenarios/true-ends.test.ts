import { describe, expect, test } from 'vitest';
import { agentWith, BUSY } from './kit/agents.ts';
import { lines, NO_LOCAL, result, sessionIn, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';

const NO_LOGIN = { error: { code: -32000, message: 'Authentication required', data: { details: 'token expired' } } };

describe.skipIf(NO_LOCAL)('an agent that calls every end of its turn end_turn', () => {
  const gentle = agentWith({ onCancel: { result: { stopReason: 'end_turn' } }, prompts: [BUSY] });

  test.concurrent.each(['interrupt', 'stop'])('%s: exit 9', async (verb) => {
    await using place = new Place();
    const run = place.amber(['run', '-o', 'jsonl', ...gentle, 'x']);
    const name = sessionIn(await run.until('stdout', /working hard/));
    expect((await place.call([verb, name])).code).toBe(0);
    const { code, stdout } = await run.done;
    expect([code, lines(stdout).at(-1)]).toMatchObject([
      9,
      { outcome: expect.stringMatching(/cancelled|stopped/), by: 'other' },
    ]);
    const status = await place.call(['status', name, '--exit-code']);
    expect(status.code).toBe(9);
  });

  test.concurrent.each([
    ['--inactivity-timeout', 'other'],
    ['--timeout', 'us'],
  ])('%s: exit 124', async (flag, by) => {
    await using place = new Place();
    const done = await place.call(['run', '-o', 'json', flag, '2s', ...gentle, 'x']);
    expect([done.code, result(done)]).toMatchObject([124, { outcome: 'timed-out', by }]);
  });
});

describe.skipIf(NO_LOCAL)('an agent that nobody has logged in to', () => {
  test('exits 4, whichever command starts it, and says what to do', async () => {
    await using place = new Place();
    const away = agentWith({ session: NO_LOGIN });
    const made = await place.call(['run', '-o', 'json', ...away, 'x']);
    expect([made.code, result(made)]).toMatchObject([
      4,
      {
        outcome: 'failed',
        error: {
          code: 'AUTH_REQUIRED',
          message: expect.stringContaining('is not logged in: Authentication required: token expired'),
          hint: 'log in to the agent by its own means',
        },
      },
    ]);
    const name = sessionIn(made.stdout);
    expect(stored(place, name).status?.phase).toBe('Failed');
    for (const again of [
      ['send', name, 'x'],
      ['start', name],
      ['run', '-d', ...away, 'x'],
    ]) {
      const { code, stderr } = await place.call(again);
      expect([again[0], code]).toEqual([again[0], 4]);
      expect(stderr).toContain('log in to the agent by its own means');
    }
  });

  test('is reported in a session that was there before, too', async () => {
    await using place = new Place();
    const logs = await place.call(['run', '-o', 'json', ...agentWith({ session: NO_LOGIN }), 'x']);
    const read = await place.call(['logs', sessionIn(logs.stdout), '-o', 'json']);
    expect(result(read)).toMatchObject({ outcome: 'failed', error: { hint: 'log in to the agent by its own means' } });
  });
});
