import { expect, test } from 'vitest';
import { fenced } from '../../src/run/memory.ts';

test('a long transcript loses its beginning: 64 KiB at most, no torn character, the fence whole', () => {
  const made = fenced(`FIRST ${'é'.repeat(50_000)} LAST`, 'abcd');
  expect(Buffer.byteLength(made)).toBeLessThanOrEqual(64 * 1024);
  expect(Buffer.byteLength(made)).toBeGreaterThan(64 * 1024 - 4);
  expect(made).not.toContain('FIRST');
  expect(made).not.toContain('\ufffd');
  expect(made).toMatch(/^<transcript-abcd>.*\n\[the beginning is left out\]\né+ LAST\n<\/transcript-abcd>$/);
});

test('a short one is whole', () => {
  expect(fenced('user: hi', 'abcd').split('\n').slice(1)).toEqual(['user: hi', '</transcript-abcd>']);
});
