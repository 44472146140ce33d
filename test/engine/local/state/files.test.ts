import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppendFile } from '../../../../src/engine/local/log/append-file.ts';
import { openLog } from '../../../../src/engine/local/log/log-reader.ts';
import { linesBackwards, repairLog } from '../../../../src/engine/local/log/log-repair.ts';
import { readText } from '../../../../src/engine/local/state/files.ts';
import { release } from '../../../../src/engine/local/state/process-lock.ts';

let root: string;
let pipe: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'amber-files-'));
  pipe = join(root, 'pipe');
  execFileSync('mkfifo', [pipe]);
});
afterAll(() => rmSync(root, { recursive: true }));

test.skipIf(process.platform === 'win32').each([
  ['read as text', () => readText(pipe)],
  ['read as a log', () => openLog(pipe)],
  ['read backwards', () => [...linesBackwards(pipe)]],
  ['repaired', () => repairLog(pipe)],
  ['appended to', () => new AppendFile(pipe, 0)],
  ['released', () => release(pipe)],
])('a pipe in place of a file of the state is not waited for: %s', async (_name, use) => {
  await expect((async () => use())()).rejects.toThrow('it is not a file');
});
