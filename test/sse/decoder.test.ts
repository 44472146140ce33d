import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eachOf } from '../../src/core/agui/deltas.ts';
import type { StreamItem } from '../../src/core/agui/events.ts';
import { SseDecoder } from '../../src/sse/decoder.ts';
import { anyText } from '../fakes/any-text.ts';
import { cpuTime } from '../fakes/cpu-time.ts';
import { heap } from '../fakes/heap.ts';

const SCENES = new URL('../fixtures/platform/', import.meta.url);
const recorded = readdirSync(SCENES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    ['live', 'replay'].map((kind) => ({
      name: `${name}/${kind}`,
      bytes: readFileSync(new URL(`${name}/${kind}.sse`, SCENES)),
    })),
  );

/** All but `alive`, which says only that bytes came; deltas that came together one by one. */
function decode(chunks: Iterable<Uint8Array>, cap?: number, together = true): StreamItem[] {
  const decoder = new SseDecoder(cap === undefined ? { together } : { together, cap });
  const items: StreamItem[] = [];
  for (const chunk of chunks) items.push(...decoder.push(chunk));
  items.push(...decoder.end());
  return items.filter(({ kind }) => kind !== 'alive').flatMap(separate);
}

test('of an event that is too deep for a stack the rest is taken: a run keeps its end', () => {
  const deep = `${'['.repeat(200_000)}1${']'.repeat(200_000)}`;
  const items = whole(`data: {"type":"RUN_FINISHED","runId":"r","result":${deep},"text":"[[{"}\n\n`);
  expect(warnings(items)).toEqual([['EVENT_TOO_DEEP', 0]]);
  const [, event] = items;
  const raw = event?.kind === 'event' ? (event.raw ?? '') : '';
  expect(JSON.parse(raw)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r', text: '[[{' });
  expect(raw).toContain(`${'['.repeat(199)}null${']'.repeat(199)}`);
  const flat = { type: 'CUSTOM', name: 'x', value: Array.from({ length: 500 }, () => [['['], {}]) };
  expect(events(whole(`data: ${JSON.stringify(flat)}\n\n`))).toEqual([flat]);
});

function separate(item: StreamItem): readonly StreamItem[] {
  if (item.kind !== 'event') return [item];
  return eachOf(item).map((reported) => ({ kind: 'event', ...reported }));
}

function whole(text: string, cap?: number): StreamItem[] {
  const items = decode([Buffer.from(text)], cap);
  expect(decode([Buffer.from(text)], cap, false)).toEqual(items);
  return items;
}
const splitAt = (bytes: Uint8Array, ...at: readonly number[]): Uint8Array[] =>
  [...at, bytes.length].map((end, i) => bytes.subarray(at[i - 1] ?? 0, end));
const bytewise = (bytes: Uint8Array): Uint8Array[] => splitAt(bytes, ...Array.from(bytes.keys()).slice(1));
const events = (items: readonly StreamItem[]): unknown[] =>
  items.flatMap((item) => (item.kind === 'event' ? [item.event] : []));
const warnings = (items: readonly StreamItem[]): [string, number][] =>
  items.flatMap((item) => (item.kind === 'warning' ? [[item.code, item.offset] as [string, number]] : []));

/** The same, however the bytes are cut: in two at every place, and into single bytes. */
function expectAtEverySplit(text: string, cap?: number): StreamItem[] {
  const bytes = Buffer.from(text);
  const items = decode([bytes], cap);
  for (let at = 1; at < bytes.length; at += 1) expect(decode(splitAt(bytes, at), cap)).toEqual(items);
  expect(decode(bytewise(bytes), cap)).toEqual(items);
  return items;
}

/** Numbers that are the same in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What tells two lists of items apart, and is cheap: the recorded streams are compared 60,000 times. */
const signature = (items: readonly StreamItem[]): string =>
  items
    .map((item) => (item.kind === 'event' ? (item.raw ?? JSON.stringify(item.event)) : JSON.stringify(item)))
    .join('\n');

describe('the recorded streams of the platform', () => {
  test('every line is an event with its text, but for the one that is cut off', () => {
    for (const { bytes } of recorded) {
      const lines = bytes
        .toString()
        .split('\n\n')
        .slice(0, -1)
        .filter((line) => line.startsWith('data: '));
      const items = decode([bytes]);
      expect(items.map((item) => (item.kind === 'event' ? item.raw : item))).toEqual(
        lines.map((line) => line.slice(6)),
      );
      expect(events(items)).toEqual(lines.map((line) => JSON.parse(line.slice(6))));
    }
  });

  test.each(recorded.filter(({ bytes }) => bytes.length <= 4_096))(
    'case 1: $name, cut in two at every place',
    ({ bytes }) => {
      const expected = signature(decode([bytes]));
      for (let at = 0; at <= bytes.length; at += 1) {
        if (signature(decode(splitAt(bytes, at))) !== expected) expect.fail(`other events when cut at ${at}`);
      }
    },
  );

  test.each(recorded.filter(({ bytes }) => bytes.length > 4_096 && bytes.length <= 16_384))(
    'case 1: $name, cut at every place',
    ({ bytes }) => {
      const expected = signature(decode([bytes]));
      // Pieces that hold whole events: cutting in two only would take the square of the length.
      const piece = 701;
      for (let first = 0; first < piece; first += 1) {
        const cuts: number[] = [];
        for (let at = first; at <= bytes.length; at += piece) cuts.push(at);
        if (signature(decode(splitAt(bytes, ...cuts))) !== expected) expect.fail(`other events when cut at ${cuts}`);
      }
    },
  );

  test.each(recorded.filter(({ bytes }) => bytes.length > 16_384))(
    'case 1: $name, cut in two at 2,000 places',
    ({ bytes }) => {
      const random = seeded(bytes.length);
      const expected = signature(decode([bytes]));
      // Fifty cuts at a time.
      for (let round = 0; round < 40; round += 1) {
        const cuts = Array.from({ length: 50 }, () => Math.floor(random() * bytes.length)).sort((a, b) => a - b);
        if (signature(decode(splitAt(bytes, ...cuts))) !== expected) expect.fail(`other events when cut at ${cuts}`);
      }
    },
    60_000,
  );
});

describe('bytes', () => {
  test('case 1: a character that is cut in the middle stays whole', () => {
    const items = expectAtEverySplit('data: {"type":"A","delta":"grüße ✓ 🦉 \\u00e9"}\n\n');
    expect(events(items)).toEqual([{ type: 'A', delta: 'grüße ✓ 🦉 é' }]);
    expect(JSON.stringify(items)).not.toContain('\uFFFD');
  });

  test('case 2: LF, CRLF, CR and all of them mixed give the same events', () => {
    for (const eol of ['\n', '\r\n', '\r']) {
      const items = expectAtEverySplit(
        `data: {"type":"A"}${eol}${eol}data: {"type":"B",${eol}data: "x":1}${eol}${eol}`,
      );
      expect(events(items)).toEqual([{ type: 'A' }, { type: 'B', x: 1 }]);
    }
    const mixed = expectAtEverySplit(
      'data: {"type":"A"}\r\n\ndata: {"type":"B"}\n\r\ndata: {"type":"C"}\r\r\ndata: {"type":"D"}\n\r',
    );
    expect(events(mixed)).toEqual([{ type: 'A' }, { type: 'B' }, { type: 'C' }, { type: 'D' }]);
  });

  test('case 2: a byte order mark is no part of the first line, and one later is', () => {
    const items = expectAtEverySplit('\uFEFFdata: {"type":"A"}\n\n\uFEFFdata: {"type":"B"}\n\ndata: {"type":"C"}\n\n');
    expect(events(items)).toEqual([{ type: 'A' }, { type: 'C' }]);
  });

  test('case 3: several data lines are one datum, joined with newlines', () => {
    const items = expectAtEverySplit('data: {"type":\ndata:"A",\ndata\ndata: "b": 1}\n\n');
    expect(items).toEqual([{ kind: 'event', event: { type: 'A', b: 1 } }]);
  });

  test('case 4: frames that ran into each other are read as the events that they were', () => {
    const [a, b] = ['{"type":"A","s":"}{\\"data: "}', '{"type":"B","o":{"p":{}}}'];
    const expected = [JSON.parse(a), JSON.parse(b)];
    for (const text of [
      `data: ${a}\ndata: ${b}\n\n`,
      `data: ${a}${b}\n\n`,
      `data: ${a}data: ${b}\n\n`,
      `data: ${a} data:${b}\n\n`,
    ])
      expect(events(expectAtEverySplit(text))).toEqual(expected);
    const three = events(expectAtEverySplit(`data: ${a}${b}\ndata: ${a}\n\n`));
    expect(three).toEqual([...expected, JSON.parse(a)]);
  });

  test('case 4: what stands in a string never passes for an event', () => {
    const forged = JSON.stringify({ type: 'TEXT', delta: '"}data: {"type":"RUN_FINISHED"}' });
    expect(events(whole(`data: ${forged.slice(0, -2)}\n\n`))).toEqual([]);
    expect(events(whole(`data: x${forged}${forged}\n\n`))).toEqual([]);
  });

  test('case 5: comments, empty data and unknown fields are no events, and show that the other side lives', () => {
    const items = expectAtEverySplit(
      ': heartbeat\n\nevent: x\nretry: 5\n\ndata:\n\ndata: \n\nfoo\n\nid: 7\n\ndata: {"type":"A"}\n\n',
    );
    expect(items).toEqual([{ kind: 'event', event: { type: 'A' }, raw: '{"type":"A"}' }]);
    expect(new SseDecoder().push(Buffer.from(': heartbeat\n'))).toEqual([{ kind: 'alive' }]);
    expect(whole(': live\n\n')).toEqual([{ kind: 'live' }]);
  });

  test('case 5: an id that is a whole number is the sequence of its frame, and of no other', () => {
    const items = expectAtEverySplit(
      'id: 41\ndata: {"type":"A"}\n\ndata: {"type":"B"}\nid:42\n\nid: 0\ndata: {"type":"C"}\n\ndata: {"type":"D"}\n\n' +
        'id: x1\ndata: {"type":"E"}\n\nid: -1\ndata: {"type":"F"}\n\nid: 1234567890123456789\ndata: {"type":"G"}\n\nid: \ndata: {"type":"H"}\n\n',
    );
    expect(items.map((item) => (item.kind === 'event' ? item.seq : item))).toEqual([
      41,
      42,
      0,
      ...Array(5).fill(undefined),
    ]);
  });

  test('case 6: a long line in pieces of a byte and of 64 kB takes linear time', () => {
    const took = (length: number, size: number): number => {
      const bytes = Buffer.from(`data: {"type":"A","delta":"${'x'.repeat(length)}"}\n\n`);
      const decoder = new SseDecoder();
      const start = cpuTime();
      const items: StreamItem[] = [];
      for (let at = 0; at < bytes.length; at += size) items.push(...decoder.push(bytes.subarray(at, at + size)));
      expect(events(items)).toHaveLength(1);
      return cpuTime() - start;
    };
    // Ten times the length: linear is 10, quadratic 100.
    expect(took(200_000, 1)).toBeLessThan(40 * (took(20_000, 1) + 5));
    expect(took(10_000_000, 65_536)).toBeLessThan(40 * (took(1_000_000, 65_536) + 5));
  });

  test('case 6: a frame above the cap is skipped with a warning, and the next one is read', () => {
    const before = 'data: {"type":"A"}\n\n';
    const long = `data: {"type":"B","d":"${'y'.repeat(200)}"}\n\n`;
    for (const text of [`${before}${long}data: {"type":"C"}\n\n`, `${before}id: 3\n${long}data: {"type":"C"}\n\n`]) {
      const items = expectAtEverySplit(text, 100);
      expect(events(items)).toEqual([{ type: 'A' }, { type: 'C' }]);
      expect(warnings(items)).toEqual([['FRAME_TOO_LARGE', text.indexOf('data: {"type":"B"')]]);
    }
    const many = expectAtEverySplit(`${before}${'data: [\n'.repeat(60)}\ndata: {"type":"C"}\n\n`, 50);
    expect(events(many)).toEqual([{ type: 'A' }, { type: 'C' }]);
    expect(warnings(many)).toEqual([['FRAME_TOO_LARGE', before.length]]);
  });

  test('case 6: the cap is 64 MiB, and a line above it does not stay in memory', () => {
    const decoder = new SseDecoder();
    const piece = Buffer.alloc(1 << 20, 'z');
    const items: StreamItem[] = [];
    const before = heap();
    let most = 0;
    for (let mb = 0; mb < 150; mb += 1) {
      items.push(...decoder.push(piece));
      if (mb % 30 === 29) most = Math.max(most, heap() - before);
    }
    items.push(...decoder.push(Buffer.from('\n\ndata: {"type":"A"}\n\n')));
    expect(warnings(items)).toEqual([['FRAME_TOO_LARGE', 0]]);
    expect(events(items)).toEqual([{ type: 'A' }]);
    expect(most).toBeLessThan(80 << 20);
  });

  test('case 6: a frame of nothing but empty lines does not stay in memory either', () => {
    const decoder = new SseDecoder({ cap: 1 << 20 });
    const items: StreamItem[] = [];
    const before = heap();
    for (let piece = 0; piece < 100; piece += 1) items.push(...decoder.push(Buffer.from('data:\n'.repeat(10_000))));
    expect(heap() - before).toBeLessThan(4 << 20);
    expect(warnings([...items, ...decoder.push(Buffer.from('\n'))])).toEqual([['FRAME_TOO_LARGE', 0]]);
  });

  test('case 7: malformed JSON is a warning with its offset in bytes, and the rest goes on', () => {
    const first = 'data: {"type":"✓"}\n\n';
    const text = `${first}data: {"type":"A"\n\n: hé\ndata: nonsense\n\ndata: {"type":"B"}\n\n`;
    const items = expectAtEverySplit(text);
    expect(events(items)).toEqual([{ type: '✓' }, { type: 'B' }]);
    const bytes = Buffer.from(text);
    expect(warnings(items)).toEqual([
      ['MALFORMED_JSON', Buffer.byteLength(first)],
      ['MALFORMED_JSON', bytes.indexOf('data: nonsense')],
    ]);
    const crlf = Buffer.from(text.replaceAll('\n', '\r\n'));
    expect(warnings(decode([crlf])).map(([, offset]) => offset)).toEqual([
      crlf.indexOf('data: {"type":"A"\r'),
      crlf.indexOf('data: nonsense'),
    ]);
  });

  test('case 7: of a frame whose lines are no JSON together, the lines that are one by one are read', () => {
    const items = expectAtEverySplit('data: {"type":"A"}\ndata: {"type":\ndata: {"type":"B"}\n\n');
    expect(events(items)).toEqual([{ type: 'A' }, { type: 'B' }]);
    expect(warnings(items)).toEqual([['MALFORMED_JSON', 19]]);
    expect(warnings(whole('data: {"a":\ndata: 1\ndata: 2}\n\n'))).toHaveLength(1);
  });

  test('case 7: a megabyte of garbage, a warning for each line of it, takes linear time', () => {
    const start = cpuTime();
    const items = whole(`é${'data: x\n\n'.repeat(120_000)}`);
    expect(warnings(items)).toHaveLength(119_999);
    expect(cpuTime() - start).toBeLessThan(5_000);
  });

  test('case 8: unknown types, off-spec roles and odd fields are events like all others', () => {
    const odd = [
      { type: 'META', metaType: 'thumbs_up' },
      { type: 'THINKING_TEXT_MESSAGE_CONTENT', delta: 'hm' },
      { type: 'REASONING_MESSAGE_START', messageId: 'm', role: 'assistant' },
      { type: 'TOOL_CALL_END', toolCallId: 't', result: 'r', error: null },
      { type: 'from the future', __proto__: null, nested: [[{}]] },
    ];
    expect(events(expectAtEverySplit(odd.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')))).toEqual(odd);
  });

  test('case 8: JSON that is no event is a warning', () => {
    for (const json of ['42', 'null', '"[DONE]"', '[{"type":"A"}]', '{"error":"x"}', '{"type":7}'])
      expect(expectAtEverySplit(`data: ${json}\n\n`)).toMatchObject([
        { kind: 'warning', code: 'NOT_AN_EVENT', offset: 0 },
      ]);
  });

  test('case 18: a frame without its blank line at the end is discarded', () => {
    expect(expectAtEverySplit('data: {"type":"A"}\n\ndata: {"type":"B"}\n')).toHaveLength(1);
    expect(expectAtEverySplit('data: {"type":"A"}\n\ndata: {"type":"B"}')).toHaveLength(1);
  });
});

describe('deltas in a row, which are read by their pattern', () => {
  /** What JSON.parse makes of each line; a line that is no JSON is a warning. */
  const expected = (lines: readonly string[]): unknown[] =>
    lines.map((line) => {
      try {
        return { kind: 'event', event: JSON.parse(line), raw: line };
      } catch {
        return 'warning';
      }
    });
  const seen = (lines: readonly string[]): unknown[] =>
    whole(lines.map((line) => `data: ${line}\n\n`).join('')).map((item) =>
      item.kind === 'warning' ? 'warning' : item,
    );
  const content = (delta: string, rest = ''): string =>
    `{"type":"TEXT_MESSAGE_CONTENT","messageId":"m1","delta":"${delta}"${rest}}`;

  test('are what JSON.parse makes of them, whatever stands in them', () => {
    const odd = [
      '',
      ' ',
      'é',
      '🦉',
      '\\n',
      '\\"',
      '\\u00e9',
      '\\',
      '"',
      '\u0001',
      '\t',
      '\u007f',
      '\u2028',
      '},{',
      '","delta":"',
      'x","more":"y',
    ];
    for (const rest of ['', ',"run_id":"r1"', ',"n":1.50,"b":true,"z":null']) {
      const lines = ['one', 'two', 'three', ...odd, 'four'].map((delta) => content(delta, rest));
      expect(seen(lines)).toEqual(expected(lines));
    }
  });

  test('come together where that was asked for, up to the first that is not like them', () => {
    const lines = ['a', 'b', 'c', 'd', 'e\\n', 'f', 'g'].map((delta) => content(delta, ',"run_id":"r1"'));
    const decoder = new SseDecoder({ together: true });
    const items = decoder.push(Buffer.from(lines.map((line) => `data: ${line}\n\n`).join('')));
    const reported = items.map((item) => (item.kind === 'event' ? [item.event.delta, item.pieces?.ends] : item));
    expect(reported).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['cd', [1, 2]],
      ['e\n', undefined],
      ['fg', [1, 2]],
    ]);
  });

  test('keep the order of their fields and share nothing that can be changed', () => {
    const lines = ['a', 'b', 'c', 'd'].map((delta) => content(delta, ',"run_id":"r1","timestamp":5'));
    const [, , third, fourth] = events(whole(lines.map((line) => `data: ${line}\n\n`).join('')));
    expect([third, fourth].map((event) => JSON.stringify(event))).toEqual(lines.slice(2));
    expect(third).not.toBe(fourth);
  });

  test('are not mistaken where the key stands twice, is nested or looks alike', () => {
    const shapes = [
      (d: string) => `{"type":"A","delta":"x","delta":"${d}"}`,
      (d: string) => `{"type":"A","delta":"${d}","delta":"x"}`,
      (d: string) => `{"type":"A","delta":"${d}", "delta" : "x"}`,
      (d: string) => `{"type":"A","o":{"a":1,"delta":"${d}"},"delta":"x"}`,
      (d: string) => `{"type":"A","x":"y","delta":"${d}","o":{"a":1,"delta":"${d}"}}`,
      (d: string) => `{"delta":"${d}","type":"A"}`,
      (d: string) => `{"type":"A","delta":"${d}","\\u0064elta":"b"}`,
      (d: string) => `{"type":"A","delta":{"delta":"${d}"}}`,
      (d: string) => `{"type":"A","a\\",\\"delta":"${d}","delta":"${d}"}`,
    ];
    for (const shape of shapes) {
      const lines = ['a', 'b', 'b', 'c', '', 'x', 'd'].map(shape);
      expect(seen(lines)).toEqual(expected(lines));
    }
  });

  test('of several texts in turn', () => {
    const line = fc.record({
      type: fc.constantFrom('TEXT_MESSAGE_CONTENT', 'TEXT_MESSAGE_CONTENT', 'TOOL_CALL_ARGS'),
      id: fc.constantFrom('m1', 'm1', 'm2'),
      delta: fc.oneof(fc.string(), anyText(), fc.constantFrom('a', 'b"', 'c\\', '\n')),
      seq: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const all = lines.map(({ type, id, delta }) => JSON.stringify({ type, id, delta, run_id: 'r' }));
        const text = all.map((json, i) => `${lines[i]?.seq === true ? `id: ${i}\n` : ''}data: ${json}\n\n`).join('');
        const items = whole(text);
        expect(items).toEqual(
          all.map((raw, i) => ({
            kind: 'event',
            event: JSON.parse(raw),
            raw,
            ...(lines[i]?.seq === true ? { seq: i } : {}),
          })),
        );
        expect(decode(bytewise(Buffer.from(text)))).toEqual(items);
      }),
      { numRuns: 300 },
    );
  });
});

describe('any chunking gives the same', () => {
  const line = fc.oneof(
    fc.record({ type: anyText({ minLength: 1 }), delta: anyText() }).map((event) => `data: ${JSON.stringify(event)}`),
    fc.constantFrom(
      '',
      '',
      '',
      ': heartbeat',
      ': live',
      'data',
      'data:',
      'data: {"type":"A"}{"type":"B"}',
      'data: {"type":',
      'id: 12',
      'id:x',
      'event: e',
      '\uFEFF',
    ),
    anyText({ maxLength: 12 }),
  );
  const body = fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '\r')), { maxLength: 30 })
    .map((lines) => Buffer.from(lines.map(([text, eol]) => text + eol).join('')));

  test('of any body, valid or not', () => {
    fc.assert(
      fc.property(
        body,
        fc.array(fc.nat(400), { maxLength: 12 }),
        fc.constantFrom(undefined, 40),
        (bytes, cuts, cap) => {
          const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
          expect(decode(splitAt(bytes, ...at), cap)).toEqual(decode([bytes], cap));
          expect(decode(bytewise(bytes), cap)).toEqual(decode([bytes], cap));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('of bytes that are no UTF-8', () => {
    const chunk = fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.constantFrom(Buffer.from('\n\n'), Buffer.from('data: {"type":"A"}\n\n')),
    );
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 20 }), (chunks) => {
        const bytes = Buffer.concat(chunks);
        expect(decode(chunks)).toEqual(decode([bytes]));
        expect(decode(bytewise(bytes))).toEqual(decode([bytes]));
      }),
      { numRuns: 500 },
    );
  });
});
