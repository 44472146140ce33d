import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { OPTIONS } from '../../../fakes/acp-agents/scripted.ts';
import { play, prompt, said, start } from './agent-harness.ts';

describe('an agent that floods', () => {
  test('50,000 chunks come whole and in order', async () => {
    const { events, end } = await play([{ flood: 50_000 }]);
    expect(end).toBe('finished');
    expect(said(events)).toBe(Array.from({ length: 50_000 }, (_, i) => `word${i} `).join(''));
  });

  test('is held back in its pipe while the host is slow', async () => {
    const agent = await start({ prompts: [[{ flood: 80_000 }]] });
    let taken = 0;
    let go = (): void => {};
    const blocked = new Promise<void>((resolve) => {
      go = resolve;
    });
    const input = { threadId: 't', runId: 'r', messages: [] };
    const running = agent.prompt(input, () => (++taken > 1 ? blocked : undefined), new AbortController().signal);
    await sleep(300);
    // One read of the pipe at most, of 10 MB.
    expect(taken).toBeLessThan(2_000);
    go();
    expect(await running).toEqual({ end: 'finished', refused: 0 });
    expect(taken).toBe(80_004);
  });

  test('of permission requests is answered, each once', async () => {
    const permissions = [{ toolCall: { toolCallId: 't', title: 'x', kind: 'edit' }, options: OPTIONS }];
    const agent = await start({ prompts: [[{ permissions, times: 2_000 }]] });
    const { refused } = await prompt(agent);
    expect(refused).toBe(2_000);
  });
});
