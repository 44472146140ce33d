import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutTo, widthOf } from '../../src/render/width.ts';

test.each([
  ['abc', 3],
  ['日本語', 6],
  ['é', 1],
  ['👩‍👩‍👧', 2],
  ['❤️', 2],
  ['▸ ✔', 3],
  ['한글', 4],
  ['\u200b', 0],
  ['🇨🇭', 2],
])('%s takes %i columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

test('what is cut fits, and no grapheme is torn', () => {
  expect(cutTo('👩‍👩‍👧👩‍👩‍👧', 3)).toBe('👩‍👩‍👧…');
  expect(cutTo('abcdef', 4)).toBe('abc…');
  expect(cutTo('abcd', 4)).toBe('abcd');
  expect(cutTo('abcd', 0)).toBe('');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, columns) => {
      expect(widthOf(cutTo(text, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});
