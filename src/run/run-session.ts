import type { Clock } from '../core/clock.ts';
import type { Result } from '../core/outcome.ts';
import { refOf, type SessionMeta, type SessionRef, type SessionSpec } from '../core/session/session.ts';
import type { Timing } from '../core/timing.ts';
import { RunTracker } from '../core/tracker/run-tracker.ts';
import type { Update } from '../core/update.ts';
import type { Engine } from '../engine/engine.ts';
import { creationOf } from './creation.ts';
import { finishOwned } from './finish.ts';
import { follow } from './follow.ts';
import type { Interrupts } from './interrupt.ts';
import { type Ending, oneExit } from './one-exit.ts';
import { reachNew } from './reach-new.ts';
import { Sending } from './send-message.ts';

/** What a command that owns a run needs. All times are milliseconds. */
export interface OneShot {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly timing: Timing;
  /** Awaiting it is backpressure. It is never called after the result, which is always the last update. */
  readonly emit: (updates: readonly Update[]) => void | Promise<void>;
  readonly interrupts: Interrupts;
  /** Hears of an exception that became the result's error: a stack is no part of a result. */
  readonly threw?: (error: unknown) => void;
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
export function runSession(spec: SessionSpec, meta: SessionMeta, deps: OneShot): Promise<Result> {
  return oneExit(deps, async (course): Promise<Ending> => {
    const { keep, limits, engine } = deps;
    const made = creationOf(spec, { keep, detached: false, questionGraceMs: limits.questionGraceMs }, engine);
    const ref = refOf(await reachNew(course, made.spec, meta));
    if (made.message !== undefined) return new Sending(course, ref, made.message, { ...deps, stop: true }).run();
    const { initialPrompt = '' } = made.spec;
    const tracker = new RunTracker({ kind: 'initial', prompt: initialPrompt }, deps.timing, deps.clock.now());
    course.tracker = tracker;
    course.finish = async (end, reason) =>
      deps.keep ? { stopped: false, stopReason: 'kept' } : finishOwned(course, { ref, tracker, end, reason });
    return follow(course, ref, tracker, (end) => void course.settle(end));
  });
}
