import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { sendFrom, sendOptions } from '../../../src/cli/commands/send.ts';
import { keepingAsked, readPrompt } from '../../../src/cli/flags/read-prompt.ts';
import { fakeIo } from '../fake-io.ts';

const TTY = { stdin: true, stdout: true, stderr: true };
const NO_SHELL = process.platform === 'win32';

describe.skipIf(NO_SHELL)('a prompt that a person writes in their editor', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'amber-editor-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** An editor that notes what it was given, then does what the script says with `$file`. */
  function editor(name: string, script: string): string {
    const file = join(folder, name);
    writeFileSync(
      file,
      `#!/bin/sh\nfor file; do :; done\nprintf %s "$file" > '${file}.path'\ncp "$file" '${file}.before'\n${script}\n`,
    );
    chmodSync(file, 0o755);
    return file;
  }
  const written = (env: { readonly [name: string]: string }, input = true) =>
    readPrompt(fakeIo({ tty: TTY, cwd: folder, env }), {}, 'amber run', { input });

  test('is what stands above the note; headings stay, and the file is gone', async () => {
    const file = editor(
      'writes',
      `{ printf '# Title\\n\\nDo it.\\n'; cat "$file"; } > "$file.new"; mv "$file.new" "$file"`,
    );
    expect(await written({ VISUAL: file, EDITOR: 'false' })).toBe('# Title\n\nDo it.');
    expect(readFileSync(`${file}.before`, 'utf8')).toContain('Without any text nothing is started');
    expect(existsSync(dirname(readFileSync(`${file}.path`, 'utf8')))).toBe(false);
  });

  test('is written to a file that nobody else can read, by an editor that may have arguments', async () => {
    const file = editor('modes', `[ "$1" = --wait ] && ls -l "$file" > '${join(folder, 'mode')}'; echo x > "$file"`);
    expect(await written({ EDITOR: `'${file}' --wait` })).toBe('x');
    expect(readFileSync(join(folder, 'mode'), 'utf8')).toMatch(/^-rw-------/);
  });

  test.each([
    ['nothing', 'true', 'the prompt is empty: nothing was started'],
    ['nothing, and then fails', 'exit 3', 'ended with code 3: nothing was started'],
  ])('%s: nothing is started', async (name, script, message) => {
    const failed = written({ EDITOR: `'${editor(name.replace(/\W/g, ''), script)}'` });
    await expect(failed).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
    expect(existsSync(dirname(readFileSync(join(folder, `${name.replace(/\W/g, '')}.path`), 'utf8')))).toBe(false);
  });

  /** Takes the path of a kept file out of what was said, and its folder away at the end. */
  function keptIn(said: string): string {
    const [, file] = /^what you wrote is kept: --prompt-file (\/\S+\/PROMPT\.md)$/m.exec(said) ?? [];
    if (file === undefined) throw new Error(`no kept file in: ${said}`);
    onTestFinished(() => rmSync(dirname(file), { recursive: true }));
    return readFileSync(file, 'utf8');
  }

  test.each([
    ['fails', 'exit 3'],
    ['is killed', 'kill -9 $$'],
  ])('is kept where the editor %s', async (_, ends) => {
    const io = fakeIo({ tty: TTY, cwd: folder, env: { EDITOR: editor('fails', `echo long text > "$file"; ${ends}`) } });
    await expect(readPrompt(io, {}, 'amber run')).rejects.toMatchObject({ code: 'USAGE' });
    expect(keptIn(io.err())).toBe('long text\n');
  });

  test('is kept until a session has taken it, where it was asked for', async () => {
    const io = fakeIo({ tty: TTY, cwd: folder });
    const failed = keepingAsked(io, {}, 'long text', () => Promise.reject(new Error('there is no such session')));
    await expect(failed).rejects.toThrow('there is no such session');
    expect(keptIn(io.err())).toBe('long text\n');
  });

  test.each([
    ['taken by a session', {}],
    ['given as an argument', { argument: 'x' }],
    ['given as a file', { file: 'x' }],
  ])('is not kept where it was %s', async (_, source) => {
    const io = fakeIo({ tty: TTY, cwd: folder });
    const act = async (taken: () => void) => {
      if (Object.keys(source).length === 0) taken();
      return 3;
    };
    expect(await keepingAsked(io, source, 'long text', act)).toBe(3);
    expect(io.err()).toBe('');
  });

  test.each([
    ['continue', undefined, 'no session was made in this directory, or none of them exists any more'],
    ['send @latest', '@latest', 'there is no @latest session: none was made here, or none of them exists any more'],
  ])('is not asked for where amber %s has no session for it', async (_, session, message) => {
    const file = editor('too-early', 'echo x > "$file"');
    const env = { EDITOR: file, AMBER_STATE_DIR: join(folder, 'none'), AMBER_ENGINE: 'local' };
    const io = fakeIo({ tty: TTY, cwd: folder, env });
    await expect(sendFrom(io, sendOptions(session, undefined, {}))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message,
    });
    expect(existsSync(`${file}.path`)).toBe(false);
    expect(io.err()).toBe('');
  });

  test('is not asked for with --no-input', async () => {
    const file = editor('never', 'echo x > "$file"');
    await expect(written({ EDITOR: file }, false)).rejects.toMatchObject({ message: 'no prompt was given' });
    expect(existsSync(`${file}.path`)).toBe(false);
  });
});
