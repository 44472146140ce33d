import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mentionedFiles } from '../../../src/cli/flags/mentioned-files.ts';
import { readFilesOf, withNamedFiles } from '../../../src/cli/flags/read-prompt.ts';
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
    writeFileSync(join(cwd, 'large'), '');
    truncateSync(join(cwd, 'large'), 10_000_001);
    symlinkSync(join(root, 'secret'), join(cwd, 'link'));
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
    expect((await mentionedFiles(cwd, prompt)).files).toEqual(files);
  });

  test.each([
    ['@a.ts @types/node me@.env x@src @. @... (@latest)', []],
    ['@.env @.git/config', ['.env: hidden', '.git/config: hidden']],
    ['in @src, and (@empty).', ['src: a folder', 'empty: empty']],
    ['@../secret @link @..', ['../secret: outside of the directory', 'link: outside of the directory']],
    ['@missing.ts, @src/no.md and @a.b/c', ['missing.ts: there is no such file', 'src/no.md: there is no such file']],
    ['@large @large', ['large: larger than 10.0 MB']],
  ])('left out of %s', async (prompt, expected) => {
    const { leftOut } = await mentionedFiles(cwd, prompt);
    expect(leftOut.map(({ path, why }) => `${path}: ${why}`)).toEqual(expected);
  });

  test('what is left out is said in one line, but for what goes with it anyway', async () => {
    const options = { files: ['./.env'], prompt: { argument: 'x' }, quiet: false };
    const io = fakeIo({ cwd, tty: { stdin: true } });
    expect(await withNamedFiles(io, options, 'read @.env @src/ and @empty, please', [])).toEqual([]);
    expect(io.err()).toBe('not with the prompt: src/ (a folder), empty (empty)\n');
  });

  test('too many are refused with what the user can do about it', async () => {
    const names = Array.from({ length: 21 }, (_, at) => `many-${at}`);
    for (const name of names) writeFileSync(join(cwd, name), 'x');
    const io = fakeIo({ cwd, tty: { stdin: true } });
    const options = { files: [], prompt: { argument: 'x' }, quiet: false };
    await expect(withNamedFiles(io, options, names.map((name) => `@${name}`).join(' '), [])).rejects.toMatchObject({
      message: 'too many files: at most 20 go with one message',
      hint: 'name its path in the prompt, without an @: the agent can read its workspace',
    });
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
