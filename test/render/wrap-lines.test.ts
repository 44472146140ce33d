import { describe, expect, test } from 'vitest';
import { StreamedWordWrap } from '../../src/render/terminal/streamed-word-wrap.ts';
import { wrapped, writeLines } from '../../src/render/wrap-lines.ts';
import { MemoryOut } from './outs.ts';

describe('lines', () => {
  test('are broken at words; what follows stands below the margin or the last column', () => {
    expect(wrapped('one two three', 8)).toBe('one two\nthree');
    expect(wrapped('  hint: one two', 11)).toBe('  hint: one\n  two');
    expect(wrapped('-q  says little of it', 14)).toBe('-q  says\n    little of\n    it');
  });

  test('keep a word that has no room: it may be a command or an address', () => {
    expect(wrapped('see https://example.com/a/b now', 10)).toBe('see\nhttps://example.com/a/b\nnow');
  });

  test('are measured by the columns that characters take, and colours take none', () => {
    expect(wrapped('日本 語語 ab', 9)).toBe('日本 語語\nab');
    expect(wrapped('\u001b[33mone\u001b[39m two three', 7)).toBe('\u001b[33mone\u001b[39m two\nthree');
  });

  test.each([
    [true, 'warning: all of this\nis long\n'],
    [false, 'warning: all of this is long\n'],
  ])('for a person at a terminal: %s', (isTTY, expected) => {
    const out = new MemoryOut(isTTY);
    out.columns = 20;
    void writeLines(out, 'warning: all of this is long\n');
    expect(out.text).toBe(expected);
  });
});

describe('text that comes in pieces', () => {
  const inPieces = (text: string, columns: number, size: number): string => {
    let shown = '';
    const words = new StreamedWordWrap(
      () => columns,
      () => shown === '' || shown.endsWith('\n'),
    );
    for (let at = 0; at < text.length; at += size) shown += words.push(text.slice(at, at + size));
    return shown + words.end();
  };

  test.each([1, 3, 100])('is broken at words, whatever the pieces (%s)', (size) => {
    expect(inPieces('one two three\n\n  - four five\n', 9, size)).toBe('one two\nthree\n\n  - four\nfive\n');
    expect(inPieces('日本語日本語 ab', 7, size)).toBe('日本語\n日本語\nab');
    expect(inPieces(`a ${'x'.repeat(12)} b`, 5, size)).toBe(`a\n${'x'.repeat(12)} b`);
  });

  test('a word is held back until it is whole; what was written in between begins a new line', () => {
    let atStart = true;
    const words = new StreamedWordWrap(
      () => 12,
      () => atStart,
    );
    expect(words.push('one tw')).toBe('one');
    atStart = false;
    expect(words.push('o three')).toBe(' two');
    atStart = true;
    expect(words.push(' four')).toBe('three');
    atStart = false;
    expect(words.end()).toBe(' four');
  });
});
