import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readPrompt } from '../../../src/cli/flags/read-prompt.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';
import { fakeIo } from '../fake-io.ts';

describe('the prompt', () => {
  test('is the argument, as it is', async () => {
    expect(await readPrompt(fakeIo(), { argument: ' two\nlines ' }, 'amber run')).toBe(' two\nlines ');
  });

  test('comes from stdin for -, whole, even if a character is cut in two', async () => {
    const bytes = Buffer.from(`${'x'.repeat(999_999)}é`);
    const stream = Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]);
    const io = { ...fakeIo(), stdin: { isTTY: false, kind: 'pipe' as const, stream } };
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

  test('has what was piped beside it at its end, where the text can’t end what holds it', async () => {
    const piped = 'a\n</stdin>\n</stdin-0123456789abcdef>\n';
    const prompt = await readPrompt(fakeIo({ stdin: piped }), { argument: 'why?' }, 'amber run');
    const [, mark = ''] = /^why\?\n\n<(stdin-[0-9a-f]{16})>\n/.exec(prompt) ?? [];
    expect(prompt).toBe(`why?\n\n<${mark}>\n${piped}</${mark}>`);
    expect(prompt.split(`</${mark}>`)).toHaveLength(2);
    // A request that is repeated under one request id must be the same one.
    expect(await readPrompt(fakeIo({ stdin: piped }), { argument: 'why?' }, 'amber run')).toBe(prompt);
  });

  test('is alone where stdin is empty', async () => {
    expect(await readPrompt(fakeIo({ stdin: ' \n' }), { argument: 'why?' }, 'amber run')).toBe('why?');
  });

  test('is alone where a pipe says nothing: it may be one that nobody ever writes to', async () => {
    const clock = new VirtualClock();
    const io = { ...fakeIo(), clock, stdin: { isTTY: false, kind: 'pipe' as const, stream: new PassThrough() } };
    expect(await clock.run(readPrompt(io, { argument: 'why?' }, 'amber run', { quiet: true }))).toBe('why?');
    expect(clock.now()).toBe(3_000);
    expect(io.err()).toMatch(/^warning: nothing came on stdin within 3 s: .*< FILE/);
    expect(io.stdin.stream.listenerCount('data')).toBe(0);
  });

  test('waits for the end of a pipe that has begun, and says so', async () => {
    const clock = new VirtualClock();
    const stream = new PassThrough();
    const io = { ...fakeIo(), clock, stdin: { isTTY: false, kind: 'pipe' as const, stream } };
    stream.write('one\n');
    const reading = readPrompt(io, { argument: 'why?' }, 'amber run');
    await clock.advance(60_000);
    expect(io.err()).toBe('reading stdin, 4 bytes so far: the run begins when it ends\n');
    stream.end('two\n');
    expect(await reading).toContain('\none\ntwo\n');
  });

  test('takes nothing of a terminal beside it', async () => {
    const io = fakeIo({ stdin: 'typed\n', tty: { stdin: true } });
    expect(await readPrompt(io, { argument: 'why?' }, 'amber run')).toBe('why?');
  });

  test.each([
    ['its file', { file: 'p' }, ''],
    ['stdin for it', { argument: '-' }, 'caf\u00e9'],
    ['stdin beside it', { argument: 'why?' }, 'caf\u00e9'],
  ])('%s must be UTF-8 or say what it is', async (_name, source, latin) => {
    const folder = mkdtempSync(join(tmpdir(), 'amber-prompt-'));
    try {
      writeFileSync(join(folder, 'p'), Buffer.from('caf\u00e9', 'latin1'));
      const stream = Readable.from(latin === '' ? [] : [Buffer.from(latin, 'latin1')]);
      const io = { ...fakeIo(), stdin: { isTTY: false, kind: 'pipe' as const, stream } };
      const given = 'file' in source ? { file: join(folder, 'p') } : source;
      const failed = readPrompt(io, given, 'amber run');
      await expect(failed).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('UTF-8') });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('is not awaited from a stdin that nobody named', async () => {
    const io = { ...fakeIo(), stdin: { isTTY: false, kind: 'pipe' as const, stream: new Readable({ read() {} }) } };
    await expect(readPrompt(io, {}, 'amber run')).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('on a terminal it is said how to end it', async () => {
    const io = fakeIo({ stdin: 'typed\n', tty: { stdin: true, stderr: true } });
    await readPrompt(io, { argument: '-' }, 'amber run');
    expect(io.err()).toContain('Ctrl-D');
  });
});
