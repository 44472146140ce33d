import { addUsage } from './agui/usage.ts';
import type { Outcome, Usage } from './outcome.ts';
import { durationOf, type PastRun, sessionKey } from './session/past-run.ts';

/** By what runs can be put together. */
export const USAGE_GROUPS = ['agent', 'model', 'project', 'thread', 'day'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** What some runs took together. */
export interface UsageSum {
  readonly runs: number;
  readonly outcomes: { readonly [outcome in Outcome]?: number };
  /** Of the runs that reported any; null where none did. */
  readonly usage: Usage | null;
  /** Runs that reported no tokens: what they took is not known, and in no sum. */
  readonly unknownUsage: number;
  readonly costUsd: number | null;
  readonly unknownCost: number;
  /** Milliseconds, of all runs one after the other. */
  readonly durationMs: number;
}

export interface UsageRow extends UsageSum {
  /** The agent, model, project, thread or day; null for runs that name none. */
  readonly key: string | null;
}

export interface UsageReport {
  readonly by: UsageGroup;
  /** The dearest first, days in their order. */
  readonly items: readonly UsageRow[];
  readonly total: UsageSum;
  /** When the first run ended that is counted (RFC 3339); null where none is. */
  readonly first: string | null;
}

/** Runs in any order, each counted once. */
export function usageReport(runs: Iterable<PastRun>, by: UsageGroup): UsageReport {
  const all = once(runs);
  const groups = Map.groupBy(all, (run) => keyOf(run, by));
  const rows = [...groups].map(([key, some]) => ({ key, ...sumOf(some) }));
  const first = all.reduce<string | null>(
    (least, { endedAt }) => (least === null || endedAt < least ? endedAt : least),
    null,
  );
  return { by, items: rows.sort(by === 'day' ? byKey : byCost), total: sumOf(all), first };
}

/** A host that dies in the moment of its run's end leaves that end and, from who found it dead, another one. */
function once(runs: Iterable<PastRun>): readonly PastRun[] {
  const found = new Map<string, PastRun>();
  for (const run of runs) {
    const key = `${sessionKey({ project: run.project, name: run.session })}/${run.runId}`;
    if (found.get(key)?.outcome === 'lost' || !found.has(key)) found.set(key, run);
  }
  return [...found.values()];
}

function keyOf(run: PastRun, by: UsageGroup): string | null {
  switch (by) {
    case 'agent':
      return run.agent ?? null;
    case 'model':
      return run.model ?? null;
    case 'project':
      return run.project;
    case 'thread':
      return firstThread(run.threads);
    case 'day':
      // In UTC, wherever the reader is.
      return run.endedAt.slice(0, 10);
  }
}

/** `github.com/org/repo#12,#34` begins with the thread that the session was made for; others come later. */
function firstThread(threads: string | undefined): string | null {
  return threads?.split(',', 1)[0] || null;
}

function sumOf(runs: readonly PastRun[]): UsageSum {
  const usages = runs.flatMap(({ usage }) => usage ?? []);
  const costs = runs.flatMap(({ cost }) => cost?.usd ?? []);
  const outcomes: { [outcome in Outcome]?: number } = {};
  for (const { outcome } of runs) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return {
    runs: runs.length,
    outcomes,
    usage: addUsage(usages),
    unknownUsage: runs.length - usages.length,
    costUsd: costs.length === 0 ? null : costs.reduce((sum, usd) => sum + usd, 0),
    unknownCost: runs.length - costs.length,
    durationMs: runs.reduce((sum, run) => sum + durationOf(run), 0),
  };
}

const byKey = (one: UsageRow, other: UsageRow): number => (one.key ?? '').localeCompare(other.key ?? '');
const byCost = (one: UsageRow, other: UsageRow): number =>
  (other.costUsd ?? 0) - (one.costUsd ?? 0) || other.runs - one.runs || byKey(one, other);
