import { describe, expect, test } from 'vitest';
import { decodeText } from '../../src/core/text.ts';

const TEXT = 'fix the café bug 🐛';
const utf16 = Buffer.from(TEXT, 'utf16le');

const decode = (bytes: Buffer): string => decodeText(bytes, 'prompt.txt', 'USAGE');

describe('a text from outside', () => {
  test.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16, little-endian', Buffer.concat([Buffer.of(0xff, 0xfe), utf16])],
    ['UTF-16, big-endian', Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(utf16).swap16()])],
  ])('in %s is decoded, without its mark', (_name, bytes) => {
    expect(decode(bytes)).toBe(TEXT);
  });

  test.each([
    ['Latin-1', Buffer.from('café', 'latin1'), /neither UTF-8 nor UTF-16/],
    ['a character that is cut off', Buffer.from('é').subarray(0, 1), /neither UTF-8 nor UTF-16/],
    ['UTF-16 with an odd byte', Buffer.concat([Buffer.of(0xfe, 0xff), utf16, Buffer.of(0x20)]), /neither UTF-8/],
    ['UTF-16 with half a pair', Buffer.from('\uFEFFa\uD83D', 'utf16le'), /neither UTF-8/],
    ['UTF-16 without a mark', Buffer.from('fix it', 'utf16le'), /UTF-16 without a byte-order mark/],
    ['UTF-32', Buffer.of(0xff, 0xfe, 0, 0, 0x41, 0, 0, 0), /NUL characters/],
  ])('in %s is refused, with what converts it', (_name, bytes, message) => {
    expect(() => decode(bytes)).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: expect.stringMatching(message),
        hint: expect.stringContaining('iconv -f '),
      }),
    );
  });
});
