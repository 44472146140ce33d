import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readFiles } from '../../../src/cli/flags/prompt-files.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'amber-files-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const cwd = join(root, 'work');

function write(path: string, content: string | Buffer): string {
  const file = join(cwd, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return path;
}

const refused = (...paths: string[]): Promise<string> =>
  readFiles(cwd, paths).then(
    () => 'taken',
    (error) => `${error.code} ${error.message}`,
  );

describe('--file', () => {
  test('reads a file: what it is by its bytes, its name, and where it is beneath the directory', async () => {
    write('shots/a.txt', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    write('notes.md', '# Notes\n');
    write('../other.txt', 'from elsewhere');
    symlinkSync('../other.txt', join(cwd, 'link.txt'));
    const [image, notes, other, link] = await readFiles(cwd, ['shots/a.txt', 'notes.md', '../other.txt', 'link.txt']);
    expect(image).toEqual({
      type: 'image',
      source: {
        type: 'data',
        value: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64'),
        mimeType: 'image/png',
      },
      metadata: { name: 'a.txt', path: 'shots/a.txt' },
    });
    expect(notes).toMatchObject({ type: 'document', source: { mimeType: 'text/markdown' } });
    // A path of this machine that the agent's workspace does not have tells nobody anything.
    expect(other?.metadata).toEqual({ name: 'other.txt' });
    expect(link?.metadata).toEqual({ name: 'link.txt' });
  });

  test('a text in UTF-16 goes on as UTF-8', async () => {
    write('utf16.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('größe', 'utf16le')]));
    const [file] = await readFiles(cwd, ['utf16.txt']);
    expect(file?.source.mimeType).toBe('text/plain');
    expect(Buffer.from(file?.source.value ?? '', 'base64').toString()).toBe('größe');
  });

  test('what is no file is an error at once, never a wait', async () => {
    mkdirSync(join(cwd, 'folder'), { recursive: true });
    write('empty', '');
    expect(await refused('none')).toBe('USAGE cannot read --file none: there is no such file');
    expect(await refused('folder')).toBe('USAGE --file folder is a directory');
    expect(await refused('empty')).toBe('USAGE --file empty is empty');
  });

  test.skipIf(process.platform === 'win32')('a pipe without a writer, a device without an end', async () => {
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    expect(await refused('pipe')).toBe('USAGE --file pipe is no file');
    expect(await refused('/dev/zero')).toBe('USAGE --file /dev/zero is no file');
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('one that may not be read', async () => {
    chmodSync(join(cwd, write('secret', 'x')), 0);
    expect(await refused('secret')).toBe('USAGE cannot read --file secret: permission denied');
  });

  test('too large, too large together, too many', async () => {
    write('large', Buffer.alloc(10_000_001, 'a'));
    write('half', Buffer.alloc(9_000_000, 'a'));
    write('small', 'a');
    expect(await refused('large')).toBe('INVALID --file large is too large: at most 10.0 MB each');
    expect(await refused('half', 'half', 'half')).toBe(
      'INVALID the files are too large together, 27.0 MB: at most 20.0 MB',
    );
    expect(await refused(...Array.from({ length: 21 }, () => 'small'))).toBe(
      'INVALID too many files: at most 20 go with one message',
    );
  });
});
