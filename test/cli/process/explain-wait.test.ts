import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readPrompt } from '../../../src/cli/flags/read-prompt.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';
import { fakeIo } from '../fake-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'amber-inputs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

describe('a file that a flag names', () => {
  test.each(['/dev/zero', folder])('%s is refused: it has no end, or no content', async (path) => {
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
