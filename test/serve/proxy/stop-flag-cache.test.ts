import { describe, expect, test } from 'vitest';
import { AmberError } from '../../../src/core/errors.ts';
import type { Session, SessionRef } from '../../../src/core/session/session.ts';
import { StopFlagCache } from '../../../src/serve/proxy/stop-flag-cache.ts';
import { keyed } from '../../../src/serve/run-backend.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const a = keyed({ project: 'team-a', name: 'session-1' });
const b = keyed({ project: 'team-b', name: 'session-1' });

function setup() {
  const clock = new VirtualClock();
  const values = new Map<string, boolean | undefined>([
    ['team-a', true],
    ['team-b', undefined],
  ]);
  let failing = 0;
  const reads: SessionRef[] = [];
  const flags = new StopFlagCache({
    clock,
    life: 60_000,
    hit: () => undefined,
    read: () => undefined,
    get: async (ref) => {
      reads.push(ref);
      if (failing-- > 0) throw new AmberError('UNAVAILABLE', 'no');
      const stopOnRunFinished = values.get(ref.project);
      return { spec: { ...(stopOnRunFinished !== undefined && { stopOnRunFinished }) } } as Session;
    },
  });
  return { clock, flags, reads, values, fail: (times: number) => (failing = times) };
}

describe('the flag cache', () => {
  test('keeps yes and no, for each project apart', async () => {
    const { flags, reads } = setup();
    for (let i = 0; i < 100; i++) {
      expect(await flags.isSet(a)).toBe(true);
      expect(await flags.isSet(b)).toBe(false);
    }
    expect(reads).toEqual([a, b]);
  });

  test('asks again after 60 s, or once a change was reported', async () => {
    const { flags, reads, clock, values } = setup();
    expect(await flags.isSet(b)).toBe(false);
    values.set('team-b', true);
    await clock.advance(59_000);
    expect(await flags.isSet(b)).toBe(false);
    await clock.advance(1_001);
    expect(await flags.isSet(b)).toBe(true);
    values.set('team-b', false);
    flags.drop(b);
    expect(await flags.isSet(b)).toBe(false);
    expect(reads).toHaveLength(3);
  });

  test('reads once for all who ask at a time, and keeps no failure', async () => {
    const { flags, reads, fail } = setup();
    fail(1);
    const answers = await Promise.allSettled([flags.isSet(a), flags.isSet(a), flags.isSet(a)]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(reads).toHaveLength(1);
    expect(await flags.isSet(a)).toBe(true);
  });

  test('takes what a watch tells for as long as it tells; a broken one is believed for a minute', async () => {
    const { clock, flags, reads } = setup();
    flags.learn(a, false);
    flags.learn(b, true);
    await clock.advance(3_600_000);
    expect([await flags.isSet(a), await flags.isSet(b), reads]).toEqual([false, true, []]);
    flags.expire('team-a');
    await clock.advance(59_999);
    expect([await flags.isSet(a), reads]).toEqual([false, []]);
    await clock.advance(1);
    expect([await flags.isSet(a), await flags.isSet(b), reads]).toEqual([true, true, [a]]);
    flags.learn(a, false);
    await clock.advance(3_600_000);
    expect([await flags.isSet(a), reads]).toEqual([false, [a]]);
    flags.expire();
    await clock.advance(60_000);
    expect([await flags.isSet(b), reads]).toEqual([false, [a, b]]);
  });
});
