import { describe, expect, test } from 'vitest';
import { type FilterOptions, filtered, logFilterOf } from '../../../src/cli/logs/filtered-output.ts';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import type { Update } from '../../../src/core/run-update.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';
import { result } from '../../render/updates.ts';
import { fakeIo } from '../fake-io.ts';

const at = (timestamp: number, event: AguiEvent): Update => ({ type: 'event', event: { ...event, timestamp } });
const piece = (time: number, messageId: string, delta: string): Update =>
  at(time, { type: 'TEXT_MESSAGE_CONTENT', messageId, delta });

/** Shows each event as a line: its delta or type; of a result its message. */
function lined(options: Partial<FilterOptions> = {}) {
  const clock = new VirtualClock();
  const io = { ...fakeIo(), clock };
  const shown = filtered(io, { lines: {}, since: undefined, follow: false, keepsResult: false, ...options }, (to) => ({
    update: (updates) => {
      for (const update of updates)
        if (update.type === 'event') void to.stdout.write(`${update.event.delta ?? update.event.type}\n`);
        else if (update.type === 'result') void to.stdout.write(`result ${update.result.message}\n`);
    },
    close: async () => {},
  }));
  const lines = (): readonly string[] => io.out().split('\n').slice(0, -1);
  return { shown, lines, io, clock };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('--tail', () => {
  test('the last lines, once all has been read', async () => {
    const { shown, lines } = lined({ lines: { tail: 2 } });
    await shown.update(['a', 'b', 'c'].map((text) => piece(1, 'm', text)));
    await settled();
    expect(lines()).toEqual([]);
    await shown.close();
    await settled();
    expect(lines()).toEqual(['b', 'c']);
  });

  test('of very many lines no more than some are kept', async () => {
    const { shown, lines } = lined({ lines: { tail: 1 } });
    for (let i = 0; i < 5_000; i += 1) await shown.update([piece(1, 'm', `${i}`)]);
    await shown.close();
    await settled();
    expect(lines()).toEqual(['4999']);
  });

  test('-f: the last lines after a pause, then each line as it comes', async () => {
    const { shown, lines, clock } = lined({ lines: { tail: 1 }, follow: true });
    await shown.update([piece(1, 'm', 'a'), piece(1, 'm', 'b')]);
    await clock.advance(999);
    await settled();
    expect(lines()).toEqual([]);
    await clock.advance(1_001);
    await settled();
    expect(lines()).toEqual(['b']);
    await shown.update([piece(2, 'm', 'c')]);
    await settled();
    expect(lines()).toEqual(['b', 'c']);
    await shown.close();
  });

  test('-f: an event of now ends the replay without a pause', async () => {
    const { shown, lines, clock } = lined({ lines: { tail: 0 }, follow: true });
    await shown.update([piece(1, 'm', 'a')]);
    await shown.update([piece(clock.date().getTime() + 1, 'm', 'b')]);
    await settled();
    expect(lines()).toEqual(['b']);
    await shown.close();
  });
});

describe('--grep', () => {
  test('lines that match, without their colours; a line that comes in pieces is one', async () => {
    const { shown, lines } = lined({ lines: { grep: /^err/ } });
    await shown.update([
      piece(1, 'm', '\u001b[31merr\u001b[39mor'),
      piece(1, 'm', 'an error'),
      piece(1, 'm', 'fine'),
      result({ message: 'x' }),
    ]);
    await shown.close();
    await settled();
    expect(lines()).toEqual(['\u001b[31merr\u001b[39mor']);
  });

  test('the result of -o jsonl is printed in any case, and counts as a line', async () => {
    const { shown, lines } = lined({ lines: { grep: /b/, tail: 2 }, keepsResult: true });
    await shown.update(['a', 'b1', 'b2', 'c'].map((text) => piece(1, 'm', text)));
    await shown.update([result({ message: 'x' })]);
    await shown.close();
    await settled();
    expect(lines()).toEqual(['b2', 'result x']);
  });
});

describe('--since', () => {
  const since = new Date(100);

  test('what happened from then on; a message that goes on is whole, one that has ended is not shown', async () => {
    const { shown, lines } = lined({ since });
    await shown.update([
      at(1, { type: 'RUN_STARTED', runId: 'r' }),
      piece(1, 'old', 'old'),
      at(1, { type: 'TEXT_MESSAGE_END', messageId: 'old' }),
      piece(50, 'm', 'begun early'),
      piece(150, 'm', 'and goes on'),
      at(150, { type: 'TEXT_MESSAGE_END', messageId: 'm' }),
      { type: 'event', event: { type: 'CUSTOM', name: 'without a time' } },
      result({ message: 'begun earlyand goes on' }),
    ]);
    await shown.close();
    await settled();
    expect(lines()).toEqual([
      'begun early',
      'and goes on',
      'TEXT_MESSAGE_END',
      'CUSTOM',
      'result begun earlyand goes on',
    ]);
  });

  test('a last message that is not shown is not told again by the result, and nothing at all has no result', async () => {
    const some = lined({ since });
    await some.shown.update([piece(1, 'm', 'old'), at(100, { type: 'RUN_FINISHED' }), result({ message: 'old' })]);
    await some.shown.close();
    const none = lined({ since });
    await none.shown.update([piece(1, 'm', 'old'), result({ message: 'old' })]);
    await none.shown.close();
    await settled();
    expect(some.lines()).toEqual(['RUN_FINISHED', 'result ']);
    expect(none.lines()).toEqual([]);
  });

  test('events without times are all shown, and that is said', async () => {
    const { shown, lines, io } = lined({ since });
    await shown.update([{ type: 'event', event: { type: 'RUN_STARTED' } }]);
    await shown.close();
    await settled();
    expect(lines()).toEqual(['RUN_STARTED']);
    expect(io.err()).toMatch(/^warning: .* no times/);
  });
});

test.each([
  [{ tail: 'x' }, '--tail must be a number of lines'],
  [{ tail: '-1' }, '--tail must be a number of lines'],
  [{ grep: '(' }, '--grep is no regular expression'],
  [{ since: 'yesterday' }, '--since must be'],
  [{ grep: '(?=b)' }, '--grep is no regular expression'],
])('%j is refused', async (flags, why) => {
  const none = { tail: undefined, since: undefined, grep: undefined };
  await expect(logFilterOf({ ...none, ...flags }, new Date())).rejects.toThrow(why);
});

test('there may be fewer lines than --tail asks for', async () => {
  const { lines } = await logFilterOf({ tail: '999999999999', since: undefined, grep: undefined }, new Date());
  expect(lines).toEqual({ tail: 999_999_999_999 });
});

test('a pattern that could take years takes no time', async () => {
  const { lines: filter } = await logFilterOf({ tail: undefined, since: undefined, grep: '(a+)+$' }, new Date());
  const { shown, lines } = lined({ lines: filter });
  await shown.update([piece(1, 'm', `${'a'.repeat(50_000)}!`), piece(1, 'm', 'aa')]);
  await shown.close();
  await settled();
  expect(lines()).toEqual(['aa']);
});
