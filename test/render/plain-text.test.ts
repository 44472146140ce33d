import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine, PlainText, plain } from '../../src/render/plain-text.ts';

describe('plain text', () => {
  test.each([
    ['CSI', 'a\x1b[31;1mb\x1b[0mc', 'abc'],
    ['C1 CSI', 'a\x9b2Jb', 'ab'],
    ['OSC with BEL', 'a\x1b]0;title\x07b', 'ab'],
    ['OSC with ST', 'a\x1b]8;;http://x\x1b\\b', 'ab'],
    ['DCS', 'a\x1bPq...\x1b\\b', 'ab'],
    ['charset', 'a\x1b(Bb', 'ab'],
    ['two-byte escape', 'a\x1bcb', 'ab'],
    ['carriage return', 'safe\rrm -rf', 'saferm -rf'],
    ['backspaces', 'ab\b\bcd', 'abcd'],
    ['NUL, BEL, DEL', 'a\0\x07\x7fb', 'ab'],
    ['overrides of direction', 'photo_\u202egpj.exe\u202c', 'photo_gpj.exe'],
    ['all marks of direction', 'a\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069b', 'ab'],
    ['what a person writes', 'tab\tline\n“quoted” 日本 👩‍👩‍👧 é', 'tab\tline\n“quoted” 日本 👩‍👩‍👧 é'],
  ])('%s', (_name, given, expected) => {
    expect(plain(given)).toBe(expected);
  });

  test('a sequence without an end swallows its line at most', () => {
    expect(plain('a\x1b]0;never ends\nb')).toBe('a\nb');
    expect(plain(`a\x1b]0;${'x'.repeat(5_000)}`).length).toBeGreaterThan(800);
  });

  test('cut anywhere, the text is the same', () => {
    const piece = fc.constantFrom(
      'a',
      '\n',
      '\x1b',
      '[',
      ']',
      '0',
      ';',
      'm',
      '\\',
      '\x07',
      '\x9b',
      '\x9c',
      '日',
      'P',
      '\u202e',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(40), (pieces, cut) => {
        const stream = new PlainText();
        const parts = stream.push(pieces.slice(0, cut).join('')) + stream.push(pieces.slice(cut).join(''));
        expect(parts).toBe(plain(pieces.join('')));
        expect(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u.test(parts)).toBe(false);
      }),
    );
  });

  test('one line is one line', () => {
    expect(oneLine('  a\r\n\tb  c\u2028d ')).toBe('a b c d');
    expect(oneLine('photo_\u202egpj.exe\u202c \u2067x\u2069')).toBe('photo_gpj.exe x');
  });
});
