import { expect, test } from 'vitest';
import { fileTypeOf, isTextType } from '../../src/core/file-type.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test.each([
  ['\x89PNG\r\n\x1a\n rest', 'notes.txt', 'image', 'image/png'],
  ['\xff\xd8\xff\xe0 rest', 'x', 'image', 'image/jpeg'],
  ['GIF89a rest', 'x', 'image', 'image/gif'],
  ['RIFF\x10\0\0\0WEBPVP8 ', 'x', 'image', 'image/webp'],
  ['RIFF\x10\0\0\0WAVEfmt ', 'x', 'audio', 'audio/wav'],
  ['ID3\x04 rest', 'x', 'audio', 'audio/mpeg'],
  ['OggS rest', 'x', 'audio', 'audio/ogg'],
  ['\0\0\0\x20ftypM4A ', 'x', 'audio', 'audio/mp4'],
  ['\0\0\0\x20ftypisom', 'x', 'video', 'video/mp4'],
  ['%PDF-1.7', 'shot.png', 'document', 'application/pdf'],
  ['PK\x03\x04 rest', 'x.docx', 'document', 'application/zip'],
  ['plain words', 'shot.png', 'document', 'text/plain'],
  ['# Title', 'README.md', 'document', 'text/markdown'],
  ['{}', 'a.JSON', 'document', 'application/json'],
  ['<svg/>', 'a.svg', 'document', 'image/svg+xml'],
  ['a\0b', 'a.txt', 'document', 'application/octet-stream'],
  ['\xff\xfe\xfd', 'a.txt', 'document', 'application/octet-stream'],
])('%j, called %s, is of type %s, %s', (bytes, name, type, mimeType) => {
  const found = fileTypeOf(latin1(bytes), name);
  expect(found).toEqual({ type, mimeType });
  expect(isTextType(found)).toBe(/^(?:text|.*(?:json|svg\+xml)$)/.test(mimeType));
});

test('a short file that only begins like another is none', () => {
  expect(fileTypeOf(latin1('RIFF'), 'x')).toEqual({ type: 'document', mimeType: 'text/plain' });
  expect(fileTypeOf(latin1(''), 'constructor')).toEqual({ type: 'document', mimeType: 'text/plain' });
});
