import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eachOf } from '../../../src/core/agui/deltas.ts';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import type { Update } from '../../../src/core/run-update.ts';
import { makeRedactor } from '../../../src/core/secrets/redact.ts';
import { RedactedEvents } from '../../../src/render/json/redacted-events.ts';
import { runFinished, says } from '../../fakes/agui.ts';
import { asOne, events } from '../updates.ts';

const SECRET = 'hunter2hunter2';

/** What is reported after each update, as events. */
function toldOf(updates: readonly Update[], secrets = [SECRET]): AguiEvent[][] {
  const redacted = new RedactedEvents(makeRedactor(secrets));
  const batches = updates.map((update) => {
    const reported: Update[] = [];
    redacted.take(update, reported);
    return reported;
  });
  const last: Update[] = [];
  redacted.end(last);
  return [...batches, last].map((reported) =>
    reported.flatMap((update) =>
      update.type === 'event' ? eachOf(update).map(({ raw = '' }) => JSON.parse(raw)) : [],
    ),
  );
}

const deltasOf = (reported: readonly AguiEvent[][]): string[] =>
  reported.flat().flatMap(({ delta }) => (typeof delta === 'string' ? [delta] : []));

describe('a secret that is split over events', () => {
  test('is masked in each of them, in a message and in the arguments of a tool', () => {
    const message = events(...says('r1', 'm1', 'it is hunt', 'er2hun', 'ter2, I think'));
    expect(deltasOf(toldOf(message))).toEqual(['it is ***', '***', '***, I think']);
    const args = ['{"p":"hunter2', 'hunter2"}'].map((delta) => ({ type: 'TOOL_CALL_ARGS', toolCallId: 't', delta }));
    expect(deltasOf(toldOf(events(...args)))).toEqual(['{"p":"***', '***"}']);
  });

  test('is found wherever it is cut, in whatever form, and whether the pieces came together', () => {
    const text = fc
      .array(
        fc.constantFrom(
          SECRET,
          'hunt',
          ' ',
          'word',
          `${SECRET.slice(0, 5)}\u200b${SECRET.slice(5)}`,
          '%68unter2hunter2',
        ),
      )
      .map((words) => `${words.join('')}.`);
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 12 }), fc.boolean(), (whole, cuts, together) => {
        const places = [0, ...cuts.map((cut) => cut % whole.length).toSorted((a, b) => a - b), whole.length];
        const deltas = places.slice(1).map((to, at) => whole.slice(places[at], to));
        const all = events(...says('r1', 'm1', ...deltas.filter((delta) => delta !== '')));
        const shown = toldOf(together ? [asOne(all.slice(1, -1)), ...all.slice(-1)] : all);
        const joined = deltasOf(shown).join('');
        expect(joined.replace(/(?:\*\*\*)+/g, '***')).toBe(
          makeRedactor([SECRET])
            .exact(whole)
            .replace(/(?:\*\*\*)+/g, '***'),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('holds a piece back no longer than it may be the beginning of one', () => {
    const reported = toldOf(
      events(...says('r1', 'm1', 'so hunt', 'ing', 'a hunter2'), { type: 'CUSTOM', name: 'x' }, runFinished('r1')),
    );
    const types = reported.map((batch) => batch.map(({ type, delta }) => delta ?? type));
    expect(types.slice(1)).toEqual([
      [],
      ['so hunt', 'ing'],
      [],
      ['a hunter2', 'TEXT_MESSAGE_END'],
      ['CUSTOM'],
      ['RUN_FINISHED'],
      [],
    ]);
  });

  test('keeps the order of all that comes behind, and not too much of it', () => {
    const [start, piece] = says('r1', 'm1', 'hunter2');
    const others = Array.from({ length: 70 }, (_, index) => ({ type: 'CUSTOM', name: String(index) }));
    const reported = toldOf(
      events(...[start, piece].flatMap((event) => (event === undefined ? [] : [event])), ...others),
    );
    expect(
      reported
        .flat()
        .map(({ name, delta }) => name ?? delta)
        .slice(1),
    ).toEqual(['hunter2', ...others.map(({ name }) => name)]);
    expect(reported.at(-1)).toEqual([]);
  });
});

test('pieces of a message whose id is a secret are reported one by one', () => {
  const all = events(...says('r1', SECRET, 'one', 'two')).slice(1, -1);
  expect(toldOf([asOne(all)]).flat()).toMatchObject([
    { messageId: '***', delta: 'one' },
    { messageId: '***', delta: 'two' },
  ]);
});

test('an error loses all that looks like a secret; what holds none stays as it was received', () => {
  const token = `ghp_${'a1'.repeat(18)}`;
  expect(toldOf(events({ type: 'RUN_ERROR', code: token, message: `with ${token}` })).flat()).toEqual([
    { type: 'RUN_ERROR', code: '***', message: 'with ***' },
  ]);
  expect(toldOf(events({ type: 'CUSTOM', name: token })).flat()).toEqual([{ type: 'CUSTOM', name: token }]);
});

test('a secret that is JSON leaves no hole in an event', () => {
  const event = { type: 'CUSTOM', value: { a: 1, b: [{ c: 'x' }] }, text: '{"a":1,"b":[{"c":"x"}]}' };
  const [reported] = toldOf(events(event), ['"value":{"a":1,"b":[{"c":"x"}]}', '{"a":1,"b":[{"c":"x"}]}']).flat();
  expect(reported).toEqual({ ...event, text: '***' });
});
