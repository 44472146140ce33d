import { isObject, text } from '../agui/events.ts';
import { readUsd } from '../agui/read-usage.ts';
import type { Outcome } from '../result.ts';
import { ANNOTATION, type Session } from './session.ts';

/** The code of a run that has finished, and whose answer was not the one that was asked for. */
export const OUTPUT_INVALID = 'OUTPUT_INVALID';

/** How a session's run has ended that ended last: annotation `amber/last-run` (docs/events.md, "Witnesses"). */
export interface LastRun {
  readonly runId: string;
  readonly outcome: WrittenOutcome;
  /** Why it ended so, in one word (`NO_ANSWER`, `STREAM_ENDED` …), where there is such a word. */
  readonly code?: string;
  /** RFC 3339, by the writer's clock: for people. */
  readonly at: string;
}

const OUTCOMES = ['finished', 'failed', 'needs-input', 'cancelled', 'timed-out', 'over-budget', 'stopped'] as const;

/** The outcomes that a run can have that was seen to its end. `lost` is none: who has seen nothing writes nothing. */
export type WrittenOutcome = Extract<Outcome, (typeof OUTCOMES)[number]>;

/** Nothing of ours is as long. In characters. */
const LONGEST = { text: 2_048, runId: 256, code: 100 };

/** What to write into a session whose run has ended: `amber/last-run`, and its outcome where `kubectl get` can show it. */
export function lastRunAnnotations(run: LastRun): { readonly [annotation: string]: string } {
  return { [ANNOTATION.lastRun]: lastRunText(run), [ANNOTATION.lastOutcome]: run.outcome };
}

/** The value of `amber/last-run`. Its outcome comes first, for people who look at the object. */
export function lastRunText({ outcome, code, runId, at }: LastRun): string {
  return JSON.stringify({ outcome, ...(isCode(code) && { code }), runId, at });
}

/** What a session says of its last run; undefined where it says nothing that we can read. Anyone who may change the session may have written it. */
export function lastRunOf({ metadata }: Session): LastRun | undefined {
  const written = metadata.annotations?.[ANNOTATION.lastRun] ?? '';
  if (written === '' || written.length > LONGEST.text) return undefined;
  const json = parsed(written);
  if (!isObject(json)) return undefined;
  const runId = text(json, 'runId') ?? '';
  const outcome = OUTCOMES.find((known) => known === json.outcome);
  if (runId === '' || runId.length > LONGEST.runId || outcome === undefined) return undefined;
  const code = text(json, 'code');
  return { runId, outcome, ...(isCode(code) && { code }), at: text(json, 'at') ?? '' };
}

/** What a run has cost so far, in US dollars: annotation `amber/run-cost`. */
export interface RunCost {
  readonly runId: string;
  readonly usd: number;
}

export const runCostText = ({ runId, usd }: RunCost): string => JSON.stringify({ usd, runId });

/** What a session says of the cost of its run; undefined where it says nothing that we can read. */
export function runCostOf({ metadata }: Session): RunCost | undefined {
  const json = parsed((metadata.annotations?.[ANNOTATION.runCost] ?? '').slice(0, LONGEST.text));
  const usd = isObject(json) ? readUsd(json.usd) : undefined;
  return isObject(json) && usd !== undefined ? { runId: text(json, 'runId') ?? '', usd } : undefined;
}

/** Agents write codes as they like: what is no word says nothing here, and may be anything. */
function isCode(code: string | undefined): code is string {
  return code !== undefined && code.length <= LONGEST.code && /^[\w.-]+$/.test(code);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
