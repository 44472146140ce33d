import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { Place } from '../../scenarios/kit/place.ts';

test.skipIf(NO_LOCAL)('commands, and the demo agent, take the compiled code that others have left', async () => {
  await using place = new Place();
  const env = { NODE_COMPILE_CACHE: join(place.root, 'compiled'), NODE_DEBUG_NATIVE: 'COMPILE_CACHE' };
  const commands = [['run', '--agent', 'demo', '-o', 'jsonl', 'hello'], ['list'], ['run', '--agent', 'demo', 'hello']];
  const taken: string[] = [];
  for (const args of [...commands, ...commands]) {
    const { code, stdout, stderr } = await place.amber(args, { env }).done;
    expect(code).toBe(0);
    const said = [...`${stdout}\n${stderr}`.matchAll(/(\S+) was (accepted|rejected)/g)];
    taken.push(...said.map(([, file, how]) => `${how} ${file}`));
  }
  expect(taken.filter((said) => said.startsWith('rejected'))).toEqual([]);
  expect(taken.some((said) => said.startsWith('accepted'))).toBe(true);
});
