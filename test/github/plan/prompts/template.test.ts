import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fill, hasPlace } from '../../../../src/github/plan/prompts/prompt.ts';

test('values are put in once, and never read as templates', () => {
  expect(fill('{{a}} {{ b }} {{c}}', { a: '{{b}}', b: '$& {{a}}' })).toBe('{{b}} $& {{a}} {{c}}');
});

test('whatever a value holds, it comes out as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      expect(fill('<{{a}}>', { a: value })).toBe(`<${value}>`);
    }),
  );
});

test('names that every object has are no values', () => {
  expect(fill('{{constructor}} {{to_string}}', {})).toBe('{{constructor}} {{to_string}}');
});

test('a place is a placeholder of that very name', () => {
  expect(hasPlace('x {{ data }} y', 'data')).toBe(true);
  expect(hasPlace('x {{database}} data', 'data')).toBe(false);
});
