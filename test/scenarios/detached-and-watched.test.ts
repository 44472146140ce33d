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
