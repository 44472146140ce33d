import { expect, test } from 'vitest';
import { sinceOf } from '../../../src/cli/flags/parse-since.ts';

const NOW = new Date('2026-11-26T12:00:00Z');

test.each([
  ['30m', '2026-11-26T11:30:00.000Z'],
  ['12h', '2026-11-26T00:00:00.000Z'],
  ['7d', '2026-11-19T12:00:00.000Z'],
  ['2w', '2026-11-12T12:00:00.000Z'],
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01T10:00:00Z', '2026-11-01T10:00:00.000Z'],
])('%s', (text, expected) => {
  expect(sinceOf(text, NOW).toISOString()).toBe(expected);
});

test.each(['', '7', 'd', '-1d', '7 d', 'yesterday', '2026-13-01', '2026-02-30', '2026-11-31T10:00:00Z', '1e3d'])(
  '"%s" is refused',
  (text) => {
    expect(() => sinceOf(text, NOW)).toThrow(/--since must be/);
  },
);
