import { expect, test } from 'vitest';
import { PacedClock } from './paced-clock.ts';

test('a paced clock wakes sleepers at their times, hours ahead too', async () => {
  const clock = new PacedClock();
  const woken: number[] = [];
  const nap = (ms: number) => clock.sleep(ms).then(() => woken.push(clock.now()));
  await Promise.all([nap(7_200_000), nap(20), nap(60_000)]);
  expect(woken).toEqual([20, 60_000, 7_200_000]);
});

test('a machine that stands still does not move it far', async () => {
  const clock = new PacedClock();
  const waiting = clock.sleep(1_000);
  for (const until = performance.now() + 300; performance.now() < until; );
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(clock.now()).toBeLessThan(200);
  await waiting;
});
