import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutLabelTo, cutPathTo, cutTo, widthOf } from '../../src/render/text-width.ts';

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
  ['क्ष', 2],
  ['กำ', 2],
  ['\u1112\u1161\u11ab', 2],
  ['z\u0335\u0336', 1],
])('%s takes %i columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

test.each([
  ['/srv/a/b/greet.ts', 20, '/srv/a/b/greet.ts'],
  ['/srv/a/b/greet.ts', 13, '…/b/greet.ts'],
  ['/srv/a/b/greet.ts', 10, '…/greet.ts'],
  ['/srv/a/b/greet.ts', 6, '…et.ts'],
])('the path %s in %i columns keeps its end', (path, columns, cut) => {
  expect(cutPathTo(path, columns)).toBe(cut);
});

test('a label keeps the name of its file, and what comes before', () => {
  expect(cutLabelTo('edit /tmp/state/projects/default/greet.ts', 24)).toBe('edit …/default/greet.ts');
  expect(cutLabelTo('npm test', 5)).toBe('npm …');
  expect(cutLabelTo('a command that is long /x/y', 20)).toBe('a command that is l…');
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
