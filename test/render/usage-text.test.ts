import { expect, test } from 'vitest';
import { formatCost, shortCount, takenBy, usageCells } from '../../src/render/usage-text.ts';

const result = { outcome: 'finished', durationMs: 60_000, usage: { inputTokens: 1500, outputTokens: 20 } } as const;

test('what runs took is shown in sums, with how many said nothing; unknown is never 0', () => {
  const cells = (...results: Parameters<typeof takenBy>[0]) => usageCells(takenBy(results));
  expect(cells({ ...result, cost: { usd: 1.5 } })).toEqual(['1', '1 finished', '1m00s', '1.5k in, 20 out', '$1.50']);
  expect(cells({ ...result, cost: { usd: 0 } }, result, { ...result, outcome: 'failed', usage: null })).toEqual([
    '3',
    '2 finished, 1 failed',
    '3m00s',
    '3.0k in, 40 out + 1 unknown',
    '$0.0000 + 2 unknown',
  ]);
  expect(cells({ ...result, usage: null }).slice(2)).toEqual(['1m00s', 'unknown', 'unknown']);
  // Nothing has run.
  expect(cells({ outcome: null, durationMs: 0, usage: null })).toEqual(['0', '–', '–', '–', '–']);
  expect(cells()).toEqual(['0', '–', '–', '–', '–']);
  expect(usageCells(takenBy([result]), '✅ finished')).toContain('✅ finished');
});

test.each([
  [0, '$0.0000'],
  [0.0000001, '<$0.0001'],
  [0.0312, '$0.0312'],
  [12.5, '$12.50'],
  [999_999, '$999999.00'],
  [1_234_567, '$1.2M'],
  [1_000_000_000, '$1.0B'],
])('a cost of %d', (usd, text) => {
  expect(formatCost(usd)).toBe(text);
});

test.each([
  [950, '950'],
  [12_345, '12.3k'],
  [1_234_567, '1.2M'],
  [Number.MAX_SAFE_INTEGER, '9007.2T'],
])('%d tokens', (tokens, text) => {
  expect(shortCount(tokens)).toBe(text);
});
