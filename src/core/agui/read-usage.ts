import type { Usage } from '../result.ts';
import { type AguiEvent, type Fields, isObject, object } from './events.ts';

/**
 * The tokens of a run, from its RUN_FINISHED or RUN_ERROR: `usage` is a list of entries in AG-UI 1.0, whose input
 * includes what came from a cache; the platform has an object in `result`, whose input does not. null if neither is there.
 */
export function readUsage(event: AguiEvent): Usage | null {
  const { usage } = event;
  if (Array.isArray(usage)) return sum(usage.filter(isObject));
  if (isObject(usage)) return sum([usage]);
  const own = object(object(event, 'result') ?? {}, 'usage');
  return own === undefined ? null : sum([own]);
}

/** The cost of a run in US dollars, from its RUN_FINISHED. */
export function readCost(event: AguiEvent): number | undefined {
  return readUsd(object(event, 'result')?.total_cost_usd);
}

/** The tokens of several runs together; null if no run reports any. */
export function addUsage(usages: readonly (Usage | null)[]): Usage | null {
  return sum(usages.filter((usage) => usage !== null).map((usage) => ({ ...usage })));
}

function sum(entries: readonly Fields[]): Usage | null {
  if (entries.length === 0) return null;
  let inputTokens = 0;
  let outputTokens = 0;
  let cachedInputTokens = 0;
  for (const entry of entries) {
    const outsideCache = readTokens(entry.input_tokens);
    const read = readTokens(entry.cache_read_input_tokens) ?? 0;
    const written = readTokens(entry.cache_creation_input_tokens) ?? 0;
    inputTokens += readTokens(entry.inputTokens) ?? (outsideCache === undefined ? 0 : outsideCache + read + written);
    outputTokens += readTokens(entry.outputTokens) ?? readTokens(entry.output_tokens) ?? 0;
    cachedInputTokens += readTokens(entry.cachedInputTokens) ?? read;
  }
  return { inputTokens, outputTokens, ...(cachedInputTokens > 0 ? { cachedInputTokens } : {}) };
}

/** More than a run can take: what an agent says may be anything, it is summed up, and no sum may become infinite. */
const MOST = { usd: 1_000_000_000, tokens: Number.MAX_SAFE_INTEGER };

/** An amount in US dollars; undefined for what is none. */
export const readUsd = (value: unknown): number | undefined => amount(value, MOST.usd);

/** A number of tokens; undefined for what is none. */
export const readTokens = (value: unknown): number | undefined => amount(value, MOST.tokens);

function amount(value: unknown, most: number): number | undefined {
  return typeof value === 'number' && value >= 0 ? Math.min(value, most) : undefined;
}

/** Two amounts together; undefined if neither is known. */
export function addAmounts(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : one + (other ?? 0);
}
