import { describe, expect, test } from 'vitest';
import { listedSteps, PlanReader, planOfCall } from '../../../src/core/agui/agent-plan.ts';
import type { AguiEvent } from '../../../src/core/agui/events.ts';

const planOf = (event: AguiEvent) => new PlanReader().take(event);

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

test('of a long plan all steps are read, and those that are not listed are counted', () => {
  const entries = Array.from({ length: 1_000 }, (_, at) => ({
    content: `step ${at}`,
    status: at < 499 ? 'completed' : 'pending',
  }));
  const steps = planOf(snapshot({ entries })) ?? [];
  const { listed, more } = listedSteps(steps);
  expect(listed).toEqual(steps.slice(0, 200));
  expect(more).toBe('and 800 more, 299 of them done');
  expect(listedSteps(steps.slice(0, 200)).more).toBeUndefined();
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

describe('a plan that changes', () => {
  const entries = [
    { content: 'a', status: 'in_progress' },
    { content: 'b', status: 'pending' },
  ];
  const began = { type: 'ACTIVITY_SNAPSHOT', messageId: 'p', activityType: 'PLAN', content: { entries } };
  const changed = (...patch: readonly object[]) => ({
    type: 'ACTIVITY_DELTA',
    messageId: 'p',
    activityType: 'PLAN',
    patch,
  });
  const shown = (reader: PlanReader, event: AguiEvent) =>
    reader.take(event)?.map(({ state, text }) => `${state} ${text}`);

  test('moves with each ACTIVITY_DELTA', () => {
    const reader = new PlanReader();
    reader.take(began);
    const done = { op: 'replace', path: '/entries/0/status', value: 'completed' };
    expect(shown(reader, changed(done, { op: 'replace', path: '/entries/1/status', value: 'in_progress' }))).toEqual([
      'done a',
      'active b',
    ]);
    expect(shown(reader, changed({ op: 'add', path: '/entries/-', value: { content: 'c' } }))).toEqual([
      'done a',
      'active b',
      'pending c',
    ]);
    expect(shown(reader, changed({ op: 'remove', path: '/entries/1' }))).toEqual(['done a', 'pending c']);
    expect(entries).toHaveLength(2);
  });

  test.each([
    ['a place that is not there', [{ op: 'replace', path: '/entries/7/status', value: 'x' }]],
    ['no operation', [null]],
    ['the prototype', [{ op: 'add', path: '/__proto__/polluted', value: true }]],
    ['copies without end', Array.from({ length: 60 }, () => ({ op: 'copy', from: '/entries', path: '/entries/-' }))],
    [
      'more changes than a plan has',
      Array.from({ length: 300 }, () => ({ op: 'test', path: '/entries/0/content', value: 'a' })),
    ],
  ])('%s changes nothing', (_, patch) => {
    const reader = new PlanReader();
    reader.take(began);
    expect(reader.take({ type: 'ACTIVITY_DELTA', messageId: 'p', patch })).toBeUndefined();
    expect(shown(reader, changed({ op: 'remove', path: '/entries/1' }))).toEqual(['active a']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('one that grows without end is followed no further, and costs no more, until it is said anew', () => {
    const reader = new PlanReader();
    reader.take(began);
    const add = changed({ op: 'add', path: '/entries/-', value: { content: 'x'.repeat(10_000) } });
    let followed = 0;
    for (let n = 0; n < 1_000; n++) if (reader.take(add) !== undefined) followed++;
    expect(followed).toBeGreaterThan(5);
    expect(followed).toBeLessThan(100);
    expect(shown(reader, began)).toEqual(['active a', 'pending b']);
    expect(shown(reader, changed({ op: 'remove', path: '/entries/1' }))).toEqual(['active a']);
  });

  test('one that is too long to be changed is shown as it came', () => {
    const reader = new PlanReader();
    const long = Array.from({ length: 100 }, () => ({ content: 'x'.repeat(10_000) }));
    expect(reader.take({ ...began, content: { entries: long } })).toHaveLength(100);
    expect(reader.take(changed({ op: 'remove', path: '/entries/1' }))).toBeUndefined();
  });

  test('a change of an activity that is no plan, or was never seen, is none', () => {
    const reader = new PlanReader();
    reader.take({ ...began, activityType: 'SEARCH' });
    expect(reader.take(changed({ op: 'remove', path: '/entries/1' }))).toBeUndefined();
  });

  test('a snapshot that replaces nothing leaves it', () => {
    const reader = new PlanReader();
    reader.take(began);
    expect(reader.take({ ...began, content: { entries: [] }, replace: false })).toBeUndefined();
  });
});
