import { describe, expect, test } from 'vitest';
import { customs, last, play, prompt, said, start, types } from './agent-harness.ts';

describe('a run of an agent', () => {
  test('streams text between RUN_STARTED, which carries the messages, and RUN_FINISHED', async () => {
    const { events, end } = await play([{ text: 'Hello' }, { text: ', world' }, { stop: 'end_turn' }]);
    expect(end).toBe('finished');
    expect(types(events)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ]);
    expect(said(events)).toBe('Hello, world');
    expect(events[0]).toMatchObject({
      threadId: 'session-1',
      input: { messages: [{ role: 'user', content: 'hello' }] },
    });
    expect(last(events)).toMatchObject({ outcome: { type: 'success' }, result: { stopReason: 'end_turn' } });
  });

  test('a second prompt is a run of its own in the same session', async () => {
    const agent = await start({ prompts: [[{ text: 'one' }], [{ text: 'two' }]] });
    const first = await prompt(agent);
    const second = await prompt(agent);
    expect([said(first.events), said(second.events)]).toEqual(['one', 'two']);
    expect(last(first.events).runId).not.toBe(last(second.events).runId);
  });

  test('usage is reported with the end, cost as what this run added', async () => {
    const cost = (amount: number) => ({
      update: { sessionUpdate: 'usage_update', used: 10, size: 100, cost: { amount, currency: 'USD' } },
    });
    const usage = { totalTokens: 165, inputTokens: 10, outputTokens: 50, cachedReadTokens: 100, cachedWriteTokens: 5 };
    const agent = await start({
      prompts: [
        [cost(0.25), { text: 'a' }, { stop: 'end_turn', with: { usage } }],
        [cost(0.75), { text: 'b' }],
      ],
    });
    const first = await prompt(agent);
    expect(last(first.events).usage).toEqual([
      { inputTokens: 115, outputTokens: 50, totalTokens: 165, cachedInputTokens: 100, cacheWriteInputTokens: 5 },
    ]);
    expect(customs(first.events, 'amber:cost')).toEqual([{ usd: 0.25 }]);
    expect(customs((await prompt(agent)).events, 'amber:cost')).toEqual([{ usd: 0.5 }]);
  });

  test.each(['refusal', 'max_tokens', 'max_turn_requests', 'brand_new_reason'])(
    'stop reason %s is a RUN_ERROR of that code',
    async (stop) => {
      const { events, end } = await play([
        { text: 'so far' },
        { stop, with: { usage: { inputTokens: 1, outputTokens: 2 } } },
      ]);
      expect(end).toBe('error');
      expect(last(events)).toMatchObject({ type: 'RUN_ERROR', code: stop, usage: [{ totalTokens: 3 }] });
    },
  );

  test('an error of the agent is a RUN_ERROR with its details', async () => {
    const { events } = await play([
      { error: { code: -32603, message: 'Internal error', data: { details: 'no credit' } } },
    ]);
    expect(last(events)).toMatchObject({
      type: 'RUN_ERROR',
      code: 'AGENT_ERROR',
      message: 'Internal error: no credit',
    });
  });

  test.each([
    [
      { category: 'provider_error', severity: 'error', title: 'model overloaded' },
      'RUN_ERROR',
      'AGENT_ERROR',
      /^model overloaded$/,
    ],
    [
      { category: 'auth_required', severity: 'error', title: 'no token' },
      'RUN_ERROR',
      'AUTH_REQUIRED',
      /not logged in: no token/,
    ],
    [{ category: 'provider_error', severity: 'warning', title: 'retried' }, 'RUN_FINISHED', undefined, undefined],
  ])('a failure that codex-acp tells beside its stop reason: %j', async (sessionFailure, type, code, message) => {
    const answer = { stop: 'end_turn', with: { _meta: { jetbrains: { air: { sessionFailure } } } } };
    const { events } = await play([{ text: 'so far' }, answer]);
    expect(last(events)).toMatchObject({ type, ...(code && { code, message: expect.stringMatching(message) }) });
  });

  test('a prompt of a megabyte arrives whole', async () => {
    const agent = await start({ prompts: [[{ echo: 'length' }]] });
    expect(said((await prompt(agent, 'ü'.repeat(1_000_000))).events)).toBe('1000000');
  });
});
