import { type AguiEvent, object, runIdOf, text } from '../agui/events.ts';
import { isBegun } from '../agui/run-end-events.ts';
import { type PastRun, pastRun } from '../session/past-run.ts';
import { isTerminal } from '../session/phase.ts';
import type { Session } from '../session/session.ts';
import { endByLimit, endBySession } from './end-without-event.ts';
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
    // One that never began took nothing, and nothing came of it.
    if (runId !== undefined)
      this.#open = isBegun(event) ? { reader: new RunEndReader(runId), startedAt: at } : undefined;
    if (this.#open === undefined) return;
    const { reader, startedAt } = this.#open;
    const end = reader.take(event);
    if (end === undefined) return;
    this.#open = undefined;
    // The host of a run that was cut off says by what.
    const limit = end.outcome === 'cancelled' ? endByLimit(stoppedReasonOf(event)) : undefined;
    this.#keep(pastRun(session, { ...end, ...limit, runId: reader.runId }, { startedAt, endedAt: at }));
  }

  /** After the last event: a run that is open ended with its session, if that has ended. */
  close(session: Session, at: number): void {
    if (this.#open === undefined || !isTerminal(session.status?.phase)) return;
    const { reader, startedAt } = this.#open;
    this.#open = undefined;
    const how = endBySession(session, { kind: 'sent', runId: reader.runId }, true);
    const end = { ...how, runId: reader.runId, message: '', usage: null };
    this.#keep(pastRun(session, end, { startedAt, endedAt: at }));
  }
}

const stoppedReasonOf = (end: AguiEvent): string | undefined => text(object(end, 'result') ?? {}, 'stoppedReason');
