import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readPrompt } from '../../../src/cli/flags/read-prompt.ts';
import { readInputFile } from '../../../src/cli/process/input-files.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';
import { fakeIo } from '../fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'amber-inputs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

describe('a file that a flag names', () => {
  test('is read whole, up to what it may hold', async () => {
    writeFileSync(at('file'), 'x'.repeat(100_000));
    expect(await readInputFile(at('file'), 100_000)).toHaveLength(100_000);
    await expect(readInputFile(at('file'), 99_999)).rejects.toThrow('larger than 99999 bytes');
  });

  test('may be a pipe, which is bounded as well', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const [bytes] = await Promise.all([readInputFile(at('pipe'), 5), appendFile(at('pipe'), 'hello')]);
    expect(bytes.toString()).toBe('hello');
    const reading = readInputFile(at('pipe'), 4);
    await Promise.all([expect(reading).rejects.toThrow('larger than 4 bytes'), appendFile(at('pipe'), 'hello')]);
  });

  test.each(['/dev/zero', folder])('%s is refused: it has no end, or no content', async (path) => {
    await expect(readInputFile(path, 10)).rejects.toThrow('it is no file');
    await expect(readPrompt(fakeIo(), { file: path }, 'amber run')).rejects.toMatchObject({
      code: 'USAGE',
      message: `cannot read --prompt-file ${path}: it is no file`,
    });
  });

  test.each([
    [false, 'waiting for --prompt-file slow: it is read until it ends\n'],
    [true, ''],
  ])('a pipe without a writer is waited for, which is said (quiet: %s)', async (quiet, said) => {
    if (!quiet) execFileSync('mkfifo', [at('slow')]);
    const clock = new VirtualClock();
    const io = { ...fakeIo({ cwd: folder }), clock };
    const reading = readPrompt(io, { file: 'slow' }, 'amber run', { quiet });
    await clock.advance(2_999);
    expect(io.err()).toBe('');
    await clock.advance(1);
    expect(io.err()).toBe(said);
    await appendFile(at('slow'), 'at last');
    expect(await reading).toBe('at last');
    expect(clock.sleeping).toBe(0);
  });
});
