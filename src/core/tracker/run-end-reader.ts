import { type AguiEvent, runIdOf } from '../agui/events.ts';
import { mayEnd, type RunFinish, readRunError } from '../agui/run-end-events.ts';
import type { Outcome, RunEnd, RunError } from '../result.ts';
import { RunOutput } from './run-output.ts';

/** Whether an event ends the run on whose connection it came. */
export function isEndOf(event: AguiEvent, runId: string): boolean {
  if (event.type !== 'RUN_FINISHED' && event.type !== 'RUN_ERROR') return false;
  return (runIdOf(event) ?? runId) === runId && (event.type === 'RUN_FINISHED' || mayEnd(event));
}

/** The end of a run, seen in its events: such a run is never lost. */
export type WitnessedEnd = RunEnd & { readonly outcome: Exclude<Outcome, 'lost'>; readonly runId: string };

/** Reads all events of one run, from those who write them down, for what its end means: bounded, however long the run. */
export class RunEndReader {
  readonly runId: string;
  readonly #report = new RunOutput();
  #error: RunError | undefined;

  constructor(runId: string) {
    this.runId = runId;
  }

  /** Takes an event; returns how the run has ended, if it ends it. The hot path. */
  take(event: AguiEvent): WitnessedEnd | undefined {
    this.#report.take(event);
    if (!isEndOf(event, this.runId)) return undefined;
    if (event.type === 'RUN_ERROR') {
      this.#error = readRunError(event);
      return this.#end({ outcome: 'failed', error: this.#error }, event);
    }
    return this.#end(this.#report.finish(event, this.#error), event);
  }

  #end(how: RunFinish, event: AguiEvent): WitnessedEnd {
    return { ...this.#report.end(how, this.runId, event), outcome: how.outcome, runId: this.runId };
  }
}
