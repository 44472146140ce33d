import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import type { Update } from '../../../src/core/run-update.ts';
import { SseDecoder } from '../../../src/sse/decoder.ts';
import { fingerprint } from '../../../src/tail/dedup/fingerprint.ts';
import { ReplayMemory } from '../../../src/tail/dedup/replay-memory.ts';
import { runFinished, runStarted, says } from '../../fakes/agui.ts';

/** A reader over several connections: gives what each of them newly delivered. */
class StreamReader {
  readonly #memory = new ReplayMemory();

  connection(events: readonly AguiEvent[], ending: 'settle' | 'live' | 'none' = 'none'): AguiEvent[] {
    this.#memory.connect();
    return this.more(events, ending);
  }

  more(events: readonly AguiEvent[], ending: 'settle' | 'live' | 'none' = 'none'): AguiEvent[] {
    const out: Update[] = [];
    for (const event of events) this.#memory.take({ type: 'event', event, raw: JSON.stringify(event) }, out);
    if (ending !== 'none') this.#memory[ending](out);
    return out.flatMap((update) => (update.type === 'event' ? [update.event] : []));
  }
}

const textOf = (events: readonly AguiEvent[]): string => events.map(({ delta }) => delta ?? '').join('');
const typesOf = (events: readonly AguiEvent[]): string[] => events.map(({ type }) => type);
const start = (messageId: string): AguiEvent => ({ type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' });
const content = (messageId: string, ...deltas: readonly string[]): AguiEvent[] =>
  deltas.map((delta) => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta }));
const words = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `word ${from + i} `);

describe('case 19: of a replay only what was not delivered passes', () => {
  const scenes = readdirSync(new URL('../../fixtures/platform/', import.meta.url)).filter(
    (name) => !name.includes('.'),
  );
  const recorded = (scene: string, kind: 'live' | 'replay'): AguiEvent[] =>
    new SseDecoder()
      .push(readFileSync(new URL(`../../fixtures/platform/${scene}/${kind}.sse`, import.meta.url)))
      .flatMap((item) => (item.kind === 'event' ? [item.event] : []));

  test.each(scenes)('%s: the rewritten, compacted replay holds nothing new but what the live reader lost', (scene) => {
    const reader = new StreamReader();
    expect(reader.connection(recorded(scene, 'live'))).toEqual(recorded(scene, 'live'));
    const lost = scene === 'flood-slow-reader' ? ['CUSTOM', 'MESSAGES_SNAPSHOT', 'RUN_FINISHED'] : [];
    expect(typesOf(reader.connection(recorded(scene, 'replay'), 'settle'))).toEqual(lost);
    expect(reader.connection(recorded(scene, 'replay'), 'settle')).toEqual([]);
  });

  test.each(scenes)('%s: a stream that is cut anywhere and replayed from its start is delivered once', (scene) => {
    const events = recorded(scene, 'live');
    for (let at = 0; at <= events.length; at += Math.max(1, Math.floor(events.length / 50))) {
      const reader = new StreamReader();
      const delivered = [...reader.connection(events.slice(0, at)), ...reader.connection(events, 'settle')];
      expect(delivered).toEqual(events);
    }
  });

  test('a text goes on in the middle of a delta, however the replay cuts it', () => {
    const delta = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    const args = fc.record({
      deltas: fc.array(delta, { minLength: 1, maxLength: 40 }),
      cuts: fc.array(fc.nat(1_000), { maxLength: 6 }),
      pieces: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 }),
    });
    fc.assert(
      fc.property(args, ({ deltas, cuts, pieces }) => {
        const whole = deltas.join('');
        const reader = new StreamReader();
        let delivered = textOf(reader.connection([start('m'), ...content('m', ...deltas.slice(0, deltas.length / 2))]));
        cuts.push(whole.length);
        for (const [i, cut] of cuts.entries()) {
          const upTo = Math.max(delivered.length, Math.min(whole.length, cut));
          const replay: string[] = [];
          for (let at = 0, n = i; at < upTo; n += 1) {
            const length = pieces[n % pieces.length] ?? 1;
            replay.push(whole.slice(at, Math.min(upTo, at + length)));
            at += length;
          }
          delivered += textOf(reader.connection([start('m'), ...content('m', ...replay)], 'settle'));
          expect(delivered).toBe(whole.slice(0, upTo));
        }
      }),
    );
  });

  test('a replay that begins in the middle of a text is found by the end of what was delivered', () => {
    const reader = new StreamReader();
    reader.connection([start('m'), ...content('m', ...words(0, 100))]);
    const cut = reader.connection(content('m', ...words(60, 130)), 'settle');
    expect(textOf(cut)).toBe(words(100, 130).join(''));
    expect(textOf(reader.more(content('m', ...words(130, 140))))).toBe(words(130, 140).join(''));
  });

  test('a replay that begins behind what was delivered is new, once its end says so', () => {
    for (const ending of ['settle', 'live'] as const) {
      const reader = new StreamReader();
      reader.connection([start('m'), ...content('m', ...words(0, 100))]);
      expect(textOf(reader.connection(content('m', ...words(120, 130))))).toBe('');
      expect(textOf(reader.more([], ending))).toBe(words(120, 130).join(''));
      expect(textOf(reader.more(content('m', ...words(130, 135))))).toBe(words(130, 135).join(''));
    }
    const reader = new StreamReader();
    reader.connection([start('m'), ...content('m', ...words(0, 100))]);
    const end = { type: 'TEXT_MESSAGE_END', messageId: 'm' };
    const rest = reader.connection([...content('m', ...words(120, 125)), end]);
    expect(textOf(rest)).toBe(words(120, 125).join(''));
    expect(rest.at(-1)).toEqual(end);
  });

  test('where the platform dropped live deltas, the replay goes on at the last one that was delivered', () => {
    const reader = new StreamReader();
    reader.connection([start('m'), ...content('m', ...words(0, 50), ...words(57, 100))]);
    expect(textOf(reader.connection([start('m'), ...content('m', ...words(0, 120))], 'settle'))).toBe(
      words(100, 120).join(''),
    );
    expect(textOf(reader.connection([start('m'), ...content('m', ...words(0, 125))], 'settle'))).toBe(
      words(120, 125).join(''),
    );
  });

  test('a finished text stays finished, and one that begins anew under its id is another one', () => {
    const reader = new StreamReader();
    const [first, second] = [says('r1', 'm', 'one ', 'two'), says('r2', 'm', 'three')];
    expect(reader.connection([...first, ...second.slice(0, 1)])).toHaveLength(5);
    expect(textOf(reader.connection([...first, ...second], 'settle'))).toBe('three');
    expect(reader.connection([...first, ...second], 'settle')).toEqual([]);
  });

  test('texts of several messages, thoughts and tool calls do not mix, though they share an id', () => {
    const mixed = (n: number): AguiEvent[] =>
      ['TEXT_MESSAGE_CONTENT', 'REASONING_MESSAGE_CONTENT', 'TOOL_CALL_ARGS'].flatMap((type) =>
        words(0, n).map((word) => ({ type, messageId: 'x', toolCallId: 'x', delta: `${type} ${word}` })),
      );
    const reader = new StreamReader();
    reader.connection(mixed(3));
    const fresh = reader.connection(mixed(5), 'settle');
    expect(typesOf(fresh)).toEqual([
      ...Array(2).fill('TEXT_MESSAGE_CONTENT'),
      ...Array(2).fill('REASONING_MESSAGE_CONTENT'),
      ...Array(2).fill('TOOL_CALL_ARGS'),
    ]);
  });

  test('a compacted replay, with snapshots in place of deltas, passes', () => {
    const reader = new StreamReader();
    reader.connection([runStarted('r'), ...says('r', 'm', 'Hello, ', 'world').slice(0, 2)]);
    const snapshot = { type: 'MESSAGES_SNAPSHOT', messages: [{ id: 'm', role: 'assistant', content: 'Hello, world' }] };
    const compacted = [runStarted('r'), snapshot, runFinished('r')];
    expect(reader.connection(compacted, 'settle')).toEqual([snapshot, runFinished('r')]);
  });

  test('lifecycle events that a cut log holds twice are delivered once', () => {
    const reader = new StreamReader();
    reader.connection([runStarted('r1')]);
    const doubled = [
      runStarted('r1'),
      runFinished('r1'),
      runStarted('r2'),
      runStarted('r1'),
      runFinished('r1'),
      runStarted('r2'),
    ];
    expect(reader.connection(doubled, 'settle')).toEqual([runFinished('r1'), runStarted('r2')]);
  });

  test('events without an id count by how often they came', () => {
    const step = { type: 'STATE_DELTA', delta: [{ op: 'add', path: '/-', value: 1 }] };
    const reader = new StreamReader();
    expect(reader.connection([step, step])).toHaveLength(2);
    expect(reader.connection([step, step, step], 'live')).toEqual([step]);
    expect(reader.more([step])).toEqual([step]);
  });

  test('both errors of a run pass: the first one may have been none', () => {
    const error = (message: string): AguiEvent => ({ type: 'RUN_ERROR', runId: 'r', message });
    const reader = new StreamReader();
    reader.connection([error('An event was too large to send (1 MB)')]);
    expect(reader.connection([error('An event was too large to send (1 MB)'), error('gone')])).toEqual([error('gone')]);
  });

  test('a first connection passes as it is, doubled events too', () => {
    const reader = new StreamReader();
    const events = [runStarted('r'), runStarted('r'), ...says('r', 'm', 'a', 'a'), runFinished('r'), runFinished('r')];
    expect(reader.connection(events)).toEqual(events);
  });
});

describe('fingerprint', () => {
  const event = fc.dictionary(fc.string(), fc.jsonValue()).map((fields): AguiEvent => ({ ...fields, type: 'CUSTOM' }));

  test('does not depend on the order of fields, nor on the ids that a replay adds', () => {
    fc.assert(
      fc.property(event, (original) => {
        const { runId: _r, threadId: _t, run_id: _ri, thread_id: _ti, ...bare } = original;
        const reversed = Object.fromEntries(Object.entries(bare).reverse());
        expect(fingerprint({ ...reversed, runId: 'r', threadId: 't', type: 'CUSTOM' })).toBe(fingerprint(original));
      }),
    );
  });

  test('differs for events that differ', () => {
    const seen = new Set<number>();
    for (let i = 0; i < 100_000; i += 1) seen.add(fingerprint({ type: 'CUSTOM', value: { n: i, list: [i % 7, 'x'] } }));
    expect(seen.size).toBe(100_000);
    const pairs = [
      [{ a: 1 }, { a: '1' }],
      [{ a: null }, { a: 'null' }],
      [{ a: [1, 2] }, { a: [2, 1] }],
      [{ a: {} }, { a: [] }],
      [
        { a: 'x', b: 'y' },
        { a: 'y', b: 'x' },
      ],
      [{ a: { b: 'c' } }, { b: { a: 'c' } }],
    ];
    for (const [one, other] of pairs)
      expect(fingerprint({ type: 'X', ...one })).not.toBe(fingerprint({ type: 'X', ...other }));
  });
});
