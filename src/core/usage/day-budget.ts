import type { PastRun } from '../session/past-run.ts';

export interface DayBudgetDeps {
  /** In US dollars. */
  readonly maxCost: number;
  readonly date: () => Date;
  /** Runs that ended then or later, where they are remembered; else `add` reports them. */
  readonly pastRuns?: ((since: Date) => Iterable<PastRun>) | undefined;
}

/**
 * What the runs of a day, in UTC, may cost together: once they have cost so much, no other one may begin. One that is under
 * way goes on to its end, and counts only then.
 */
export class DayBudget {
  readonly #deps: DayBudgetDeps;
  /** What was added, by day: a clock that goes back makes nothing unspent. */
  readonly #added = new Map<string, number>();

  constructor(deps: DayBudgetDeps) {
    this.#deps = deps;
  }

  /** A run has ended that is remembered nowhere else. */
  add(usd: number): void {
    const day = this.#today;
    this.#added.set(day, (this.#added.get(day) ?? 0) + usd);
  }

  /** Why no other run may begin; undefined while one may. @throws AmberError STATE */
  get refusal(): string | undefined {
    const { maxCost, pastRuns } = this.#deps;
    const day = this.#today;
    let spent = this.#added.get(day) ?? 0;
    for (const { cost, endedAt } of pastRuns?.(new Date(day)) ?? [])
      if (endedAt.startsWith(day)) spent += cost?.usd ?? 0;
    if (spent < maxCost) return undefined;
    return `the runs of today (UTC) have cost ${dollars(spent)} of the ${dollars(maxCost)} that they may cost: no other one begins`;
  }

  get #today(): string {
    return this.#deps.date().toISOString().slice(0, 10);
  }
}

const dollars = (usd: number): string => `$${Math.round(usd * 100) / 100}`;
