import { describe, expect, test } from 'vitest';
import { AmberError } from '../../../src/core/errors.ts';
import { ActivityPatcher } from '../../../src/serve/proxy/last-activity.ts';
import { keyed } from '../../../src/serve/run-backend.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const ref = (name: string) => keyed({ project: 'team-a', name });

function setup(touch?: (name: string) => Promise<void>) {
  const clock = new VirtualClock();
  const patches: { name: string; at: number; says: number }[] = [];
  const failures: string[] = [];
  const epoch = clock.date().getTime();
  const activity = new ActivityPatcher({
    clock,
    every: 10_000,
    touch: async ({ name }, at) => {
      patches.push({ name, at: clock.now(), says: at.getTime() - epoch });
      await touch?.(name);
    },
    patched: () => undefined,
    failed: ({ name }) => void failures.push(name),
  });
  return { clock, patches, failures, activity };
}

describe('lastActivityTime', () => {
  test('is patched at once, then once in 10 s however many events come, and once more after the last one', async () => {
    const { clock, patches, activity } = setup();
    for (let i = 0; i < 2_500; i++) {
      activity.event(ref('s'), i === 0);
      await clock.advance(10);
    }
    await clock.advance(100_000);
    expect(patches.map(({ at }) => at)).toEqual([0, 10_000, 20_000, 30_000]);
    expect(patches.at(-1)?.says).toBe(24_990);
    expect(clock.sleeping).toBe(0);
  });

  test('is patched at once on RUN_STARTED, though a patch was made a moment ago', async () => {
    const { clock, patches, activity } = setup();
    activity.event(ref('s'), false);
    await clock.advance(3_000);
    activity.event(ref('s'), true);
    await clock.advance(0);
    expect(patches.map(({ at }) => at)).toEqual([0, 3_000]);
    activity.event(ref('s'), false);
    await clock.advance(60_000);
    expect(patches.map(({ at }) => at)).toEqual([0, 3_000, 13_000]);
  });

  test('of a session with a hundred runs a second is not patched for each of them', async () => {
    const { clock, patches, activity } = setup();
    for (let i = 0; i < 1_000; i++) {
      activity.event(ref('s'), true);
      await clock.advance(10);
    }
    await clock.advance(60_000);
    expect(patches.length).toBeLessThanOrEqual(3);
  });

  test('has at most 50 patches in flight, and loses none of the others', async () => {
    let open = 0;
    let most = 0;
    const gate = Promise.withResolvers<void>();
    const { clock, patches, activity } = setup(async () => {
      most = Math.max(most, ++open);
      await gate.promise;
      open--;
    });
    for (let i = 0; i < 500; i++) activity.event(ref(`s-${i}`), true);
    await clock.advance(0);
    expect(patches).toHaveLength(50);
    gate.resolve();
    await clock.advance(0);
    expect(new Set(patches.map(({ name }) => name)).size).toBe(500);
    expect(most).toBe(50);
  });

  test('is never patched twice at a time for one session, so that an old time can not overtake a new one', async () => {
    let open = 0;
    let most = 0;
    const { clock, activity } = setup(async () => {
      most = Math.max(most, ++open);
      await clock.sleep(25_000);
      open--;
    });
    for (let i = 0; i < 60; i++) {
      activity.event(ref('s'), i % 20 === 0);
      await clock.advance(1_000);
    }
    await clock.advance(200_000);
    expect(most).toBe(1);
  });

  test('is tried again after a failure, with the newest time; a session that is gone is forgotten', async () => {
    let failing = 2;
    const { clock, patches, failures, activity } = setup(async (name) => {
      if (name === 'gone') throw new AmberError('NOT_FOUND', 'gone');
      if (failing-- > 0) throw new AmberError('UNAVAILABLE', 'no');
    });
    activity.event(ref('s'), true);
    activity.event(ref('gone'), true);
    await clock.advance(5_000);
    activity.event(ref('s'), false);
    await clock.advance(60_000);
    expect(patches.filter(({ name }) => name === 's').map(({ at, says }) => [at, says])).toEqual([
      [0, 0],
      [10_000, 5_000],
      [20_000, 5_000],
    ]);
    expect(failures).toEqual(['s', 's']);
    expect(patches.filter(({ name }) => name === 'gone')).toHaveLength(1);
    expect(clock.sleeping).toBe(0);
  });

  test('is written to the store before serve ends', async () => {
    const { clock, patches, activity } = setup();
    activity.event(ref('s'), true);
    await clock.advance(2_000);
    activity.event(ref('s'), false);
    await clock.run(activity.flush());
    expect(patches.map(({ says }) => says)).toEqual([0, 2_000]);
    expect(clock.sleeping).toBe(0);
  });
});
