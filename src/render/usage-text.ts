import { formatDuration } from '../core/duration.ts';
import type { Usage } from '../core/result.ts';
import { type RunUsage, type UsageSum, UsageTotal } from '../core/usage/usage-report.ts';

/** What became of runs and what they took, as every table has it behind whose runs they are: `amber usage`, and the summary of a job. */
export const USAGE_COLUMNS = ['Runs', 'Outcome', 'Time', 'Tokens', 'Cost'] as const;

/** Under `USAGE_COLUMNS`. What is not known is never shown as 0. `outcome`: in words, where they say more than counts. */
export function usageCells(
  { runs, outcomes, durationMs, usage, unknownUsage, costUsd, unknownCost }: UsageSum,
  outcome = counts(outcomes),
): readonly string[] {
  const known = (text: string | undefined, unknown: number): string => {
    if (runs === 0) return '–';
    if (text === undefined) return 'unknown';
    return unknown === 0 ? text : `${text} + ${unknown} unknown`;
  };
  return [
    String(runs),
    outcome,
    durationMs === 0 ? '–' : formatDuration(durationMs),
    known(usage === null ? undefined : tokensText(usage), unknownUsage),
    known(costUsd === null ? undefined : formatCost(costUsd), unknownCost),
  ];
}

/** What these runs took together. */
export function takenBy(runs: readonly RunUsage[]): UsageSum {
  const total = new UsageTotal();
  for (const run of runs) total.add(run);
  return total.sum;
}

function counts(outcomes: UsageSum['outcomes']): string {
  const counted = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return counted.join(', ') || '–';
}

/** US dollars: `$0.0312`, `$12.50`, `$1.2M`. What is not quite nothing is not shown as that. */
export function formatCost(usd: number): string {
  if (usd >= 1_000_000) return `$${shortCount(usd)}`;
  if (usd > 0 && usd < 0.00005) return '<$0.0001';
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}

/** The same in cents, for pages: `$0.03`, `<$0.01`. */
export function shortCost(usd: number): string {
  return usd < 0.01 && usd > 0 ? '<$0.01' : `$${usd.toFixed(2)}`;
}

/** `12.3k in, 950 out`. */
export function tokensText({ inputTokens, outputTokens }: Pick<Usage, 'inputTokens' | 'outputTokens'>): string {
  return `${shortCount(inputTokens)} in, ${shortCount(outputTokens)} out`;
}

const UNITS = ['', 'k', 'M', 'B', 'T'];

/** Of tokens: `950`, `12.3k`, `1.2M`, `3.4B`, `5.6T`. */
export function shortCount(tokens: number): string {
  let [count, at] = [tokens, 0];
  for (; count >= 1_000 && at < UNITS.length - 1; at += 1) count /= 1_000;
  return `${at === 0 ? count : count.toFixed(1)}${UNITS[at]}`;
}
