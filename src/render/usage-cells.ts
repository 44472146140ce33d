import { addUsage } from '../core/agui/usage.ts';
import { formatDuration } from '../core/duration.ts';
import type { Result, Usage } from '../core/outcome.ts';
import { formatCost, shortCount } from './result-line.ts';

/** What runs took, as every table has it: `amber usage`, and the summary of a job. */
export const USAGE_COLUMNS = ['Time', 'Tokens', 'Cost'] as const;

/** What some runs took together, and how many of them did not say it. */
export interface Taken {
  readonly runs: number;
  readonly durationMs: number;
  readonly usage: Usage | null;
  readonly unknownUsage: number;
  readonly costUsd: number | null;
  readonly unknownCost: number;
}

/** Under `USAGE_COLUMNS`. What is not known is never shown as 0. */
export function usageCells({ runs, durationMs, usage, unknownUsage, costUsd, unknownCost }: Taken): readonly string[] {
  const known = (text: string | undefined, unknown: number): string => {
    if (runs === 0) return '–';
    if (text === undefined) return 'unknown';
    return unknown === 0 ? text : `${text} + ${unknown} unknown`;
  };
  return [
    durationMs === 0 ? '–' : formatDuration(durationMs),
    known(
      usage === null ? undefined : `${shortCount(usage.inputTokens)} in, ${shortCount(usage.outputTokens)} out`,
      unknownUsage,
    ),
    known(costUsd === null ? undefined : formatCost(costUsd), unknownCost),
  ];
}

/** What the runs of these results took. */
export function takenBy(results: readonly Pick<Result, 'outcome' | 'durationMs' | 'usage' | 'cost'>[]): Taken {
  const ran = results.filter(({ outcome }) => outcome !== null);
  const usages = ran.flatMap(({ usage }) => usage ?? []);
  const costs = ran.flatMap(({ cost }) => cost?.usd ?? []);
  return {
    runs: ran.length,
    durationMs: results.reduce((sum, { durationMs }) => sum + durationMs, 0),
    usage: addUsage(usages),
    unknownUsage: ran.length - usages.length,
    costUsd: costs.length === 0 ? null : costs.reduce((sum, usd) => sum + usd, 0),
    unknownCost: ran.length - costs.length,
  };
}
