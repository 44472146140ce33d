import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type LastRun,
  lastRunAnnotations,
  lastRunOf,
  lastRunText,
} from '../../../src/core/session/last-run-annotation.ts';
import { ANNOTATION, API_VERSION, KIND, type Session } from '../../../src/core/session/session.ts';

function sessionWith(text: string | undefined): Session {
  const annotations = text === undefined ? {} : { [ANNOTATION.lastRun]: text };
  return { apiVersion: API_VERSION, kind: KIND, metadata: { name: 's', namespace: 'p', annotations }, spec: {} };
}

const RUN: LastRun = { runId: 'run-1', outcome: 'finished', at: '2026-11-26T02:00:00Z' };

describe('the annotation amber/last-run', () => {
  test('what is written is read back', () => {
    expect(lastRunOf(sessionWith(lastRunText(RUN)))).toEqual(RUN);
    const failed: LastRun = { ...RUN, outcome: 'failed', code: 'NO_ANSWER' };
    expect(lastRunOf(sessionWith(lastRunText(failed)))).toEqual(failed);
  });

  test('its outcome stands first, and once more alone, where a column can show it', () => {
    expect(lastRunText(RUN)).toMatch(/^\{"outcome":"finished"/);
    expect(lastRunAnnotations(RUN)).toEqual({
      'amber/last-run': lastRunText(RUN),
      'amber/last-outcome': 'finished',
    });
  });

  test.each([
    ['nothing', undefined],
    ['an empty text, as the platform leaves of a removed one', ''],
    ['no JSON', 'finished'],
    ['JSON that is no object', '["finished"]'],
    ['null', 'null'],
    ['no run', '{"outcome":"finished"}'],
    ['an empty run', '{"outcome":"finished","runId":""}'],
    ['a run that is no text', '{"outcome":"finished","runId":7}'],
    ['an unknown outcome', '{"outcome":"splendid","runId":"run-1"}'],
    ['an outcome that nobody can have seen', '{"outcome":"lost","runId":"run-1"}'],
    ['a name of every object', '{"outcome":"toString","runId":"run-1"}'],
    ['more than anybody of ours writes', JSON.stringify({ ...RUN, more: 'x'.repeat(5_000) })],
  ])('%s says nothing', (_, text) => {
    expect(lastRunOf(sessionWith(text))).toBeUndefined();
  });

  test('a code that is no word is left away, and so is what is unknown', () => {
    const text = JSON.stringify({ runId: 'run-1', outcome: 'failed', code: 'a ::error:: line', more: true });
    expect(lastRunOf(sessionWith(text))).toEqual({ runId: 'run-1', outcome: 'failed', at: '' });
  });

  test.each(['C\n::error::x', '\u001b[31m', 'x'.repeat(101), ''])(
    'a code that is no word is not written: %j',
    (code) => {
      expect(lastRunText({ ...RUN, outcome: 'failed', code })).not.toContain('code');
    },
  );

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        lastRunOf(sessionWith(text));
      }),
    );
  });
});
