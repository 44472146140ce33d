import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPrompt } from '../../../src/cli/flags/prompt.ts';
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
    ['something, and then fails', 'echo x > "$file"; exit 3', 'ended with code 3: nothing was started'],
  ])('%s: nothing is started', async (name, script, message) => {
    const failed = written({ EDITOR: `'${editor(name.slice(0, 7), script)}'` });
    await expect(failed).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
    expect(existsSync(dirname(readFileSync(join(folder, `${name.slice(0, 7)}.path`), 'utf8')))).toBe(false);
  });

  test('is not asked for with --no-input', async () => {
    const file = editor('never', 'echo x > "$file"');
    await expect(written({ EDITOR: file }, false)).rejects.toMatchObject({ message: 'no prompt was given' });
    expect(existsSync(`${file}.path`)).toBe(false);
  });
});
