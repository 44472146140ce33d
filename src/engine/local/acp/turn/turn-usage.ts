import { isObject } from '../../../../core/agui/events.ts';

/** One entry of RUN_FINISHED.usage: `TokenUsage` of AG-UI 1.0, where parts are inside of totals. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
  readonly cachedInputTokens?: number;
  readonly cacheWriteInputTokens?: number;
  readonly reasoningTokens?: number;
}

/**
 * ACP's usage of a prompt (unstable, but sent by claude-agent-acp and codex-acp) in the accounting of AG-UI. ACP leaves
 * open whether input counts what came from a cache; both agents leave it out. The total shows it: it is the sum of all.
 */
export function toTokenUsage(usage: unknown): TokenUsage | undefined {
  if (!isObject(usage)) return undefined;
  const input = count(usage.inputTokens);
  const output = count(usage.outputTokens);
  if (input === undefined || output === undefined) return undefined;
  const cachedRead = count(usage.cachedReadTokens) ?? 0;
  const cachedWrite = count(usage.cachedWriteTokens) ?? 0;
  const thought = count(usage.thoughtTokens) ?? 0;
  const total = count(usage.totalTokens);
  const cacheInside = total === input + output || (total === undefined && cachedRead + cachedWrite <= input);
  const inputTokens = cacheInside ? input : input + cachedRead + cachedWrite;
  const thoughtOutside = thought > 0 && total === inputTokens + output + thought;
  const outputTokens = thoughtOutside ? output + thought : output;
  return {
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    ...(cachedRead > 0 && { cachedInputTokens: cachedRead }),
    ...(cachedWrite > 0 && { cacheWriteInputTokens: cachedWrite }),
    ...(thought > 0 && { reasoningTokens: thought }),
  };
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** ACP reports the cost of a session since its process began; a run's own is what it grew by. */
export class CostMeter {
  #latest = 0;
  #before = 0;
  #seen = false;

  /** Takes an ACP `usage_update`. Costs in another currency than USD are left out: there is no rate to trust. */
  update(update: { readonly [field: string]: unknown }): void {
    const cost = update.cost;
    if (!isObject(cost) || cost.currency !== 'USD') return;
    if (typeof cost.amount !== 'number' || !Number.isFinite(cost.amount) || cost.amount < 0) return;
    this.#latest = cost.amount;
    this.#seen = true;
  }

  startRun(): void {
    this.#before = this.#latest;
    this.#seen = false;
  }

  /** US dollars of the run, or undefined if none was reported. A total that went back began anew. */
  get usd(): number | undefined {
    if (!this.#seen) return undefined;
    const grown = this.#latest >= this.#before ? this.#latest - this.#before : this.#latest;
    return Math.round(grown * 1e9) / 1e9;
  }
}
