import { expect, test } from 'vitest';
import { agent, BUSY } from './kit/agents.ts';
import { eventually, lines, NO_LOCAL, stored } from './kit/local.ts';
import { Place } from './kit/place.ts';

test.skipIf(NO_LOCAL)('a detached session, watched by two while a third stops it', async () => {
  await using place = new Place();
  const made = await place.amber(['run', ...agent(BUSY), '--detach', '-o', 'name', 'x']).done;
  expect(made.code).toBe(0);
  const name = made.stdout.trim().replace('session/', '');
  expect(stored(place, name)).toMatchObject({ spec: { inactivityTimeout: 900 }, status: { phase: 'Running' } });

  const one = place.amber(['watch', '@latest', '-o', 'jsonl']);
  const two = place.amber(['watch', name]);
  await one.until('stdout', /working/);
  await two.until('stderr', /Running/);
  const three = await place.amber(['stop', name]).done;
  expect([three.code, three.stdout]).toEqual([0, `session/${name} stopped\n`]);

  const [first, second] = await Promise.all([one.done, two.done]);
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(lines(first.stdout).at(-1)).toMatchObject({
    type: 'result',
    session: name,
    exitCode: 0,
    stopped: true,
    stopReason: 'user',
  });
  expect(second.stdout).toBe('working hard\n');
  await eventually(() => stored(place, name).status?.phase === 'Stopped', 'the session is stopped');
});

test.skipIf(NO_LOCAL)('watching a session that is deleted ends at once, and every last line is a result', async () => {
  await using place = new Place();
  const made = await place.amber(['run', ...agent(BUSY), '--detach', '-o', 'name', 'x']).done;
  const session = made.stdout.trim().replace('session/', '');
  const watchers = ['jsonl', 'json', 'text'].map((format) => place.amber(['watch', session, '-o', format]));
  const [first, ...others] = watchers;
  await first?.until('stdout', /working/);
  await Promise.all(others.map((watch) => watch.until('stderr', /Running/)));
  await place.amber(['delete', session]).done;
  const [jsonl, json, text] = await Promise.all(watchers.map(({ done }) => done));
  // Who was quick enough saw the session's end, and is content with that.
  for (const done of [jsonl, json, text]) expect([0, 6]).toContain(done?.code);
  expect(lines(jsonl?.stdout ?? '').at(-1)).toMatchObject({ type: 'result', session, exitCode: jsonl?.code });
  expect(JSON.parse(json?.stdout ?? '')).toMatchObject({ session, exitCode: json?.code });
});

test.each(['watch', 'logs', 'send'])('%s of a session that is not there has a result for programs', async (command) => {
  await using place = new Place();
  const words = command === 'send' ? ['no-such', 'x'] : ['no-such'];
  const { code, stdout } = await place.amber([command, ...words, '-o', 'jsonl']).done;
  expect(lines(stdout)).toMatchObject([{ type: 'result', outcome: null, exitCode: 6, error: { code: 'NOT_FOUND' } }]);
  expect(code).toBe(6);
  expect((await place.amber(['logs', 'no-such', '--raw', '-o', 'jsonl']).done).stdout).toBe('');
});
