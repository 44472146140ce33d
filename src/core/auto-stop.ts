import type { AguiEvent } from './agui/events.ts';
import { endsInQuestion, mayEnd, STREAM_ENDED } from './agui/run-end-events.ts';
import type { StopReason } from './session/session.ts';
import type { RunState } from './tracker/run-state.ts';
import { RunsInStream } from './tracker/runs-in-stream.ts';

/** What is to become of a session whose spec has `stopOnRunFinished`. */
export type StopDecision =
  | { readonly kind: 'stop'; readonly reason: StopReason; readonly runId: string }
  /** Ask again at `until`, on the scale of `now`, unless an event comes before. */
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'none' };

/** Times in milliseconds. */
export interface AutoStopTiming {
  /** A RUN_ERROR is an end once this much time has passed without a further event of its run. */
  readonly errorSettle: number;
  /** How long a session whose run asked something waits for the answer. */
  readonly questionGrace: number;
}

/** The end that the session may be stopped for. */
interface Cause {
  readonly run: RunState;
  readonly reason: 'run-finished' | 'question' | 'run-error';
  readonly at: number;
}

/**
 * When a session with `stopOnRunFinished` is to be stopped: the one decision that the local host and `amber serve`
 * share. Pure: events and accepted runs in, decisions out. It begins with a session's start;
 * after a stop it has to be made anew.
 */
export class AutoStop {
  readonly #timing: AutoStopTiming;
  readonly #table: RunsInStream;
  /** Runs that were accepted or have started, and have not ended. */
  readonly #live = new Set<RunState>();
  /**
   * Runs that have started. An error before that is the server's: the runner does not have the run, and may be about to begin
   * with the session's own prompt. Nothing is stopped for it, but where the runner may have had the run.
   */
  readonly #started = new WeakSet<RunState>();
  readonly #ended = new WeakSet<RunState>();
  #cause: Cause | undefined;

  constructor(timing: AutoStopTiming) {
    this.#timing = timing;
    this.#table = new RunsInStream(timing.errorSettle);
  }

  /** A message was taken in: its run will start, even if no event says so yet. */
  accepted(runId: string): void {
    const run = this.#table.run(runId);
    if (!this.#ended.has(run)) this.#live.add(run);
  }

  /** An accepted run will never start. */
  withdrawn(runId: string): void {
    this.#live.delete(this.#table.run(runId));
  }

  /** The hot path: one call per event. */
  event(event: AguiEvent, now: number): void {
    const run = this.#table.take(event, now);
    if (run === undefined || this.#ended.has(run)) return;
    if (event.type === 'RUN_FINISHED') this.#end(run, { run, reason: reasonOf(event, run), at: now });
    else if (event.type === 'RUN_ERROR' && mayEnd(event) && !this.#started.has(run) && event.code !== STREAM_ENDED)
      this.#end(run);
    else if (run.started) {
      this.#started.add(run);
      this.#live.add(run);
    }
  }

  /** What to do now, and, if that is nothing yet, when to ask again. */
  decide(now: number): StopDecision {
    let until = Number.POSITIVE_INFINITY;
    for (const run of this.#live) {
      if (run.erroredAt === undefined) return { kind: 'none' };
      const settled = run.erroredAt + this.#timing.errorSettle;
      if (settled > now) until = Math.min(until, settled);
      else this.#end(run, { run, reason: 'run-error', at: settled });
    }
    if (until < Number.POSITIVE_INFINITY) return { kind: 'wait', until };
    const cause = this.#cause;
    if (cause === undefined) return { kind: 'none' };
    const due = cause.reason === 'question' ? cause.at + this.#timing.questionGrace : cause.at;
    if (due > now) return { kind: 'wait', until: due };
    return { kind: 'stop', reason: cause.reason, runId: cause.run.id };
  }

  /** The last end that has a cause counts: it says why the session stops. */
  #end(run: RunState, cause?: Cause): void {
    this.#live.delete(run);
    this.#ended.add(run);
    if (cause !== undefined) this.#cause = cause;
  }
}

function reasonOf(finished: AguiEvent, run: RunState): Cause['reason'] {
  return endsInQuestion(finished, run.asked) ? 'question' : 'run-finished';
}
