import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLatest, writeLatest } from '../../src/cli/latest.ts';

const LATEST = { engine: 'local', project: 'p', name: 's' };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amber-latest-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what was written last is read, and nothing else is left', () => {
  writeLatest(join(folder, 'new'), { ...LATEST, name: 'before' });
  writeLatest(join(folder, 'new'), LATEST);
  expect(readLatest(join(folder, 'new'))).toEqual(LATEST);
  expect(readdirSync(join(folder, 'new'))).toEqual(['latest']);
});

test.skipIf(process.platform === 'win32')('it is nobody else’s business', () => {
  writeLatest(folder, LATEST);
  expect(statSync(join(folder, 'latest')).mode & 0o777).toBe(0o600);
});

test('a state directory that can’t be written does no harm', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => writeLatest(join(folder, 'file'), LATEST)).not.toThrow();
});

test.each([['{'], ['[]'], ['{"engine":"local"}'], ['']])('what is there but is none (%j) counts as none', (content) => {
  writeFileSync(join(folder, 'latest'), content);
  expect(() => readLatest(folder)).toThrow('there is no @latest session');
});
