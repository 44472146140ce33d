import type { FilePart } from '../core/agui/message-files.ts';
import type { Clock } from '../core/clock.ts';
import type { TimeLimits } from '../core/run-time-limits.ts';
import type { Update } from '../core/run-update.ts';
import type { SessionRef } from '../core/session/session.ts';
import type { Timing } from '../core/stream-timing.ts';
import type { RunLimits } from '../core/tracker/run-budget.ts';
import type { Engine } from '../engine/engine.ts';
import type { Interrupts } from './interrupts.ts';
import type { OutputSchema } from './structured-output/output-schema.ts';

/** What a command that owns a run needs. All times are milliseconds. */
export interface RunDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly timing: Timing;
  /** Awaiting it is backpressure. It is never called after the result, which is always the last update. */
  readonly emit: (updates: readonly Update[]) => void | Promise<void>;
  readonly interrupts: Interrupts;
  /** Called with an exception that became the result's error: a stack is no part of a result. */
  readonly threw?: (error: unknown) => void;
  /** Called with each decision and its reason, in words. */
  readonly explain?: (decision: string) => void;
  readonly limits: TimeLimits;
  /** What its runs may take; nothing is counted if absent. */
  readonly budget?: RunLimits;
  /** What the final message must be. */
  readonly outputSchema?: OutputSchema;
  /** What goes with the prompt. */
  readonly files?: readonly FilePart[];
  /** Leave the session running after its run. */
  readonly keep: boolean;
  readonly onInterrupt: 'stop' | 'detach';
  /** The commands to print for a person. */
  readonly commands: { stop(ref: SessionRef): string; watch(ref: SessionRef): string };
}

/** Pauses before a request whose answer was lost is sent again (ms): a wrong address is an error after these. */
export const RESEND_PAUSES = [250, 1_000, 2_000, 4_000];
