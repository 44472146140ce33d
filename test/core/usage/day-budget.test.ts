import { describe, expect, test } from 'vitest';
import type { PastRun } from '../../../src/core/session/past-run.ts';
import { DayBudget } from '../../../src/core/usage/day-budget.ts';

const run = (endedAt: string, usd?: number): PastRun => ({
  ...{ project: 'p', session: 's', runId: 'r', startedAt: endedAt, endedAt, outcome: 'finished' },
  ...(usd !== undefined && { cost: { usd } }),
});

describe('what the runs of a day may cost', () => {
  test('those that are remembered of today count, and yesterday’s do not', () => {
    const runs = [run('2026-11-25T23:59:59Z', 9), run('2026-11-26T00:00:00Z', 1.5), run('2026-11-26T01:00:00Z')];
    let asked: Date | undefined;
    const pastRuns = (since: Date): PastRun[] => {
      asked = since;
      return runs.filter(({ endedAt }) => endedAt >= since.toISOString());
    };
    const budget = new DayBudget({ maxCost: 2, date: () => new Date('2026-11-26T12:00:00Z'), pastRuns });
    expect(budget.refusal).toBeUndefined();
    expect(asked?.toISOString()).toBe('2026-11-26T00:00:00.000Z');
    runs.push(run('2026-11-26T11:00:00Z', 0.5));
    expect(budget.refusal).toBe(
      'the runs of today (UTC) have cost $2 of the $2 that they may cost: no other one begins',
    );
  });

  test('those of a later day, by a clock that was wrong, are not today’s', () => {
    const pastRuns = (): PastRun[] => [run('2099-01-01T00:00:00Z', 9), run('2026-11-27T00:00:01Z', 9)];
    const budget = new DayBudget({ maxCost: 2, date: () => new Date('2026-11-26T23:59:59Z'), pastRuns });
    expect(budget.refusal).toBeUndefined();
  });

  test('a clock that goes back over midnight makes nothing unspent', () => {
    let now = '2026-11-27T00:00:01Z';
    const budget = new DayBudget({ maxCost: 1, date: () => new Date(now) });
    budget.add(2);
    now = '2026-11-26T23:59:59Z';
    expect(budget.refusal).toBeUndefined();
    now = '2026-11-27T00:00:02Z';
    expect(budget.refusal).toContain('have cost $2 of the $1');
  });

  test('those that nothing remembers are added, until the day is over', () => {
    let now = '2026-11-26T23:00:00Z';
    const budget = new DayBudget({ maxCost: 1, date: () => new Date(now) });
    budget.add(0.75);
    expect(budget.refusal).toBeUndefined();
    budget.add(0.75);
    expect(budget.refusal).toContain('have cost $1.5 of the $1');
    now = '2026-11-27T00:00:01Z';
    expect(budget.refusal).toBeUndefined();
  });
});
