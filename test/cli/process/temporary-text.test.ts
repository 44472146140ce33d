import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryText } from '../../../src/cli/process/temporary-text.ts';

test('a text comes back as it was, torn characters too, and is in no file that anybody else could open', () => {
  const folder = mkdtempSync(join(tmpdir(), 'amber-test-'));
  vi.stubEnv('TMPDIR', folder);
  const text = temporaryText();
  const [first = '', second = ''] = '😀'.split('');
  const pieces = ['a'.repeat(200_000), first, second, 'é日本\n', '\ud800'];
  for (const piece of pieces) text.write(piece);
  for (const _ of [1, 2]) expect([...text.read()].join('')).toBe(pieces.join(''));
  expect(readdirSync(folder)).toEqual([]);
  text.close();
  vi.unstubAllEnvs();
});
