import { describe, expect, test } from 'vitest';
import { nextRun } from '../../../../src/engine/local/agui-http/message-or-answer.ts';

const answered = (payload: unknown, responseSchema?: object) =>
  nextRun(
    { runId: 'r', messages: [], resume: [{ interruptId: 'i', status: 'resolved', payload }] },
    { interrupts: [{ id: 'i', message: 'Deploy?', ...(responseSchema && { responseSchema }) }], toolCallIds: [] },
    { now: new Date(0) },
  ).resume;

describe('an answer that names its interrupt', () => {
  const object = { type: 'object', properties: { go: { type: 'boolean' } } };
  test.each([
    ['goes on as it is', { go: true }, object, { go: true }],
    ['a text fills the form that was asked for', 'yes', object, { go: true }],
    ['a text is taken for a yes', 'yes', { type: 'boolean' }, true],
    ['a text stays one where nothing else was asked for', 'yes', undefined, 'yes'],
  ])('%s', (_name, given, schema, payload) =>
    expect(answered(given, schema)).toEqual([{ interruptId: 'i', status: 'resolved', payload }]),
  );
});
