import { expect, test } from 'vitest';
import { planOf, planOfCall } from '../../../src/core/agui/plan.ts';

const snapshot = (content: unknown, activityType = 'PLAN') => ({ type: 'ACTIVITY_SNAPSHOT', activityType, content });

test.each([
  [
    {
      entries: [
        { content: 'a', status: 'completed' },
        { content: 'b', status: 'in_progress' },
      ],
    },
    ['done a', 'active b'],
  ],
  [{ tasks: ['a', 'b'] }, ['pending a', 'pending b']],
  [{ steps: [{ description: 'a', status: 'done' }, { status: 'done' }, null, 7] }, ['done a']],
  [{ entries: 'all' }, undefined],
  ['none', undefined],
])('the plan in an activity: %j', (content, expected) => {
  expect(planOf(snapshot(content))?.map(({ state, text }) => `${state} ${text}`)).toEqual(expected);
});

test('another activity is no plan', () => {
  expect(planOf(snapshot({ entries: [] }, 'SEARCH'))).toBeUndefined();
  expect(planOf({ type: 'CUSTOM', activityType: 'PLAN', content: { entries: [] } })).toBeUndefined();
});

test('the plan in a call of TodoWrite', () => {
  const args = JSON.stringify({ todos: [{ content: 'a', status: 'pending', activeForm: 'doing a' }] });
  expect(planOfCall({ name: 'TodoWrite', args })).toEqual([{ text: 'a', state: 'pending' }]);
  expect(planOfCall({ name: 'TodoWrite', args: args.slice(0, 20) })).toBeUndefined();
  expect(planOfCall({ name: 'Bash', args })).toBeUndefined();
});
