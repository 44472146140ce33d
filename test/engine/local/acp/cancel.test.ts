import { describe, expect, test } from 'vitest';
import { last, prompt, said, start, types } from './agent-harness.ts';

const TOOL = { update: { sessionUpdate: 'tool_call', toolCallId: 't', title: 'sleep', status: 'in_progress' } };

describe('cancelling a run', () => {
  test('in the middle of a tool call asks the agent, and closes the call', async () => {
    const agent = await start({ prompts: [[{ text: 'a' }, TOOL, { hang: true }], [{ text: 'next' }]] });
    const controller = new AbortController();
    const { events, end } = await prompt(agent, 'go', {
      signal: controller.signal,
      on: ({ type }) => {
        if (type === 'TOOL_CALL_END') controller.abort();
      },
    });
    expect(end).toBe('cancelled');
    expect(types(events).slice(-2)).toEqual(['TOOL_CALL_RESULT', 'RUN_FINISHED']);
    expect(last(events)).toMatchObject({ outcome: { type: 'cancelled' } });
    expect(said((await prompt(agent)).events)).toBe('next');
  });

  test('by cancel() does the same, and is nothing without a run', async () => {
    const agent = await start({ prompts: [[{ text: 'a' }, { hang: true }]] });
    await agent.cancel();
    const { end } = await prompt(agent, 'go', {
      on: async ({ type }) => {
        if (type === 'TEXT_MESSAGE_CONTENT') {
          await agent.cancel();
          await agent.cancel();
        }
      },
    });
    expect(end).toBe('cancelled');
  });

  test('before it began asks the agent nothing', async () => {
    const agent = await start({ prompts: [[{ exit: 1 }]] });
    const { events, end } = await prompt(agent, 'go', { signal: AbortSignal.abort() });
    expect([end, types(events)]).toEqual(['cancelled', ['RUN_STARTED', 'RUN_FINISHED']]);
    expect((await prompt(agent)).end).toBe('error');
  });

  test('an agent that does not obey ends the run in time, and is ended itself', async () => {
    const agent = await start(
      { prompts: [[{ text: 'a' }, { hang: true }]], ignoreCancel: true },
      { options: { limits: { cancel: 60 } } },
    );
    const controller = new AbortController();
    const { end } = await prompt(agent, 'go', {
      signal: controller.signal,
      on: ({ type }) => {
        if (type === 'TEXT_MESSAGE_CONTENT') controller.abort();
      },
    });
    expect(end).toBe('cancelled');
    expect(await agent.exited).toMatchObject({ signal: 'SIGTERM' });
  });

  test('an agent that answers with an error or dies of it was cancelled', async () => {
    for (const scenario of [
      { onCancel: { error: { code: -32800, message: 'cancelled' } } },
      { onCancel: { error: { code: -1, message: 'x' } } },
    ]) {
      const agent = await start({ ...scenario, prompts: [[{ text: 'a' }, { hang: true }]] });
      const { end } = await prompt(agent, 'go', {
        on: ({ type }) => void (type === 'TEXT_MESSAGE_CONTENT' && void agent.cancel()),
      });
      expect(end).toBe('cancelled');
    }
  });

  test.each(['end_turn', 'refusal', 'max_tokens', undefined])(
    'an agent that calls its end %s was cancelled: what cut it off decides',
    async (stopReason) => {
      const usage = { inputTokens: 1, outputTokens: 2 };
      const agent = await start({
        onCancel: { result: { stopReason, usage } },
        prompts: [[{ text: 'a' }, { hang: true }]],
      });
      const { end, events } = await prompt(agent, 'go', {
        on: ({ type }) => void (type === 'TEXT_MESSAGE_CONTENT' && void agent.cancel()),
      });
      expect(end).toBe('cancelled');
      expect(last(events)).toMatchObject({ outcome: { type: 'cancelled' }, usage: [{ totalTokens: 3 }] });
    },
  );

  test('what comes after the agent has ended its turn takes its end away no more', async () => {
    const agent = await start(
      { log: true, prompts: [[{ early: 'end_turn' }, { text: 'late' }, { hang: true }]] },
      { options: { limits: { quiet: 60_000, late: 60_000 } } },
    );
    const controller = new AbortController();
    const { end } = await prompt(agent, 'go', {
      signal: controller.signal,
      // The answer came before this text: a moment later it has been read.
      on: ({ type }) => void (type === 'TEXT_MESSAGE_CONTENT' && setTimeout(() => controller.abort(), 50)),
    });
    expect(end).toBe('finished');
    await agent.close();
    expect((await agent.exited).stderrTail).not.toContain('session/cancel');
  });
});
