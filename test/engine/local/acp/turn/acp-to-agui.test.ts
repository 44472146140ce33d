import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../../../src/core/agui/events.ts';
import { type RunEnding, RunTranslation } from '../../../../../src/engine/local/acp/turn/acp-to-agui.ts';
import { CostMeter, toTokenUsage } from '../../../../../src/engine/local/acp/turn/turn-usage.ts';
import { heap } from '../../../../fakes/heap.ts';
import { customs, expectValid } from '../agent-harness.ts';

const id = fc.constantFrom('a', 'b', 'c', 'd');
const text = fc.constantFrom('', 'hello', '\u{1F600}', '\uD83D');
const block = fc.oneof(
  fc.record({ type: fc.constant('text'), text }),
  fc.record({ type: fc.constantFrom('image', 'audio', 'resource_link', 'resource', 'new'), uri: text, mimeType: text }),
);
const chunk = fc.record(
  {
    sessionUpdate: fc.constantFrom('agent_message_chunk', 'agent_thought_chunk', 'user_message_chunk'),
    content: block,
    messageId: id,
  },
  { requiredKeys: ['sessionUpdate', 'content'] },
);
const tool = fc.record(
  {
    sessionUpdate: fc.constantFrom('tool_call', 'tool_call_update'),
    toolCallId: id,
    title: text,
    name: fc.constantFrom('Bash', 'AskUserQuestion', ''),
    kind: fc.constantFrom('read', 'edit', null),
    status: fc.constantFrom('pending', 'in_progress', 'completed', 'failed', 'odd', null),
    rawInput: fc.jsonValue(),
    rawOutput: fc.jsonValue(),
    content: fc.oneof(
      fc.jsonValue(),
      fc.array(fc.record({ type: fc.constantFrom('content', 'diff', 'x'), content: block, path: text, newText: text })),
    ),
    locations: fc.oneof(fc.jsonValue(), fc.array(fc.record({ path: text }))),
  },
  { requiredKeys: ['sessionUpdate', 'toolCallId'] },
);
const plan = fc.record({
  sessionUpdate: fc.constant('plan'),
  entries: fc.oneof(fc.jsonValue(), fc.array(fc.record({ content: text, status: text }))),
});
const other = fc.record({
  sessionUpdate: fc.constantFrom('notice', 'current_mode_update', 'x'),
  severity: text,
  title: text,
});
const step = fc.oneof(
  chunk.map((update) => ({ does: 'update' as const, update })),
  tool.map((update) => ({ does: 'update' as const, update })),
  plan.map((update) => ({ does: 'update' as const, update })),
  other.map((update) => ({ does: 'update' as const, update })),
  tool.map((update) => ({ does: 'permission' as const, update })),
  id.map((toolCallId) => ({ does: 'question' as const, update: { toolCallId } })),
);
const ending = fc.constantFrom<RunEnding>(
  { kind: 'finished', stopReason: 'end_turn', refused: 0 },
  { kind: 'cancelled', refused: 2, usd: 0.1 },
  { kind: 'question', toolCallId: 'a', message: 'q?', refused: 0 },
  { kind: 'error', code: 'X', message: 'y', refused: 1, usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 } },
);

const run = { threadId: 't', runId: 'r', messages: [{ id: 'm', role: 'user' as const, content: 'hi' }] };
const question = { text: 'q?', questions: [{ question: 'q?', multiSelect: false, options: [] }] };

describe('the translation', () => {
  test('is valid AG-UI whatever an agent sends, and closes all it opened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), ending, async (steps, end) => {
        const events: AguiEvent[] = [];
        const translation = new RunTranslation(
          run,
          (event) => events.push(event),
          () => 1,
        );
        translation.start();
        for (const { does, update } of steps) {
          if (does === 'question') translation.question(question, update.toolCallId);
          else translation[does](update as { [field: string]: unknown });
        }
        translation.end(end);
        translation.end(end);
        for (const { update } of steps) translation.update(update as { [field: string]: unknown });
        await expectValid(events);
        const count = (type: string): number => events.filter((event) => event.type === type).length;
        expect(count('RUN_FINISHED') + count('RUN_ERROR')).toBe(1);
        expect(count('TOOL_CALL_START')).toBe(count('TOOL_CALL_END'));
        for (const { type, delta } of events) if (type === 'TOOL_CALL_ARGS') JSON.parse(String(delta));
      }),
      { numRuns: 400 },
    );
  });

  test('loses and adds no text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(chunk, tool)), (updates) => {
        const events: AguiEvent[] = [];
        const translation = new RunTranslation(run, (event) => events.push(event));
        for (const update of updates) translation.update(update as { [field: string]: unknown });
        const said = events.filter(({ type }) => type === 'TEXT_MESSAGE_CONTENT').map(({ delta }) => delta);
        const sent = updates.flatMap((update) =>
          update.sessionUpdate === 'agent_message_chunk' && 'text' in update.content && update.content.type === 'text'
            ? [update.content.text]
            : [],
        );
        expect(said.join('')).toContain(
          sent.length > 0 && said.length === sent.filter(Boolean).length ? sent.join('') : '',
        );
        expect(said.every((delta) => delta !== '')).toBe(true);
      }),
    );
  });

  test('what a call changes in files is told once, when it is asked for or done, unless its arguments say it', () => {
    const edits = [{ type: 'diff', path: 'a.ts', oldText: 'x\n', newText: 'y\n' }];
    const told = (rawInput: unknown): readonly (readonly [string, unknown])[] => {
      const events: AguiEvent[] = [];
      const translation = new RunTranslation(run, (event) => events.push(event));
      const update = { sessionUpdate: 'tool_call', toolCallId: 't', kind: 'edit', title: 'Edit a.ts', rawInput };
      translation.update(update);
      translation.permission({ toolCallId: 't', content: edits });
      translation.update({ sessionUpdate: 'tool_call_update', toolCallId: 't', status: 'completed' });
      return events
        .filter(({ type }) => type === 'CUSTOM' || type === 'TOOL_CALL_RESULT')
        .map(({ content, name, value }) => [String(name ?? 'result'), value ?? content]);
    };
    const result = ['result', 'changed a.ts (1 → 1 lines)'] as const;
    const value = { toolCallId: 't', edits: [{ path: 'a.ts', before: 'x\n', after: 'y\n' }] };
    expect(told({ why: 'a typo' })).toEqual([['amber:edits', value], result]);
    expect(told({ file_path: 'a.ts', old_string: 'x\n', new_string: 'y\n' })).toEqual([result]);
  });

  test('a tool that runs for long says so every five seconds, not with every update', () => {
    const events: AguiEvent[] = [];
    let now = 0;
    const translation = new RunTranslation(
      run,
      (event) => events.push(event),
      () => now,
    );
    for (let i = 0; i <= 120; i++) {
      now = i * 100;
      translation.update({ sessionUpdate: 'tool_call_update', toolCallId: 't', title: 'build', status: 'in_progress' });
    }
    expect(customs(events, 'amber:tool')).toEqual(Array(2).fill({ toolCallId: 't', status: 'in_progress' }));
  });

  test('calls that are long over are forgotten: memory does not grow with a run', () => {
    const translation = new RunTranslation(run, () => {});
    const begin = heap();
    for (let i = 0; i < 50_000; i++)
      translation.update({
        sessionUpdate: 'tool_call',
        toolCallId: `call-${i}`,
        title: 'x',
        status: 'completed',
        rawOutput: 'y'.repeat(500),
      });
    // A hundred bytes kept for each call would be more.
    expect(heap() - begin).toBeLessThan(5_000_000);
  });
});

describe('usage', () => {
  test.each([
    [
      'caches beside the input',
      { totalTokens: 165, inputTokens: 10, outputTokens: 50, cachedReadTokens: 100, cachedWriteTokens: 5 },
      { inputTokens: 115, outputTokens: 50, totalTokens: 165, cachedInputTokens: 100, cacheWriteInputTokens: 5 },
    ],
    [
      'caches inside of the input',
      { totalTokens: 165, inputTokens: 115, outputTokens: 50, cachedReadTokens: 100 },
      { inputTokens: 115, outputTokens: 50, totalTokens: 165, cachedInputTokens: 100 },
    ],
    [
      'no total, more cached than input',
      { inputTokens: 10, outputTokens: 1, cachedReadTokens: 100 },
      { inputTokens: 110, outputTokens: 1, totalTokens: 111, cachedInputTokens: 100 },
    ],
    [
      'thoughts inside of the output',
      { totalTokens: 60, inputTokens: 10, outputTokens: 50, thoughtTokens: 20 },
      { inputTokens: 10, outputTokens: 50, totalTokens: 60, reasoningTokens: 20 },
    ],
    [
      'thoughts beside the output',
      { totalTokens: 80, inputTokens: 10, outputTokens: 50, thoughtTokens: 20 },
      { inputTokens: 10, outputTokens: 70, totalTokens: 80, reasoningTokens: 20 },
    ],
    [
      'nulls',
      { totalTokens: 3, inputTokens: 1, outputTokens: 2, cachedReadTokens: null },
      { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
    ],
    ['nonsense', { inputTokens: -1, outputTokens: 2 }, undefined],
    ['nothing', null, undefined],
  ])('%s', (_, reported, expected) => {
    expect(toTokenUsage(reported)).toEqual(expected);
  });

  test('a total cost that went back began anew, one in another currency is not reported', () => {
    const meter = new CostMeter();
    const update = (amount: number, currency = 'USD'): void => meter.update({ cost: { amount, currency } });
    meter.startRun();
    expect(meter.usd).toBeUndefined();
    update(1);
    meter.startRun();
    update(0.25);
    update(7, 'EUR');
    expect(meter.usd).toBe(0.25);
  });
});
