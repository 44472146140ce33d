import { systemClock } from '../async/system-clock.ts';
import { invalid } from '../core/errors.ts';
import { DEFAULT_LIMITS } from '../core/run-time-limits.ts';
import type { Update } from '../core/run-update.ts';
import { TIMING } from '../core/stream-timing.ts';
import { jsonText } from '../core/text.ts';
import { runLimits } from '../core/tracker/run-budget.ts';
import type { Engine } from '../engine/engine.ts';
import { Interrupts } from '../run/interrupts.ts';
import type { RunDeps } from '../run/run-deps.ts';
import type { OutputSchema } from '../run/structured-output/output-schema.ts';

/** Time limits, in milliseconds. */
export interface Limits {
  /** For the whole run; 0 is no limit, 30 minutes if absent. */
  readonly timeoutMs: number;
  /** Until the run has started; 0 is no limit, 10 minutes if absent. */
  readonly startTimeoutMs: number;
  /** Until the stop is confirmed, three times that once the session has taken it; 30 seconds if absent. */
  readonly stopTimeoutMs: number;
  /** How long a question waits for its answer; 0, if absent: the run ends with it. */
  readonly questionGraceMs: number;
}

/** How a run is followed. */
export interface FollowOptions extends Partial<Limits> {
  /** Called with all that happens, in order, the result last. What it returns is waited for: a slow reader slows the stream. */
  readonly onUpdate?: (update: Update) => void | Promise<void>;
  /** Once it is aborted the session is stopped; the result says `cancelled`. */
  readonly signal?: AbortSignal;
  /** Leaves the session running afterwards. */
  readonly keep?: boolean;
  /** In US dollars; a run that takes more is stopped, and the outcome is `over-budget`. No limit if absent, as with the next two. */
  readonly maxCost?: number;
  /** Rounds of tool calls. */
  readonly maxTurns?: number;
  /** In and out. */
  readonly maxTokens?: number;
  /**
   * A JSON Schema, of draft 2020-12 or draft-07: the final message must be a value that it is true of, which is then `structured` in the
   * result. The agent is asked once more if it is not.
   */
  readonly outputSchema?: boolean | object;
}

/** @throws AmberError INVALID @internal */
export function limitsOf(given: Partial<Limits>): Limits {
  const { questionGraceMs = 0, startTimeoutMs = DEFAULT_LIMITS.startTimeout } = given;
  const { stopTimeoutMs = DEFAULT_LIMITS.stopTimeout, timeoutMs = DEFAULT_LIMITS.timeout } = given;
  const limits = { questionGraceMs, startTimeoutMs, stopTimeoutMs, timeoutMs };
  for (const [name, ms] of Object.entries(limits))
    if (!Number.isFinite(ms) || ms < 0) throw invalid(name, 'milliseconds, 0 or more', String(ms));
  return limits;
}

/** Calls `own` with what a run needs. @throws AmberError INVALID, USAGE @internal */
export async function withDeps<T>(
  engine: Engine,
  { keep = false, onUpdate, outputSchema: schema, signal, ...taken }: FollowOptions,
  limits: Limits,
  own: (deps: RunDeps) => Promise<T>,
): Promise<T> {
  const outputSchema = await schemaOf(schema);
  const budget = runLimits(taken);
  for (const [name, value] of Object.entries(budget ?? {}))
    if (!(Number.isFinite(value) && value > 0)) throw invalid(name, 'a number above 0', String(value));
  const interrupts = new Interrupts();
  const abort = (): void => interrupts.trigger('SIGINT');
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await own({
      engine,
      clock: systemClock,
      timing: TIMING,
      emit: async (updates) => {
        for (const update of updates) await onUpdate?.(update);
      },
      interrupts,
      limits,
      keep,
      ...(budget !== undefined && { budget }),
      ...(outputSchema !== undefined && { outputSchema }),
      onInterrupt: 'stop',
      commands: {
        stop: (ref) => `stopSession(engine, ${JSON.stringify(ref)})`,
        watch: (ref) => `watchSession(engine, ${JSON.stringify(ref)})`,
      },
    });
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

async function schemaOf(schema: FollowOptions['outputSchema']): Promise<OutputSchema | undefined> {
  if (schema === undefined) return undefined;
  const { checkedSchema } = await import('../run/structured-output/output-schema.ts');
  return checkedSchema(jsonText(schema), 'outputSchema');
}
