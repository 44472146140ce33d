import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eachOf, type SingleEvent } from '../../src/core/agui/deltas.ts';
import { SseDecoder } from '../../src/sse/decoder.ts';

/** The events of a body, one by one; `together` reads deltas off the bytes. */
function read(body: Uint8Array, together: boolean, size = body.length): readonly SingleEvent[] {
  const decoder = new SseDecoder({ together });
  const reported: SingleEvent[] = [];
  for (let at = 0; at < body.length; at += size)
    for (const item of decoder.push(body.subarray(at, at + size)))
      if (item.kind === 'event')
        for (const { event, raw } of eachOf(item)) reported.push({ event, ...(raw && { raw }) });
  return reported;
}

const frame = (delta: Uint8Array | string): Buffer =>
  Buffer.concat([
    Buffer.from('data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"'),
    Buffer.from(delta),
    Buffer.from('","runId":"r"}\n\n'),
  ]);

/** Texts as they stand in JSON, and bytes that are no UTF-8: cut off, alone, of a surrogate, too long, too many. */
const DELTA = fc.oneof(
  fc.constantFrom('', 'a word', 'é', '€', '😀', '— “x”', '\\n', '\\"', '\\u00e9', '\x7f'),
  fc.constantFrom([0xc3], [0xa4], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf0, 0x9f, 0x98], [0xf5, 0x80], [0xff, 0x41]),
);

describe('deltas that are read off the bytes', () => {
  test('are those that are read one by one, whatever is in them and however they are cut', () => {
    fc.assert(
      fc.property(fc.array(DELTA, { maxLength: 12 }), fc.integer({ min: 1, max: 400 }), (deltas, size) => {
        const body = Buffer.concat(
          deltas.map((delta) => frame(typeof delta === 'string' ? delta : Buffer.from(delta))),
        );
        expect(read(body, true, size)).toEqual(read(body, false));
      }),
      { numRuns: 500 },
    );
  });

  test('come as one item, with the place where each ends', () => {
    const body = Buffer.concat(['a', 'b', 'c€', '😀', '', 'd'].map(frame));
    const [, , last] = new SseDecoder({ together: true }).push(body);
    expect(last).toMatchObject({ event: { delta: 'c€😀d' }, pieces: { ends: [2, 4, 4, 5] } });
  });

  test('stay what they are when the memory that they were read into is used again', () => {
    const decoder = new SseDecoder({ together: true });
    const [, , first] = decoder.push(Buffer.concat(['a', 'b', 'one', 'two'].map(frame)));
    decoder.push(Buffer.concat(['three', 'four', 'five'].map(frame)));
    expect(first).toMatchObject({ event: { delta: 'onetwo' }, pieces: { ends: [3, 6] } });
  });
});
