import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readPrompt } from '../../src/cli/prompt.ts';
import { fakeIo } from './fake-io.ts';

describe('the prompt', () => {
  test('is the argument, as it is', async () => {
    expect(await readPrompt(fakeIo(), { argument: ' two\nlines ' }, 'amber run')).toBe(' two\nlines ');
  });

  test('comes from stdin for -, whole, even if a character is cut in two', async () => {
    const bytes = Buffer.from(`${'x'.repeat(999_999)}é`);
    const stream = Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]);
    const io = { ...fakeIo(), stdin: { isTTY: false, stream } };
    expect(await readPrompt(io, { argument: '-' }, 'amber run')).toBe(bytes.toString());
  });

  test('comes from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'amber-prompt-'));
    try {
      writeFileSync(join(folder, 'p'), '\uFEFFfrom a file');
      expect(await readPrompt(fakeIo(), { file: join(folder, 'p') }, 'amber run')).toBe('from a file');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each([
    ['none', {}, '', 'no prompt was given'],
    ['two', { argument: 'a', file: 'b' }, '', 'given twice'],
    ['an empty one', { argument: '  ' }, '', 'the prompt is empty'],
    ['an empty stdin', { argument: '-' }, '', 'the prompt is empty'],
    ['a file that is not there', { file: '/nowhere/p' }, '', 'cannot read --prompt-file /nowhere/p'],
  ])('%s is an error of usage, with what to type instead', async (_name, source, stdin, message) => {
    const failed = readPrompt(fakeIo({ stdin }), source, 'amber run');
    await expect(failed).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
  });

  test('is not awaited from a stdin that nobody named', async () => {
    const io = { ...fakeIo(), stdin: { isTTY: false, stream: new Readable({ read() {} }) } };
    await expect(readPrompt(io, {}, 'amber run')).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('on a terminal it is said how to end it', async () => {
    const io = fakeIo({ stdin: 'typed\n', tty: { stdin: true, stderr: true } });
    await readPrompt(io, { argument: '-' }, 'amber run');
    expect(io.err()).toContain('Ctrl-D');
  });
});
