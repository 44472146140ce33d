import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capped, cappedJson, outputLimit } from '../../../src/github/show/output-limit.ts';
import { outputsOf } from '../../../src/github/show/step-outputs.ts';
import { anyText } from '../../fakes/any-text.ts';
import { resultOf } from '../kit/runs.ts';

const LINUX = outputLimit({ RUNNER_OS: 'Linux' });

test('a text of any characters is cut at a whole one, within the limit', () => {
  fc.assert(
    fc.property(anyText({ maxLength: 200 }), fc.integer({ min: 20, max: 300 }), (text, limit) => {
      const out = capped(text, limit, 'cut');
      if (Buffer.byteLength(text) <= limit) {
        expect(out).toBe(text);
        return;
      }
      expect(Buffer.byteLength(out)).toBeLessThanOrEqual(limit);
      expect(out.endsWith('\n[cut]')).toBe(true);
      expect(text.startsWith(out.slice(0, -6))).toBe(true);
    }),
  );
});

test('JSON stays JSON', () => {
  const plan = { prompt: 'é'.repeat(200_000), notes: ['a', 'b'.repeat(20_000)], attempts: 1 };
  const out = cappedJson(JSON.stringify(plan), LINUX);
  expect(Buffer.byteLength(out)).toBeLessThanOrEqual(LINUX);
  expect(JSON.parse(out)).toMatchObject({ attempts: 1, prompt: expect.stringMatching(/^é+\n\[cut\]$/) });
  expect(cappedJson('{"a": 1}', LINUX)).toBe('{"a": 1}');
});

describe.each(['Linux', 'Windows'])('on %s', (RUNNER_OS) => {
  const holds = RUNNER_OS === 'Linux' ? 128 * 1024 : 32_767;

  test('every output fits into one variable of a name of any usual length', () => {
    const long = '😀'.repeat(100_000);
    const question = { text: long, questions: [] };
    const ended = {
      result: resultOf({ message: long, question, session: long }),
      session: undefined,
      url: long,
      promptType: 'prompt',
      transcriptPath: undefined,
      resultPath: '/tmp/result.md',
    };
    const outputs = outputsOf(ended, outputLimit({ RUNNER_OS }));
    for (const value of Object.values(outputs)) expect(Buffer.byteLength(value) + 500).toBeLessThan(holds);
    expect(outputs['session-result']).toMatch(/^(?:😀)+\n\[cut: .*result-path has all of it\]$/u);
  });

  test('a structured result is whole, or left to its file: half of it would be no JSON', () => {
    const about = {
      session: undefined,
      url: undefined,
      promptType: 'prompt',
      transcriptPath: undefined,
      resultPath: undefined,
    };
    const outputOf = (structured: string): string | undefined =>
      outputsOf({ ...about, result: resultOf({ structured }) }, outputLimit({ RUNNER_OS }))['structured-output'];
    expect(outputOf('a\0b')).toBe('"a\\u0000b"');
    expect(outputOf('x'.repeat(200_000))).toBe('');
  });

  test('no output ends the variable that it becomes', () => {
    const ended = {
      result: resultOf({ message: 'a\0b', question: { text: '\0', questions: [] } }),
      ...{ session: undefined, url: undefined, promptType: 'prompt', transcriptPath: undefined, resultPath: undefined },
    };
    const outputs = outputsOf(ended, outputLimit({ RUNNER_OS }));
    expect(outputs).toMatchObject({ 'session-result': 'ab', question: '' });
  });
});
