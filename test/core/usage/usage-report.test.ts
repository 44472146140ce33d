import { describe, expect, test } from 'vitest';
import type { PastRun } from '../../../src/core/session/past-run.ts';
import { usageReport } from '../../../src/core/usage/usage-report.ts';

let runs = 0;
const run = (more: Partial<PastRun> = {}): PastRun => ({
  project: 'p',
  session: 's',
  runId: `run-${++runs}`,
  startedAt: '2026-11-01T23:59:00.000Z',
  endedAt: '2026-11-02T00:00:00.000Z',
  outcome: 'finished',
  ...more,
});
const usage = { inputTokens: 100, outputTokens: 10, cachedInputTokens: 60 };

describe('usage', () => {
  test('is summed up over the runs that reported it; what is unknown is counted, and never 0', () => {
    const { total } = usageReport(
      [
        run({ usage, cost: { usd: 0.5 } }),
        run({ usage: { inputTokens: 1, outputTokens: 2 } }),
        run({ outcome: 'failed' }),
      ],
      'agent',
    );
    expect(total).toEqual({
      runs: 3,
      outcomes: { finished: 2, failed: 1 },
      usage: { inputTokens: 101, outputTokens: 12, cachedInputTokens: 60 },
      unknownUsage: 1,
      costUsd: 0.5,
      unknownCost: 2,
      durationMs: 180_000,
    });
    expect(usageReport([run()], 'agent').total).toMatchObject({ usage: null, costUsd: null });
    expect(usageReport([run({ cost: { usd: 0 } })], 'agent').total).toMatchObject({ costUsd: 0, unknownCost: 0 });
  });

  test('has a row for each agent, model, project, thread or day; the dearest first, days in their order', () => {
    const some = [
      run({ agent: 'demo', endedAt: '2026-11-03T10:00:00.000Z' }),
      run({ agent: 'claude', model: 'opus', cost: { usd: 2 }, project: 'q', threads: 'github.com/o/r#1' }),
      run({ agent: 'codex', cost: { usd: 3 }, threads: 'github.com/o/r#1,#7' }),
      run({ agent: 'claude', cost: { usd: 2 }, endedAt: '2026-11-02T23:59:59.999Z' }),
    ];
    const keys = (by: Parameters<typeof usageReport>[1]) =>
      usageReport(some, by).items.map(({ key, runs }) => [key, runs]);
    expect(keys('agent')).toEqual([
      ['claude', 2],
      ['codex', 1],
      ['demo', 1],
    ]);
    expect(keys('model')).toEqual([
      [null, 3],
      ['opus', 1],
    ]);
    expect(keys('project')).toEqual([
      ['p', 3],
      ['q', 1],
    ]);
    expect(keys('thread')).toEqual([
      ['github.com/o/r#1', 2],
      [null, 2],
    ]);
    expect(keys('day')).toEqual([
      ['2026-11-02', 3],
      ['2026-11-03', 1],
    ]);
    expect(usageReport(some, 'day').first).toBe('2026-11-02T00:00:00.000Z');
    expect(usageReport([], 'day')).toMatchObject({
      items: [],
      total: { runs: 0, usage: null, costUsd: null },
      first: null,
    });
  });

  test('counts a run once, by its own end: who finds its host dead may write another', () => {
    const own = run({ cost: { usd: 1 } });
    const lost = { ...own, outcome: 'lost' as const, cost: { usd: 5 } };
    for (const both of [
      [own, lost],
      [lost, own],
      [own, own],
    ])
      expect(usageReport(both, 'agent').total).toMatchObject({ runs: 1, outcomes: { finished: 1 }, costUsd: 1 });
    const { usage: _, ...found } = own;
    const correction = { ...found, outcome: 'failed' as const, code: 'OUTPUT_INVALID', isCorrection: true as const };
    for (const all of [
      [own, correction, correction],
      [correction, own],
    ])
      expect(usageReport(all, 'agent')).toMatchObject({
        items: [{ outcomes: { failed: 1 } }],
        total: { runs: 1, outcomes: { failed: 1 }, costUsd: 1, unknownUsage: 1, durationMs: 60_000 },
      });
    expect(usageReport([own, correction], 'agent').total.outcomes).toEqual({ failed: 1 });
    expect(usageReport([correction], 'agent').total.runs).toBe(0);
    // The id is the sender's to choose, and another session may have it as well.
    expect(usageReport([own, { ...own, session: 'other' }], 'agent').total.runs).toBe(2);
  });
});
