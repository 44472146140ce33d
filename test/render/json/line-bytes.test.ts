import { expect, test } from 'vitest';
import { LineBytes, LinePool } from '../../../src/render/json/line-bytes.ts';

const textOf = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString();

test('texts, bytes and numbers become what they say, however much of it there is', () => {
  const lines = new LineBytes();
  for (const length of [1, 70_000, 2_000_000]) {
    lines.text('é€😀'.repeat(length));
    lines.bytes(Buffer.from('bytes'));
    lines.part(Buffer.from('0123456789'), 2, 5);
    for (const number of [0, 9, 10, 1_234_567, 4_294_967_295, 4_294_967_296, Number.MAX_SAFE_INTEGER]) {
      lines.number(number);
      lines.text(' ');
    }
    expect(
      textOf(lines.take()) === `${'é€😀'.repeat(length)}bytes2340 9 10 1234567 4294967295 4294967296 9007199254740991 `,
    ).toBe(true);
  }
});

test('memory is used again only once it has been written', async () => {
  const pool = new LinePool();
  const written: Uint8Array[] = [];
  const slow = Promise.withResolvers<void>();
  const out = {
    isTTY: false,
    columns: 80,
    write: (bytes: string | Uint8Array) => void written.push(bytes as Uint8Array),
  };
  const slowOut = {
    ...out,
    write: (bytes: string | Uint8Array) => {
      out.write(bytes);
      return slow.promise;
    },
  };
  const first = pool.write(slowOut, (lines) => lines.text('first'));
  void pool.write(out, (lines) => lines.text('other'));
  expect(written.map(textOf)).toEqual(['first', 'other']);
  slow.resolve();
  await first;
  void pool.write(out, (lines) => lines.text('third'));
  expect(textOf(written[0] ?? '')).toBe('third');
  expect(pool.write(out, () => {})).toBeUndefined();
  expect(written).toHaveLength(3);
});
