import type { Clock } from '../core/clock.ts';
import type { Result } from '../core/outcome.ts';
import type { SessionMeta, SessionRef, SessionSpec } from '../core/session.ts';
import type { Timing } from '../core/timing.ts';
import type { Update } from '../core/update.ts';
import type { Engine } from '../engine/engine.ts';
import type { Interrupts } from './interrupt.ts';

/** What a command that owns a run needs. All times are milliseconds. */
export interface OneShot {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly timing: Timing;
  /** Awaiting it is backpressure. It is never called after the result, which is always the last update. */
  readonly emit: (updates: readonly Update[]) => void | Promise<void>;
  readonly interrupts: Interrupts;
  readonly limits: {
    readonly timeoutMs: number;
    readonly startTimeoutMs: number;
    readonly stopTimeoutMs: number;
    /** How long a run that ended in a question is waited for, for someone to answer it. 0: it is stopped at once. */
    readonly questionGraceMs: number;
  };
  /** Leave the session running after its run. */
  readonly keep: boolean;
  readonly onInterrupt: 'stop' | 'detach';
  /** The commands to print for a person. */
  readonly commands: { stop(ref: SessionRef): string; watch(ref: SessionRef): string };
}

/** `amber run`: create → tail → outcome → stop confirmed. Never throws; what went wrong is in the result. */
export async function runSession(_spec: SessionSpec, _meta: SessionMeta, _deps: OneShot): Promise<Result> {
  throw new Error('being written');
}
