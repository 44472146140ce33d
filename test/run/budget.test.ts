import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { AguiEvent } from '../../src/core/agui/events.ts';
import { refOf } from '../../src/core/session/session.ts';
import type { RunLimits } from '../../src/core/tracker/run-budget.ts';
import { runSession } from '../../src/run/run-session.ts';
import { sendMessage } from '../../src/run/send-message.ts';
import { callsTool, runFinished, runStarted, says } from '../fakes/agui.ts';
import type { Script } from '../fakes/engine.ts';
import type { VirtualClock } from '../fakes/virtual-clock.ts';
import { bench, META, SPEC } from './harness.ts';

/** Emits these, one each second. */
const doing =
  (...events: readonly AguiEvent[]) =>
  (clock: VirtualClock): Script => ({
    started: async (session) => {
      session.enter('Running', { startTime: '2026-11-22T12:00:00Z' });
      session.emit(runStarted('r1'));
      for (const event of events) {
        await clock.sleep(1_000);
        session.emit({ ...event, runId: 'r1' });
      }
    },
  });
const costs = (usd: number): AguiEvent => ({ type: 'CUSTOM', name: 'amber:cost', value: { usd } });
const call = (id: string): AguiEvent[] => callsTool('r1', id, 'shell', { command: 'make' }, 'done');

describe('a run with a budget', () => {
  test('that passes in the middle of a tool call: the session is stopped at once', async () => {
    const [begin, ...rest] = call('a');
    const it = bench(doing(...(begin === undefined ? [] : [begin]), costs(1.5), ...rest, runFinished('r1')));
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ budget: { maxCost: 1 } })));
    expect(result).toMatchObject({
      outcome: 'over-budget',
      exitCode: 124,
      limit: { kind: 'cost', value: 1.5, limit: 1 },
      cost: { usd: 1.5 },
      stopped: true,
      stopReason: 'over-budget',
      error: { code: 'OVER_BUDGET', message: 'the cost passed its limit: $1.50 of $1.00' },
    });
    expect(it.engine.calls('stop')).toMatchObject([{ at: 2_000, detail: 'over-budget' }]);
  });

  test('a kept session is stopped, too', async () => {
    const it = bench(doing(...call('a'), ...call('b'), runFinished('r1')));
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ keep: true, budget: { maxTurns: 1 } })));
    expect(result).toMatchObject({
      outcome: 'over-budget',
      limit: { kind: 'turns', value: 2, limit: 1 },
      stopped: true,
    });
  });

  test('that is kept: the run is as any other', async () => {
    const it = bench(doing(...call('a'), costs(0.5), ...says('r1', 'm', 'Hello'), runFinished('r1')));
    const budget = { maxCost: 1, maxTurns: 1 };
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ budget })));
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0, cost: { usd: 0.5 }, message: 'Hello' });
    expect(result.limit).toBeUndefined();
  });

  const saysHello = (...end: readonly AguiEvent[]) =>
    bench(doing(...call('a'), ...call('b'), ...says('r1', 'm', 'Hello'), ...end));

  test('an agent that reports at its end, as far as is known: said once before the run’s first event, and judged then', async () => {
    const it = saysHello(runFinished('r1', { result: { is_error: false, total_cost_usd: 3 } }));
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ budget: { maxCost: 1 } })));
    const at = (type: string): number => it.reported.findIndex((update) => update.type === type);
    expect(it.reported[at('warning')]).toMatchObject({
      code: 'LIMIT_LATE',
      message:
        'the agent is not known to report what it costs while it works: that limit is judged when it reports, at the latest at the end of the run',
    });
    expect(at('warning')).toBeLessThan(at('event'));
    expect(result).toMatchObject({
      outcome: 'over-budget',
      message: 'Hello',
      limit: { value: 3, limit: 1 },
      stopped: true,
    });
    expect(it.warnings()).toEqual(['LIMIT_LATE']);
  });

  test('one that reports nothing: said at the start, and at the end', async () => {
    const it = saysHello(runFinished('r1'));
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ budget: { maxCost: 1, maxTokens: 9 } })));
    expect(result).toMatchObject({ outcome: 'finished', exitCode: 0 });
    expect(it.warnings()).toEqual(['LIMIT_LATE', 'LIMIT_UNTOLD']);
    expect(it.reported.find(({ type }) => type === 'warning')).toMatchObject({
      message: expect.stringContaining('what it costs and how many tokens it takes'),
    });
  });

  test('one that is known to report while it works: nothing is said of that; nor of turns, which are counted here', async () => {
    const it = saysHello(costs(0.1), runFinished('r1'));
    Object.assign(it.engine, { reportsEarly: () => ['tokens'] });
    const warned = async (budget: RunLimits): Promise<string[]> => {
      const before = it.warnings().length;
      await it.clock.run(runSession(SPEC, { ...META, requestId: randomUUID() }, it.deps({ budget })));
      return it.warnings().slice(before);
    };
    expect(await warned({ maxTurns: 9 })).toEqual([]);
    expect(await warned({ maxTokens: 9 })).not.toContain('LIMIT_LATE');
    expect(await warned({ maxTokens: 9, maxCost: 1 })).toContain('LIMIT_LATE');
  });

  test('a message: said once, also where the answer has to be repaired', async () => {
    const it = bench(() => ({
      sent: (session, { runId }) =>
        session.emit(runStarted(runId), ...says(runId, `m-${runId}`, 'no JSON'), runFinished(runId)),
    }));
    const session = await it.engine.create(SPEC, META);
    const outputSchema = { text: '{}', judge: async () => ({ complaints: ['no JSON'] }) };
    const deps = it.deps({ budget: { maxCost: 1 }, outputSchema });
    const result = await it.clock.run(sendMessage(refOf(session), 'hi', deps));
    expect(result.error?.code).toBe('OUTPUT_INVALID');
    expect(it.engine.calls('send')).toHaveLength(2);
    expect(it.warnings().filter((code) => code === 'LIMIT_LATE')).toHaveLength(1);
  });

  test('a run that failed has failed, whatever it cost', async () => {
    const it = bench(
      doing({ type: 'RUN_ERROR', message: 'no', code: 'MODEL', usage: [{ inputTokens: 9, outputTokens: 9 }] }),
    );
    const result = await it.clock.run(runSession(SPEC, META, it.deps({ budget: { maxTokens: 1 } })));
    expect(result).toMatchObject({ outcome: 'failed', exitCode: 3, error: { code: 'MODEL' } });
  });
});
