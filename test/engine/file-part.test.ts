import { describe, expect, test } from 'vitest';
import { filePart, readContent } from '../../src/engine/file-part.ts';

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const image = (source: object, metadata?: object) => ({ type: 'image', source, ...(metadata && { metadata }) });

describe('the content of a message over the wire', () => {
  test('is a text, or parts whose types their bytes say', () => {
    expect(readContent('hi')).toBe('hi');
    const claimed = { type: 'data', value: PNG.toString('base64'), mimeType: 'text/html' };
    expect(readContent([{ type: 'text', text: 'hi' }, image(claimed, { name: 'a.png', path: 'x/a.png' })])).toEqual([
      { type: 'text', text: 'hi' },
      filePart(PNG, 'a.png', 'x/a.png'),
    ]);
  });

  test.each([
    ['nothing', undefined],
    ['no parts', []],
    ['a part of another kind', [{ type: 'program' }]],
    ['an address, which nobody here asks for', [image({ type: 'url', value: 'http://169.254.169.254/' })]],
    ['a handle of a provider', [image({ type: 'file', value: 'file-1' })]],
    ['data that is no base64', [image({ type: 'data', value: '../../x', mimeType: 'image/png' })]],
    ['no data', [image({ type: 'data', value: '', mimeType: 'image/png' })]],
  ])('is refused otherwise: %s', (_, json) => {
    expect(readContent(json)).toBeUndefined();
  });

  test('has limits', () => {
    const large = image({ type: 'data', value: Buffer.alloc(10_000_001).toString('base64'), mimeType: 'x' });
    expect(() => readContent([large])).toThrow(/too large: at most 10\.0 MB each/);
    const small = image({ type: 'data', value: 'aGVsbG8=', mimeType: 'x' });
    expect(() => readContent(Array.from({ length: 21 }, () => small))).toThrow(
      /too many files: at most 20 go with one message/,
    );
  });
});
