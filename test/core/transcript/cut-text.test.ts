import { expect, test } from 'vitest';
import { cutJson, cutMiddle, withGap } from '../../../src/core/transcript/cut-text.ts';

test('a text that fits is whole', () => {
  expect(cutMiddle('abc', 3)).toEqual({ text: 'abc', cut: undefined });
});

test('a longer one keeps its beginning and its end, and how much is between', () => {
  const { text, cut } = cutMiddle(`${'a'.repeat(100)}${'z'.repeat(100)}`, 40);
  expect(text).toBe('a'.repeat(30) + 'z'.repeat(10));
  expect(cut).toEqual({ at: 30, left: 160 });
  expect(withGap(text, cut)).toBe(`${'a'.repeat(30)}\n… 160 characters are left out …\n${'z'.repeat(10)}`);
});

test('cut again, it has lost all of that', () => {
  const first = cutMiddle(`${'a'.repeat(100)}${'z'.repeat(100)}`, 40);
  const { text, cut } = cutMiddle(first.text, 8, first.cut);
  expect(text).toBe('aaaaaazz');
  expect(cut).toEqual({ at: 6, left: 192 });
});

test('JSON stays JSON, with shorter strings', () => {
  const { text, cut } = cutJson(JSON.stringify({ path: 'a.ts', content: 'x'.repeat(1_000) }), 400);
  expect(cut).toBeUndefined();
  expect(JSON.parse(text)).toEqual({ path: 'a.ts', content: expect.stringMatching(/^x+\n… 900 characters/) });
});

test.each([
  ['none', '{"a": '.padEnd(1_000, 'x')],
  ['of too many parts', JSON.stringify(Array.from({ length: 500 }, () => 'abc'))],
  ['nested too deep', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
])('what is %s is cut as text', (_, json) => {
  const { text, cut } = cutJson(json, 400);
  expect(text).toHaveLength(400);
  expect(cut?.left).toBe(json.length - 400);
});
