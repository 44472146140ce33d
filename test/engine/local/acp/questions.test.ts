import { describe, expect, test } from 'vitest';
import { noticeOf } from '../../../../src/core/agui/custom-events.ts';
import type { AguiEvent } from '../../../../src/core/agui/events.ts';
import type { Question } from '../../../../src/core/result.ts';
import { last, play, prompt, said, start, types } from './agent-harness.ts';

const elicit = (more: object = {}) => ({
  elicit: {
    mode: 'form',
    message: 'Which branch?',
    requestedSchema: {
      type: 'object',
      properties: {
        branch: {
          type: 'string',
          oneOf: [
            { const: 'm', title: 'main' },
            { const: 'n', title: 'next' },
          ],
        },
      },
    },
    ...more,
  },
});
const QUESTION = {
  question: 'Which branch?',
  multiSelect: false,
  options: [{ label: 'main' }, { label: 'next' }],
};
const calls = (events: readonly AguiEvent[]): AguiEvent[] => events.filter(({ type }) => type.startsWith('TOOL_CALL'));
const person = (answers: string[] | null) => ({
  permissions: 'ask' as const,
  human: { permission: async () => null, question: async (_: Question) => answers },
});

describe('a question of an agent', () => {
  test('to nobody ends the run as an interrupt that shows the question', async () => {
    const { events, end } = await play([{ text: 'Hm.' }, elicit({ toolCallId: 'ask-1' }), { text: 'never seen' }]);
    expect(end).toBe('question');
    expect(types(events).slice(4)).toEqual(['TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END', 'RUN_FINISHED']);
    expect(calls(events)[0]).toMatchObject({ toolCallId: 'ask-1', toolCallName: 'AskUserQuestion' });
    expect(JSON.parse(String(calls(events)[1]?.delta))).toEqual({ questions: [{ ...QUESTION, optionsOnly: true }] });
    expect(last(events)).toMatchObject({
      outcome: { type: 'interrupt', interrupts: [{ id: 'ask-1', reason: 'question' }] },
    });
    expect(last(events)).not.toHaveProperty('result');
    expect(said(events)).toBe('Hm.');
  });

  test('that the agent showed as its own AskUserQuestion call is not shown twice', async () => {
    const { events } = await play([
      {
        update: {
          sessionUpdate: 'tool_call',
          toolCallId: 'toolu_1',
          title: 'Ask',
          rawInput: { questions: [{ question: 'Which branch?', header: 'Branch', options: [] }] },
          _meta: { claudeCode: { toolName: 'AskUserQuestion' } },
        },
      },
      elicit({ toolCallId: 'toolu_1' }),
    ]);
    expect(calls(events).map(({ type, toolCallId }) => [type, toolCallId])).toEqual([
      ['TOOL_CALL_START', 'toolu_1'],
      ['TOOL_CALL_ARGS', 'toolu_1'],
      ['TOOL_CALL_END', 'toolu_1'],
    ]);
    expect(last(events)).toMatchObject({ outcome: { interrupts: [{ id: 'toolu_1' }] } });
  });

  test('from within another tool call is a call of its own', async () => {
    const { events } = await play([
      { update: { sessionUpdate: 'tool_call', toolCallId: 'mcp', title: 'Deploy', rawInput: { to: 'x' } } },
      elicit({ toolCallId: 'mcp' }),
    ]);
    const start = calls(events).filter(({ type }) => type === 'TOOL_CALL_START');
    expect(start.map(({ toolCallName }) => toolCallName)).toEqual(['Deploy', 'AskUserQuestion']);
    const asked = start[1]?.toolCallId;
    expect(asked).not.toBe('mcp');
    expect(last(events)).toMatchObject({ outcome: { interrupts: [{ id: asked }] } });
  });

  test('leaves the agent ready for the answer as the next prompt', async () => {
    const agent = await start({ prompts: [[elicit()], [{ echo: true }]] });
    expect((await prompt(agent)).end).toBe('question');
    const { events, end } = await prompt(agent, 'main');
    expect([said(events), end]).toEqual(['main', 'finished']);
  });

  test('that the agent does not take back in time ends the run all the same', async () => {
    const agent = await start(
      { prompts: [[elicit(), { hang: true }]], ignoreCancel: true },
      { options: { limits: { cancel: 50 } } },
    );
    expect((await prompt(agent)).end).toBe('question');
    expect(await agent.exited).toMatchObject({ signal: 'SIGTERM' });
  });

  test('to a person goes back to the agent as the form wants it, and the run goes on to success', async () => {
    const { events, end } = await play([elicit(), { text: ' ok' }], { settings: person(['next']) });
    expect(JSON.parse(said(events).replace(/ ok$/, ''))).toEqual({ action: 'accept', content: { branch: 'n' } });
    expect(end).toBe('finished');
    // Without a result, a reader would take the run for one that waits (docs/events.md, case 22).
    expect(last(events)).toHaveProperty('result');
  });

  test('that a person leaves unanswered is declined', async () => {
    const { events } = await play([elicit()], { settings: person(null) });
    expect(said(events)).toBe('{"action":"decline"}');
  });

  test('to open an address is declined: that was never offered', async () => {
    const { events, end } = await play([
      { elicit: { mode: 'url', message: 'Log in', url: 'https://example.org', elicitationId: 'e' } },
    ]);
    expect([said(events), end]).toEqual(['{"action":"decline"}', 'finished']);
    expect(events.flatMap((event) => noticeOf(event) ?? [])).toEqual([
      {
        kind: 'warning',
        message:
          'the agent asked to open https://example.org (Log in): declined, since an address that an agent names is not opened from here',
      },
    ]);
  });
});
