import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openFileOut, openLastMessage } from '../../../src/cli/process/output-files.ts';

const cwd = mkdtempSync(join(tmpdir(), 'amber-outputs-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const failed = (message: string): never => {
  throw new Error(message);
};

describe('a pipe that output goes to', () => {
  beforeAll(() => execFileSync('mkfifo', [join(cwd, 'pipe')]));

  /** Opened as a reader opens it that is there already. */
  function reader(): { readonly read: () => string } {
    const file = openSync(join(cwd, 'pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
    onTestFinished(() => closeSync(file));
    const bytes = Buffer.alloc(1_000);
    return { read: () => bytes.toString('utf8', 0, readSync(file, bytes)) };
  }

  test.each([
    ['--events', () => openFileOut({ cwd }, 'pipe', '--events', failed)],
    ['--last-message', () => openLastMessage({ cwd }, 'pipe')],
  ])('%s: without a reader it is refused, and not waited for', (flag, open) => {
    // Ends the wait of an open() that waits.
    const late = spawn('sh', ['-c', 'sleep 5; exec cat pipe'], { cwd, stdio: 'ignore', detached: true });
    onTestFinished(() => void (late.pid !== undefined && process.kill(-late.pid)));
    expect(open).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: `cannot write ${flag} pipe: nobody reads this pipe`,
        hint: 'start its reader first (cat pipe &), or name a file',
      }),
    );
  });

  test('a reader gets the events as they come', () => {
    const { read } = reader();
    const out = openFileOut({ cwd }, 'pipe', '--events', failed);
    void out.write('one\n');
    expect(read()).toBe('one\n');
    void out.write('two\n');
    expect(read()).toBe('two\n');
    out.close();
    expect(read()).toBe('');
  });

  test('a reader is kept until there is a last message', () => {
    const { read } = reader();
    const file = openLastMessage({ cwd }, 'pipe');
    // Nothing yet, and no end either.
    expect(read).toThrow('EAGAIN');
    expect(file.write('all is well')).toBeUndefined();
    expect(read()).toBe('all is well\n');
    file.close();
    expect(read()).toBe('');
  });
});

describe('--events', () => {
  const open = (text: string) => {
    writeFileSync(join(cwd, 'events.jsonl'), text);
    return () => openFileOut({ cwd }, 'events.jsonl', '--events', failed);
  };
  const content = () => readFileSync(join(cwd, 'events.jsonl'), 'utf8');

  test.each([
    '# Notes\n',
    '{\n  "type": "module"\n}\n',
    '{"name": "x"}',
    '[]',
    `{"a": ${JSON.stringify('x'.repeat(70_000))}}`,
  ])('a file with something else stays as it is: %.20s', (text) => {
    expect(open(text)).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: '--events events.jsonl holds something else than events, and is not overwritten',
        hint: 'name another file, or remove it: rm events.jsonl',
      }),
    );
    expect(content()).toBe(text);
  });

  test.each(['', '{"type":"RUN_STARTED"}\n{"type":"x"}\n', `{"type":"x","a":"${'x'.repeat(70_000)}"}\n`])(
    'an empty one, and one with the events of an earlier run, are written anew: %.20s',
    (text) => {
      const out = open(text)();
      void out.write('{"type":"RUN_ERROR"}\n');
      out.close();
      expect(content()).toBe('{"type":"RUN_ERROR"}\n');
    },
  );
});

describe('--last-message', () => {
  test('a file stays as it is until there is a message', () => {
    writeFileSync(join(cwd, 'last.txt'), 'of the run before, and longer\n');
    const file = openLastMessage({ cwd }, 'last.txt');
    expect(readFileSync(join(cwd, 'last.txt'), 'utf8')).toBe('of the run before, and longer\n');
    expect(file.write('new')).toBeUndefined();
    file.close();
    expect(readFileSync(join(cwd, 'last.txt'), 'utf8')).toBe('new\n');
  });

  test('what goes wrong is said, and ends nothing', () => {
    expect(openLastMessage({ cwd }, 'nowhere/last.txt').write('new')).toEqual({
      trouble: expect.stringMatching(/^--last-message nowhere\/last.txt was not written: /),
      isLost: true,
    });
  });
});
