import { expect, test } from 'vitest';
import { headlineOf, reactionTo } from '../../../src/github/show/outcome-text.ts';
import { resultOf } from '../kit/runs.ts';

test.each([
  ['finished', resultOf(), 'rocket'],
  ['finished, but perhaps not stopped', resultOf({ exitCode: 7 }), 'confused'],
  ['failed', resultOf({ outcome: 'failed', exitCode: 3 }), 'confused'],
  ['never began', resultOf({ outcome: null, exitCode: 4 }), 'confused'],
  ['waits for an answer', resultOf({ outcome: 'needs-input', exitCode: 5 }), undefined],
  ['goes on alone', resultOf({ outcome: 'detached' }), undefined],
])('the reaction to a run that %s', (_how, result, reaction) => {
  expect(reactionTo(result)).toBe(reaction);
});

test('work that was not delivered is distinguished from success at a glance', () => {
  expect(headlineOf(resultOf()).mark).toBe('✅');
  expect(headlineOf(resultOf({ exitCode: 10 }))).toEqual({
    mark: '⚠️',
    sentence: 'Amber has finished, but its work was not delivered',
  });
});
