import { doneIn, listedSteps, type PlanStep } from '../../core/agui/agent-plan.ts';
import type { Paint } from '../colors.ts';
import { oneLine } from '../plain-text.ts';
import type { Redactor } from '../renderer.ts';
import { cutTo } from '../text-width.ts';

/** So many steps are shown while the plan moves; around the one that is worked on. */
export const MAX_PLAN_LINES = 8;
const SIGNS = { done: '✔', active: '▸', pending: '○' };
const WORDS = { done: 'done:', active: 'now:', pending: 'to do:' };

/** The agent's plan as a checklist. */
export class PlanView {
  readonly #paint: Paint;
  readonly #redactor: Redactor;
  readonly #signs: typeof SIGNS;
  #steps: readonly PlanStep[] = [];

  constructor(paint: Paint, redactor: Redactor, inWords: boolean) {
    this.#paint = paint;
    this.#redactor = redactor;
    this.#signs = inWords ? WORDS : SIGNS;
  }

  /** Takes the plan as it is now. Returns whether that is news. */
  take(steps: readonly PlanStep[]): boolean {
    const isNews = JSON.stringify(steps) !== JSON.stringify(this.#steps);
    this.#steps = steps;
    return isNews;
  }

  /** Returns the plan for the last time: all of it, but of a very long one how much more there is. */
  end(columns: number): readonly string[] {
    const { listed, more } = listedSteps(this.#steps);
    this.#steps = [];
    return [...this.#lines(listed, columns), ...(more === undefined ? [] : [this.#paint.dim(`  ${more}`)])];
  }

  /** The plan while it moves: no more of it than a person takes in at once. */
  live(columns: number): readonly string[] {
    const steps = this.#steps;
    if (steps.every(({ state }) => state === 'done')) return [];
    if (steps.length <= MAX_PLAN_LINES) return this.#lines(steps, columns);
    const at = Math.max(
      0,
      steps.findIndex(({ state }) => state !== 'done'),
    );
    const from = Math.min(Math.max(0, at - 2), steps.length - MAX_PLAN_LINES);
    const shown = this.#lines(steps.slice(from, from + MAX_PLAN_LINES), columns);
    return [...shown, this.#paint.dim(`  ${this.#count()}`)];
  }

  /** The plan in one line of words, for a terminal that is not repainted. */
  inWords(): string {
    const active = this.#steps.find(({ state }) => state === 'active');
    return `plan: ${this.#count()}${active === undefined ? '' : `, now: ${this.#clean(active.text)}`}`;
  }

  #count(): string {
    return `${doneIn(this.#steps)} of ${this.#steps.length} done`;
  }

  #lines(steps: readonly PlanStep[], columns: number): readonly string[] {
    const { dim, bold, green } = this.#paint;
    return steps.map(({ text, state }) => {
      const sign = this.#signs[state];
      const words = cutTo(this.#clean(text), columns - sign.length - 1);
      if (state === 'done') return `${green(sign)} ${dim(words)}`;
      return state === 'active' ? bold(`${sign} ${words}`) : `${sign} ${words}`;
    });
  }

  #clean(foreign: string): string {
    return this.#redactor.all(oneLine(foreign));
  }
}
