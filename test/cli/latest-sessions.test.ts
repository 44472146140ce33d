import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLatest, writeLatest } from '../../src/cli/latest-sessions.ts';

const LATEST = { engine: 'local', project: 'p', name: 's', cwd: '/here' };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amber-latest-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what was written last comes first, and nothing else is left', () => {
  writeLatest(join(folder, 'new'), { ...LATEST, name: 'before' });
  writeLatest(join(folder, 'new'), LATEST);
  expect(readLatest(join(folder, 'new'))).toEqual([LATEST, { ...LATEST, name: 'before' }]);
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
  expect(readLatest(folder)).toEqual([]);
});

test('what an older version wrote counts, and a damaged line harms no other', () => {
  writeFileSync(join(folder, 'latest'), '{"engine":"local","project":"p","name":"old"}\n{"engine":"lo\n');
  writeLatest(folder, LATEST);
  expect(readLatest(folder)).toEqual([LATEST, { engine: 'local', project: 'p', name: 'old' }]);
});

test('only the newest are kept', () => {
  for (let n = 0; n < 1_000; n += 1)
    writeLatest(folder, { ...LATEST, name: `session-${n}`, cwd: `/here${'/x'.repeat(50)}` });
  const kept = readLatest(folder);
  expect(kept[0]?.name).toBe('session-999');
  expect(kept.length).toBeGreaterThanOrEqual(100);
  expect(kept.length).toBeLessThan(600);
  expect(readdirSync(folder)).toEqual(['latest']);
});
