import type { Reports } from './runner.ts';
import type { ShownState } from './shown.ts';

/** What the post step has to know: saved as it changes, since the main step may be killed at any moment. */
export interface StepState {
  readonly project: string;
  /** The id that a session is created with: an answer that never came is searched for by it. */
  readonly requestId: string;
  readonly session: string | null;
  /** True once nothing of ours is left that has to be stopped. */
  readonly settled: boolean;
  /** What people look at while the run goes on; null once it says how the run ended. */
  readonly shown: ShownState | null;
}

const NAME = 'amber';

/** The state of a step, as its post step will find it. */
export class SavedState {
  readonly #reports: Reports;
  #state: StepState;

  constructor(reports: Reports, state: StepState) {
    this.#reports = reports;
    this.#state = state;
    this.update({});
  }

  update(changes: Partial<StepState>): void {
    this.#state = { ...this.#state, ...changes };
    this.#reports.state(NAME, JSON.stringify(this.#state));
  }
}

/** What the main step saved; undefined if it never came so far. */
export function savedState(env: { readonly [name: string]: string | undefined }): StepState | undefined {
  const text = env[`STATE_${NAME}`];
  return text === undefined || text === '' ? undefined : (JSON.parse(text) as StepState);
}
