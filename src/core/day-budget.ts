import type { PastRun } from './session/past-run.ts';

export interface DayBudgetDeps {
  /** In US dollars. */
  readonly maxCost: number;
  readonly date: () => Date;
  /** Runs that ended then or later, where they are remembered; else `add` tells of them. */
  readonly pastRuns?: ((since: Date) => Iterable<PastRun>) | undefined;
}

/**
 * What the runs of a day, in UTC, may cost together: once they have cost so much, no other one may begin. One that is under
 * way goes on to its end, and counts only then.
 */
export class DayBudget {
  readonly #deps: DayBudgetDeps;
  #day = '';
  #added = 0;

  constructor(deps: DayBudgetDeps) {
    this.#deps = deps;
  }

  /** A run has ended that is remembered nowhere else. */
  add(usd: number): void {
    const spent = this.#ofToday();
    this.#added = spent + usd;
  }

  /** Why no other run may begin; undefined while one may. @throws AmberError STATE */
  get refusal(): string | undefined {
    const { maxCost, pastRuns } = this.#deps;
    let spent = this.#ofToday();
    for (const { cost } of pastRuns?.(new Date(this.#day)) ?? []) spent += cost?.usd ?? 0;
    if (spent < maxCost) return undefined;
    return `the runs of today (UTC) have cost ${dollars(spent)} of the ${dollars(maxCost)} that they may cost: no other one begins`;
  }

  #ofToday(): number {
    const day = this.#deps.date().toISOString().slice(0, 10);
    if (day !== this.#day) this.#added = 0;
    this.#day = day;
    return this.#added;
  }
}

const dollars = (usd: number): string => `$${Math.round(usd * 100) / 100}`;
