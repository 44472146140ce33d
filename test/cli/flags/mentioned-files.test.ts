import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mentionedFiles } from '../../../src/cli/flags/mentioned-files.ts';
import { readFilesOf, withNamedFiles } from '../../../src/cli/flags/prompt.ts';
import { fakeIo } from '../fake-io.ts';

describe('files that a prompt names', () => {
  let root: string;
  let cwd: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'amber-at-'));
    cwd = join(root, 'work');
    mkdirSync(join(cwd, 'src'), { recursive: true });
    mkdirSync(join(cwd, '.git'));
    for (const file of ['a.ts', 'src/b.ts', '.env', '.git/config', 'latest.txt', 'odd.'])
      writeFileSync(join(cwd, file), 'x');
    writeFileSync(join(root, 'secret'), 'x');
    writeFileSync(join(cwd, 'empty'), '');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test.each([
    ['@a.ts', ['a.ts']],
    ['see @a.ts, (@src/b.ts) and @a.ts.', ['a.ts', join('src', 'b.ts')]],
    ['"@./src/../a.ts"', ['a.ts']],
    ['@odd.', ['odd.']],
    ['me@a.ts x@a.ts', []],
    ['@latest @someone @missing.ts @src @empty', []],
    ['@../secret @.env @.git/config', []],
  ])('%s', async (prompt, files) => {
    expect(await mentionedFiles(cwd, prompt)).toEqual(files);
  });

  test('count where a person types the prompt, and once', async () => {
    const options = { files: ['a.ts'], prompt: { argument: 'x' }, quiet: false };
    const io = fakeIo({ cwd, tty: { stdin: true } });
    const given = await readFilesOf(io, options.files);
    const both = await readFilesOf(io, ['a.ts', 'src/b.ts']);
    expect(await withNamedFiles(io, options, '@a.ts @src/b.ts', given)).toEqual(both);
    expect(io.err()).toBe(`with the prompt: ${join('src', 'b.ts')}\n`);
    expect(await withNamedFiles(fakeIo({ cwd, stdin: 'x' }), options, '@src/b.ts', given)).toEqual(given);
    expect(await withNamedFiles(io, { ...options, prompt: { file: 'task.md' } }, '@src/b.ts', given)).toEqual(given);
  });
});
