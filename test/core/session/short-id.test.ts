import { describe, expect, test } from 'vitest';
import { newSessionName } from '../../../src/core/session/names.ts';
import { isMeant, isWholeName, shortIds } from '../../../src/core/session/short-id.ts';

const V7 = 'session-019abcde-f012-7abc-8def-5c0ffee12345';
const NEIGHBOUR = 'session-019abcde-f013-7abc-8def-5c0ffe999999';
const V4 = 'session-ab12cd34-0000-4000-8000-000000000000';

describe('a short id', () => {
  test('has six characters where that is enough, of the part that is no time', () => {
    expect([...shortIds([V7, V4])]).toEqual(
      [
        [V7, '5c0ffe'],
        [V4, 'ab12cd'],
      ].sort(),
    );
  });

  test('has as many as it takes to begin no other', () => {
    const ids = shortIds([V7, NEIGHBOUR]);
    expect([ids.get(V7), ids.get(NEIGHBOUR)]).toEqual(['5c0ffee', '5c0ffe9']);
  });

  test('is the whole name where somebody chose it, or nothing shorter differs', () => {
    const twin = V4.replace('0000-4000', '1111-4000');
    const ids = shortIds(['nightly', V4, twin, V4]);
    expect(ids.get('nightly')).toBe('nightly');
    expect(ids.get(V4)).toBe(V4);
    expect(ids.get(twin)).toBe(twin);
  });

  test('of ten thousand names of one day each means its own session alone', () => {
    const bytes = (seed: number) => (count: number) =>
      Uint8Array.from({ length: count }, (_, at) => (Math.imul(seed * 16 + at + 1, 2_654_435_761) >>> 13) & 0xff);
    const names = Array.from({ length: 10_000 }, (_, n) => newSessionName(bytes(n), new Date(1_790_000_000_000 + n)));
    const ids = shortIds(names);
    expect(new Set(ids.values()).size).toBe(new Set(names).size);
    const [sample = ''] = names;
    expect(names.filter((name) => isMeant(name, ids.get(sample) ?? ''))).toEqual([sample]);
  });
});

test.each([
  [V7, '5c0ffe', true],
  [V7, '5C0F', true],
  [V7, 'session-5c0ffee', true],
  [V7, '019abc', true],
  [V7, V7.slice(0, 30), true],
  [V7, '5c0', false],
  [V7, '', false],
  [V7, 'session-', false],
  [V7, 'ffee12', false],
  ['nightly', 'nigh', true],
  ['nightly', 'nig', false],
  ['session-a', 'a', true],
])('%s: can "%s" mean it? %s', (name, typed, expected) => {
  expect(isMeant(name, typed)).toBe(expected);
});

test('a whole name needs no look at others', () => {
  expect([V7, V4, 'nightly', V7.slice(0, -1)].map(isWholeName)).toEqual([true, true, false, false]);
});
