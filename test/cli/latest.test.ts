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

test('what was written last is read, also by many writers at once', async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => writeLatest(join(folder, 'new'), { ...LATEST, name: `s${i}` })),
  );
  await writeLatest(join(folder, 'new'), LATEST);
  expect(await readLatest(join(folder, 'new'))).toEqual(LATEST);
  expect(readdirSync(join(folder, 'new'))).toEqual(['latest']);
});

test.skipIf(process.platform === 'win32')('it is nobody else’s business', async () => {
  await writeLatest(folder, LATEST);
  expect(statSync(join(folder, 'latest')).mode & 0o777).toBe(0o600);
});

test('a state directory that can’t be written does no harm', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(writeLatest(join(folder, 'file'), LATEST)).resolves.toBeUndefined();
});

test.each([['{'], ['[]'], ['{"engine":"local"}'], ['']])(
  'what is there but is none (%j) counts as none',
  async (content) => {
    writeFileSync(join(folder, 'latest'), content);
    await expect(readLatest(folder)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  },
);
