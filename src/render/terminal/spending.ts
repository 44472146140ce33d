import { CUSTOM } from '../../core/agui/custom-events.ts';
import { type AguiEvent, object } from '../../core/agui/events.ts';
import { readCost, readTokens, readUsage, readUsd } from '../../core/agui/read-usage.ts';
import { formatCost, shortCount } from '../usage-text.ts';

/** What a run has taken so far, as far as its events tell: tokens and cost, in a few words. */
export class Spending {
  #tokens = 0;
  #usd = 0;

  take(event: AguiEvent): void {
    if (event.type === 'CUSTOM') {
      const value = object(event, 'value') ?? {};
      if (event.name === CUSTOM.cost) this.#add(0, readUsd(value.usd));
      if (event.name === CUSTOM.context) this.#add(readTokens(value.tokens), 0);
    } else if (event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR') {
      const usage = readUsage(event);
      this.#add(usage === null ? 0 : usage.inputTokens + usage.outputTokens, readCost(event));
    } else if (event.type === 'RUN_STARTED') [this.#tokens, this.#usd] = [0, 0];
  }

  get words(): readonly string[] {
    return [
      ...(this.#tokens > 0 ? [`${shortCount(this.#tokens)} tokens`] : []),
      ...(this.#usd > 0 ? [formatCost(this.#usd)] : []),
    ];
  }

  /** Both only grow. */
  #add(tokens = 0, usd = 0): void {
    this.#tokens = Math.max(tokens, this.#tokens);
    this.#usd = Math.max(usd, this.#usd);
  }
}
