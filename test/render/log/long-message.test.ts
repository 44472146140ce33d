import { expect, test } from 'vitest';
import { LastMessage } from '../../../src/core/tracker/last-message.ts';
import type { TextStore } from '../../../src/render/log/long-message.ts';
import { logRenderer } from '../../../src/render/log-renderer.ts';
import { says } from '../../fakes/agui.ts';
import { MemoryOut, optionsFor } from '../outs.ts';
import { events, result } from '../updates.ts';

const SECRET = 'hunter2-secret';

/** What stdout holds in the end, and how many characters were kept outside of memory. */
async function shown(
  pieces: readonly string[],
  {
    before = [],
    fails = false,
    other,
    write,
  }: { before?: readonly string[]; fails?: boolean; other?: string; write?: () => Promise<void> } = {},
) {
  let kept = '';
  const store = (): TextStore => ({
    write(text) {
      if (fails) throw new Error('no space left on the device');
      kept += text;
    },
    *read() {
      for (let at = 0; at < kept.length; at += 65_536) yield kept.slice(at, at + 65_536);
    },
    close() {
      kept = '';
    },
  });
  const [out, err] = [new MemoryOut(), new MemoryOut()];
  const to = write === undefined ? out : { isTTY: false, columns: 80, write };
  const renderer = logRenderer({ ...optionsFor(to, err, [SECRET]), store });
  const last = new LastMessage();
  for (const [id, list] of [['m1', before] as const, ['m2', pieces] as const]) {
    const said = list.length === 0 ? [] : says('r1', id, ...list);
    for (const event of said) if (event.type !== 'TEXT_MESSAGE_END') last.take(event);
    await renderer.update(events(...said));
  }
  const size = kept.length;
  const failure = await Promise.resolve(renderer.update([result({ message: other ?? last.read() })])).catch(String);
  await renderer.close();
  expect(kept).toBe('');
  return { out: out.text, size, ...(write && { failure, err: err.text }) };
}

const long = Array.from({ length: 90 }, (_, at) => `${at} ${'x'.repeat(49_990)}hun`.padEnd(50_000, 't')).concat(
  'end\n',
);

test('an answer of any length is written whole, without its secrets', async () => {
  const pieces = long.map((piece, at) =>
    at === 85 ? `${piece}${SECRET.slice(0, 5)}` : at === 86 ? SECRET.slice(5) + piece : piece,
  );
  const { out } = await shown(pieces);
  expect(out).toBe(pieces.join('').replace(SECRET, '***'));
});

test('one that a result holds whole, and one that is not the last, leave nothing behind', async () => {
  expect(await shown(['short'], { before: long })).toEqual({ out: 'short\n', size: 0 });
  expect(await shown(['x'.repeat(4_000_000)])).toEqual({ out: `${'x'.repeat(4_000_000)}\n`, size: 0 });
});

test.each([
  ['where it can’t be kept', { fails: true }],
  ['where the result does not begin as what was said', { other: 'another' }],
])('%s the result is written', async (_, more) => {
  const last = new LastMessage();
  for (const event of says('r1', 'm2', ...long)) if (event.type !== 'TEXT_MESSAGE_END') last.take(event);
  const { out } = await shown(long, more);
  expect(out).toBe(`${'other' in more ? more.other : last.read()}\n`);
});

test('a stdout that fails in between is said, since the result is shown by then', async () => {
  const { err, failure } = await shown(long, { write: () => Promise.reject(new Error('no space left')) });
  expect(failure).toBe('Error: no space left');
  expect(err).toMatch(/✔ finished[^\n]*\nerror: no space left \[INTERNAL\]\n$/);
});
