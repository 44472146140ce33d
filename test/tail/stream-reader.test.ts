import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AguiEvent, StreamItem } from '../../src/core/agui/events.ts';
import type { Update } from '../../src/core/run-update.ts';
import { TIMING } from '../../src/core/stream-timing.ts';
import { StreamReader } from '../../src/tail/stream-reader.ts';
import { ReplayEnd } from '../../src/tail/until/replay-end.ts';

/** A goal that writes down what it gets, and says of each event that it is of the run that the event names. */
class Witnessing extends ReplayEnd {
  readonly reported: AguiEvent[] = [];

  override event(event: AguiEvent, now: number): undefined {
    super.event(event, now);
    this.reported.push(event);
  }
}

const item = (event: AguiEvent, seq?: number): StreamItem =>
  seq === undefined ? { kind: 'event', event } : { kind: 'event', event, seq };
const delta = (text: string, more: object = {}): AguiEvent => ({
  type: 'TEXT_MESSAGE_CONTENT',
  messageId: 'm',
  delta: text,
  ...more,
});

function read(
  items: readonly StreamItem[],
  cuts: readonly number[] = [],
): { reported: AguiEvent[]; events: AguiEvent[] } {
  const goal = new Witnessing(TIMING);
  const reading = new StreamReader(goal, undefined);
  reading.connect();
  const updates: Update[] = [];
  for (const [i, to] of [...cuts, items.length].entries()) reading.take(items.slice(cuts[i - 1] ?? 0, to), 0, updates);
  return {
    reported: goal.reported,
    events: updates.flatMap((update) => (update.type === 'event' ? [update.event] : [])),
  };
}

describe('a stretch of deltas', () => {
  test('is delivered one by one, and given to the goal as one', () => {
    const items = [item(delta('a')), item(delta('b')), item(delta('c')), item({ type: 'CUSTOM' }), item(delta('d'))];
    const { reported, events } = read(items);
    expect(events).toEqual(items.map((each) => (each.kind === 'event' ? each.event : each)));
    expect(reported).toEqual([delta('abc'), { type: 'CUSTOM' }, delta('d')]);
  });

  test('ends where anything but the delta differs that says whose it is', () => {
    const others = [
      { messageId: 'n' },
      { runId: 'r' },
      { run_id: 'r' },
      { threadId: 't' },
      { subagentRunId: 's' },
      { role: 'user' },
      { type: 'X' },
    ];
    for (const other of others) {
      const items = [item(delta('a')), item(delta('b', other)), item(delta('c'))];
      expect(read(items).reported).toEqual([delta('a'), delta('b', other), delta('c')]);
    }
    expect(read([item(delta('a')), item(delta('b'), 7), item(delta('c'), 8)]).reported).toEqual([
      delta('a'),
      delta('bc'),
    ]);
    expect(read([item(delta('a')), { kind: 'alive' }, item(delta('b'))]).reported).toEqual([delta('a'), delta('b')]);
  });

  test('changes neither what is delivered nor the texts that the goal gets, wherever the batches end', () => {
    const event = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          type: fc.constant('TEXT_MESSAGE_CONTENT'),
          messageId: fc.constantFrom('m', 'n'),
          delta: fc.string(),
        }),
      },
      fc.record({ type: fc.constantFrom('CUSTOM', 'TEXT_MESSAGE_END'), messageId: fc.constant('m') }),
      fc.record({ type: fc.constant('TEXT_MESSAGE_CONTENT'), messageId: fc.constant('m'), delta: fc.constant(7) }),
    );
    const textsOf = (events: readonly AguiEvent[]): unknown => {
      const texts = new Map<unknown, string>();
      for (const each of events)
        texts.set(each.messageId, `${texts.get(each.messageId) ?? ''}${String(each.delta ?? '|')}`);
      return [...texts];
    };
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), fc.array(fc.nat(30), { maxLength: 4 }), (events, cuts) => {
        const at = cuts.map((cut) => Math.min(cut, events.length)).sort((a, b) => a - b);
        const result = read(
          events.map((each) => item(each)),
          at,
        );
        expect(result.events).toEqual(events);
        expect(textsOf(result.reported)).toEqual(textsOf(events));
      }),
    );
  });

  test('behind the cursor is not delivered again', () => {
    const reading = new StreamReader(new ReplayEnd(TIMING), 2);
    const updates: Update[] = [];
    const items = [1, 2, 3, 4].map((seq) => item(delta(String(seq)), seq));
    expect(reading.take(items, 0, updates)).toBe(true);
    expect(updates.map((update) => (update.type === 'event' ? update.seq : update))).toEqual([3, 4]);
    expect(reading.cursor).toBe(4);
    expect(reading.take(items, 0, updates)).toBe(false);
  });
});
