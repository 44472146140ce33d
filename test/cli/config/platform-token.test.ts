import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tokenReader } from '../../../src/cli/config/platform-token.ts';

const NODE = process.execPath;

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'amber-token-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

async function file(content: string | Buffer): Promise<string> {
  const path = join(await folder(), 'token');
  await writeFile(path, content);
  return path;
}

const read = (env: { [name: string]: string }, settings: Parameters<typeof tokenReader>[2] = {}): Promise<string> =>
  tokenReader(env, tmpdir(), settings)();

describe('the token', () => {
  test('comes from AMBER_TOKEN', async () => {
    expect(await read({ AMBER_TOKEN: 'abc' })).toBe('abc');
  });

  test('comes from a file, without its line end', async () => {
    expect(await read({}, { tokenFile: await file('abc\n') })).toBe('abc');
  });

  test('comes from a file that PowerShell has written, and not from one that is no text', async () => {
    expect(await read({}, { tokenFile: await file(Buffer.from('\uFEFFabc\r\n', 'utf16le')) })).toBe('abc');
    const binary = await file(Buffer.of(0x61, 0xff, 0x62));
    await expect(read({}, { tokenFile: binary })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(/token file .* is neither UTF-8/),
    });
  });

  test('AMBER_TOKEN wins over a configured file, and --token-file over both', async () => {
    const tokenFile = await file('from-file');
    expect(await read({ AMBER_TOKEN: 'from-env' }, { tokenFile })).toBe('from-env');
    expect(await read({ AMBER_TOKEN: 'from-env' }, { tokenFile, fileIsFlag: true })).toBe('from-file');
    expect(await read({ AMBER_TOKEN: '' }, { tokenFile })).toBe('from-file');
  });

  test('comes from a command, which no shell touches', async () => {
    const tokenCommand = `${NODE} -e "console.log(process.argv[1])" '$HOME;x'`;
    expect(await read({}, { tokenCommand })).toBe('$HOME;x');
  });

  test('a file is read anew each time: tokens expire', async () => {
    const path = await file('old');
    const reader = tokenReader({}, tmpdir(), { tokenFile: path });
    expect(await reader()).toBe('old');
    await writeFile(path, 'new');
    expect(await reader()).toBe('new');
  });

  test('without any source it is empty, which the server judges', async () => {
    expect(await read({})).toBe('');
  });

  test('a failing command is reported by its exit code and what it said, not by its stdout', async () => {
    const script = "console.log('half-a-secret');console.error('not logged in');process.exit(3)";
    const failing = read({}, { tokenCommand: `${NODE} -e "${script}"` });
    await expect(failing).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(/exit 3, not logged in$/),
    });
    await expect(failing).rejects.not.toMatchObject({ message: expect.stringContaining('half-a-secret') });
  });

  test('a command that is not there is reported', async () => {
    await expect(read({}, { tokenCommand: 'no-such-command-anywhere' })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('no-such-command-anywhere'),
    });
    await expect(read({}, { tokenCommand: "x 'y" })).rejects.toMatchObject({ code: 'CONFIG' });
  });

  test.each(['', 'two words', 'a\nb', 'héllo'])('%j in a file is refused without being shown', async (content) => {
    await expect(read({}, { tokenFile: await file(content) })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.not.stringContaining('words\n'),
    });
  });

  test('a file that can not be read is named', async () => {
    await expect(read({}, { tokenFile: join(await folder(), 'nothing') })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining('nothing'),
    });
  });
});
