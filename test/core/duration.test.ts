import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAge, formatDuration, parseDuration, writeDuration } from '../../src/core/duration.ts';
import { isAmberError } from '../../src/core/errors.ts';

describe('parseDuration', () => {
  test.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['90', 90_000],
    ['0', 0],
    ['1h30m', 5_400_000],
    ['1m05s', 65_000],
    [' 10m ', 600_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', ' ', '-1', '1.5h', '10x', 'm', '10 m', '30m1h', '1e3', '0x10', 'Infinity', '597h', '99999999999'])(
    '%j is refused, with the field, the value and what is allowed',
    (text) => {
      expect(() => parseDuration(text, '--timeout')).toThrow(
        expect.objectContaining({
          code: 'INVALID',
          message: expect.stringMatching(/^--timeout ".*is not allowed: .*30m/),
        }),
      );
    },
  );

  test('never gives more than a timer can hold', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          const ms = parseDuration(text);
          expect(ms).toBeGreaterThanOrEqual(0);
          expect(ms).toBeLessThan(2 ** 31);
        } catch (error) {
          expect(isAmberError(error, 'INVALID')).toBe(true);
        }
      }),
    );
  });
});

describe('formatDuration', () => {
  test.each([
    [0, '0ms'],
    [-5, '0ms'],
    [850, '850ms'],
    [1_000, '1s'],
    [4_240, '4.2s'],
    [59_940, '59.9s'],
    [59_960, '1m00s'],
    [65_000, '1m05s'],
    [3_599_600, '1h00m'],
    [7_380_000, '2h03m'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

test('writeDuration gives the shortest text for a setting, which reads as the same time', () => {
  const texts = ['30m', '1h', '1h30m', '90s', '2h5s', '0s'];
  const written = texts.map((text) => writeDuration(parseDuration(text)));
  expect(written).toEqual(['30m', '1h', '1h30m', '1m30s', '2h5s', '0s']);
  expect(written.map((text) => parseDuration(text))).toEqual(texts.map((text) => parseDuration(text)));
});

test.each([
  ['2026-01-01T00:00:00Z', '0s'],
  ['2025-12-31T23:59:30Z', '30s'],
  ['2025-12-31T23:58:59Z', '1m'],
  ['2025-12-31T21:00:00Z', '3h'],
  ['2025-12-29T00:00:00Z', '3d'],
  ['2026-01-02T00:00:00Z', '0s'],
  ['never', ''],
  [undefined, ''],
])('the age of %s is "%s"', (time, shown) => {
  expect(formatAge(time, new Date('2026-01-01T00:00:00Z'))).toBe(shown);
});
