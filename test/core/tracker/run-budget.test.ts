import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../../src/core/agui/events.ts';
import { type RunLimits, RunMeter } from '../../../src/core/tracker/run-budget.ts';
import { callsTool, runFinished } from '../../fakes/agui.ts';

function metered(limits: RunLimits, ...events: readonly AguiEvent[]): RunMeter {
  const meter = new RunMeter(limits);
  meter.begin();
  for (const event of events) meter.take(event);
  return meter;
}
const start = (toolCallId: string, more: object = {}): AguiEvent => ({
  type: 'TOOL_CALL_START',
  toolCallId,
  toolCallName: 'read',
  ...more,
});
const result = (toolCallId: string): AguiEvent => ({ type: 'TOOL_CALL_RESULT', toolCallId, content: 'ok' });
const custom = (name: string, value: object): AguiEvent => ({ type: 'CUSTOM', name, value });

describe('rounds of tool calls', () => {
  const turns = (...events: readonly AguiEvent[]): number => metered({}, ...events).turns;

  test('calls before a result are one round, those after it another', () => {
    expect(turns(start('a'), start('b'), result('a'), result('b'), start('c'))).toBe(2);
  });

  test('calls of two messages are two, also without a result between them', () => {
    expect(turns(start('a', { parentMessageId: 'm1' }), start('b', { parentMessageId: 'm1' }))).toBe(1);
    expect(turns(start('a', { parentMessageId: 'm1' }), start('b', { parentMessageId: 'm2' }))).toBe(2);
  });

  test('what a subagent calls is part of the call that began it', () => {
    expect(turns(start('a'), start('b', { subagentRunId: 's' }), start('c', { subagentRunId: 's' }))).toBe(1);
  });

  test('case 34: the limit is what may be made: one more passes it, as it begins', () => {
    const limits = { maxTurns: 1 };
    expect(metered(limits, ...callsTool('r', 'a', 'read', {}, 'ok')).passed).toBeUndefined();
    expect(metered(limits, start('a'), result('a'), start('b')).passed).toEqual({ kind: 'turns', value: 2, limit: 1 });
  });
});

describe('cost and tokens', () => {
  test('a cost that is reported in the middle of a call passes the limit there', () => {
    const told = metered({ maxCost: 0.5 }, start('a'), custom('amber:cost', { usd: 0.49 }));
    expect(told.passed).toBeUndefined();
    told.take(custom('amber:cost', { usd: 0.75 }));
    expect(told.passed).toEqual({ kind: 'cost', value: 0.75, limit: 0.5 });
  });

  test('the context that a model has read is the least of the tokens; the end reports all of them', () => {
    const told = metered({ maxTokens: 1_000 }, custom('amber:context', { tokens: 900 }));
    expect(told.passed).toBeUndefined();
    told.take(runFinished('r', { usage: [{ inputTokens: 2_000, outputTokens: 500 }] }));
    expect(told.passed).toEqual({ kind: 'tokens', value: 2_500, limit: 1_000 });
  });

  test('the platform’s end reports both', () => {
    const end = { total_cost_usd: 2, usage: { input_tokens: 5, cache_read_input_tokens: 95, output_tokens: 1 } };
    expect(metered({ maxCost: 1 }, runFinished('r', { result: end })).passed?.value).toBe(2);
    expect(metered({ maxTokens: 100 }, runFinished('r', { result: end })).passed?.value).toBe(101);
  });

  test('an end that reports less than nothing gives nothing back, and one beyond all measure passes every limit', () => {
    const told = metered({ maxCost: 1 }, runFinished('r', { result: { total_cost_usd: 0.75 } }));
    for (const usd of [-1_000, 0.5]) {
      told.begin();
      told.take(runFinished('r', { result: { total_cost_usd: usd } }));
    }
    expect(told.passed?.value).toBe(1.25);
    const absurd = metered({ maxCost: 1 }, runFinished('r', { result: { total_cost_usd: 1e308 } }));
    absurd.begin();
    absurd.take(runFinished('r', { result: { total_cost_usd: 1e308 } }));
    expect(Number.isFinite(absurd.passed?.value)).toBe(true);
  });

  test('what was reported is not taken back, and what makes no sense is nothing', () => {
    const wrong = [{ usd: 0.1 }, { usd: -3 }, { usd: 'much' }, {}].map((value) => custom('amber:cost', value));
    const told = metered({ maxCost: 0.5 }, custom('amber:cost', { usd: 0.6 }), ...wrong);
    expect(told.passed?.value).toBe(0.6);
  });

  test('an earlier run of the command counts, one that was not ours does not', () => {
    const meter = metered({ maxCost: 1, maxTurns: 9 }, start('a'), custom('amber:cost', { usd: 0.6 }));
    meter.begin();
    meter.take(custom('amber:cost', { usd: 0.5 }));
    expect(meter.passed).toEqual({ kind: 'cost', value: 1.1, limit: 1 });
    meter.restart();
    expect(meter.passed).toBeUndefined();
  });

  test('what is limited and was not reported is known', () => {
    expect(metered({ maxCost: 1, maxTokens: 1, maxTurns: 1 }).unreported).toEqual(['cost', 'tokens']);
    expect(metered({ maxCost: 1 }, custom('amber:cost', { usd: 0 })).unreported).toEqual([]);
  });
});
