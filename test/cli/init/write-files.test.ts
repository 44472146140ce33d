import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { initText, meaningText } from '../../../src/cli/init/init-text.ts';
import { planFiles } from '../../../src/cli/init/write-files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'amber-init-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const planned = async (old: string, text: string) => {
  writeFileSync(join(root, 'a.yml'), old);
  const [file] = await planFiles(root, [{ path: 'a.yml', text }]);
  return file;
};

describe('line breaks of Windows', () => {
  test('are no difference', async () => {
    expect(await planned('a: 1\r\nb: 2\r\n', 'a: 1\nb: 2\n')).toMatchObject({ action: 'keep', diff: '' });
  });

  test('stay, and the difference is what differs', async () => {
    const file = await planned('a: 1\r\nb: 2\r\n', 'a: 1\nb: 3\n');
    expect(file).toMatchObject({ action: 'update', text: 'a: 1\r\nb: 3\r\n' });
    expect(file?.diff.match(/^[-+][^-+]/gm)).toEqual(['-b', '+b']);
  });

  test('beside others are a difference, as one line break is', async () => {
    expect(await planned('a: 1\r\nb: 2\n', 'a: 1\nb: 2\n')).toMatchObject({ action: 'update', text: 'a: 1\nb: 2\n' });
  });
});

test('the name of a file is shown, and does nothing to the terminal', () => {
  const path = '.github/workflows/a\u001b[2J\u202e\nb.yml';
  const files = [{ path, text: '', action: 'create', diff: '' }] as const;
  const plan = { files, conversions: [{ path, changes: [] }], names: [], labels: [], settings: [], warnings: [] };
  const text = `${meaningText(plan)}${initText(plan, { isDryRun: false, hasLabels: true })}`;
  expect(text).toContain('What becomes of .github/workflows/a b.yml:\n');
  expect(text).toContain('wrote .github/workflows/a b.yml\n');
});
