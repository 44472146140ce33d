import { addUsage } from '../agui/read-usage.ts';
import type { Outcome, Result, Usage } from '../result.ts';
import { durationOf, type PastRun, sessionKey } from '../session/past-run.ts';

/** By what runs can be put together. */
export const USAGE_GROUPS = ['agent', 'model', 'project', 'thread', 'day'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** What some runs took together. */
export interface UsageSum {
  readonly runs: number;
  readonly outcomes: { readonly [outcome in Outcome | 'detached']?: number };
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

/** Runs in any order, each counted once: all of a year's are read one after the other, and none is kept. */
export function usageReport(runs: Iterable<PastRun>, by: UsageGroup): UsageReport {
  const total = new UsageTotal();
  const rows = new Map<string | null, UsageTotal>();
  const counted = new Map<string, Outcome>();
  const [lost, corrections] = [new Map<string, PastRun>(), new Map<string, PastRun>()];
  let first: string | null = null;
  const rowOf = (run: PastRun): UsageTotal => {
    const key = keyOf(run, by);
    const row = rows.get(key) ?? new UsageTotal();
    rows.set(key, row);
    return row;
  };
  const count = (key: string, run: PastRun): void => {
    if (counted.has(key)) return;
    counted.set(key, run.outcome);
    if (first === null || run.endedAt < first) first = run.endedAt;
    for (const sum of [total, rowOf(run)]) sum.add({ ...run, durationMs: durationOf(run) });
  };
  for (const run of runs) {
    const key = `${sessionKey({ project: run.project, name: run.session })}/${run.runId}`;
    if (run.isCorrection) corrections.set(key, run);
    // A host that dies in the moment of its run's end leaves that end and, from who found it dead, another one.
    else if (run.outcome === 'lost') lost.set(key, run);
    else count(key, run);
  }
  for (const [key, run] of lost) count(key, run);
  for (const [key, run] of corrections) {
    const before = counted.get(key);
    if (before !== undefined) for (const sum of [total, rowOf(run)]) sum.correct(before, run.outcome);
  }
  const items = [...rows].map(([key, row]) => ({ key, ...row.sum }));
  return { by, items: items.sort(by === 'day' ? byKey : byCost), total: total.sum, first };
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

/** What one run took. `outcome`: null where it came to no run. */
export interface RunUsage {
  readonly outcome: Result['outcome'];
  readonly durationMs: number;
  readonly usage?: Usage | null;
  readonly cost?: { readonly usd: number };
}

/** Sums up what runs took, one after the other. */
export class UsageTotal {
  #sum: UsageSum = {
    runs: 0,
    outcomes: {},
    usage: null,
    unknownUsage: 0,
    costUsd: null,
    unknownCost: 0,
    durationMs: 0,
  };

  /** What came to no run takes no more than time. */
  add({ outcome, usage = null, cost, durationMs }: RunUsage): void {
    const before = this.#sum;
    this.#sum = { ...before, durationMs: before.durationMs + durationMs };
    if (outcome === null) return;
    this.#sum = {
      ...this.#sum,
      runs: before.runs + 1,
      outcomes: { ...before.outcomes, [outcome]: (before.outcomes[outcome] ?? 0) + 1 },
      usage: addUsage([before.usage, usage]),
      unknownUsage: before.unknownUsage + (usage === null ? 1 : 0),
      costUsd: cost === undefined ? before.costUsd : (before.costUsd ?? 0) + cost.usd,
      unknownCost: before.unknownCost + (cost === undefined ? 1 : 0),
    };
  }

  /** A run that was counted has ended otherwise. */
  correct(from: Outcome, to: Outcome): void {
    const { outcomes } = this.#sum;
    if (from === to || outcomes[from] === undefined) return;
    const moved = { ...outcomes, [from]: outcomes[from] - 1, [to]: (outcomes[to] ?? 0) + 1 };
    this.#sum = { ...this.#sum, outcomes: Object.fromEntries(Object.entries(moved).filter(([, count]) => count > 0)) };
  }

  get sum(): UsageSum {
    return this.#sum;
  }
}

const byKey = (one: UsageRow, other: UsageRow): number => (one.key ?? '').localeCompare(other.key ?? '');
const byCost = (one: UsageRow, other: UsageRow): number =>
  (other.costUsd ?? 0) - (one.costUsd ?? 0) || other.runs - one.runs || byKey(one, other);
