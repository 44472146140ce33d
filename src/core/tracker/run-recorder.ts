import { type AguiEvent, runIdOf } from '../agui/events.ts';
import { type PastRun, pastRun } from '../session/past-run.ts';
import type { Session } from '../session/session.ts';
import { RunEndReader } from './run-end-reader.ts';

/** Reads a session's events in their order, and makes of each run that ends what history keeps of it. */
export class RunRecorder {
  readonly #keep: (run: PastRun) => void;
  #open: { readonly reader: RunEndReader; readonly startedAt: number } | undefined;

  constructor(keep: (run: PastRun) => void) {
    this.#keep = keep;
  }

  /** `at`: when the event came, in ms. */
  take(event: AguiEvent, session: Session, at: number): void {
    const runId = event.type === 'RUN_STARTED' ? runIdOf(event) : undefined;
    if (runId !== undefined) this.#open = { reader: new RunEndReader(runId), startedAt: at };
    if (this.#open === undefined) return;
    const { reader, startedAt } = this.#open;
    const end = reader.take(event);
    if (end === undefined) return;
    this.#open = undefined;
    this.#keep(pastRun(session, { ...end, runId: reader.runId }, { startedAt, endedAt: at }));
  }
}
