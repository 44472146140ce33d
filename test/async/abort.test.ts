import { describe, expect, test } from 'vitest';
import { orAbort, within } from '../../src/async/abort.ts';
import { VirtualClock } from '../fakes/virtual-clock.ts';

const NEVER = new Promise<never>(() => {});

describe('within', () => {
  test('what is in time comes, as a value or an error, and its timer is taken back', async () => {
    const clock = new VirtualClock();
    expect(await clock.run(within(Promise.resolve(1), 50, clock))).toBe(1);
    await expect(within(Promise.reject(new Error('no')), 50, clock)).rejects.toThrow('no');
    expect(clock.now()).toBe(0);
  });

  test('what is late is undefined, or the value for it', async () => {
    const clock = new VirtualClock();
    expect(await clock.run(within(NEVER, 50, clock))).toBeUndefined();
    expect(await clock.run(within(NEVER, 50, clock, 'late'))).toBe('late');
  });
});

test('orAbort: rejects with the reason of a signal, even of one that was aborted before', async () => {
  const abort = new AbortController();
  const waiting = orAbort(NEVER, abort.signal);
  abort.abort('enough');
  await expect(waiting).rejects.toBe('enough');
  await expect(orAbort(Promise.resolve(1), abort.signal)).rejects.toBe('enough');
});
