import { lastRunOf, OUTPUT_INVALID } from '../../core/session/last-run-annotation.ts';
import type { PastRun } from '../../core/session/past-run.ts';
import { isTerminal } from '../../core/session/phase.ts';
import { refOf, type Session } from '../../core/session/session.ts';
import { TIMING } from '../../core/stream-timing.ts';
import { RunRecorder } from '../../core/tracker/run-recorder.ts';
import type { Engine } from '../../engine/engine.ts';
import { readLog } from '../../tail/read-log.ts';
import type { Io } from '../process/io.ts';

/** So many logs are read at once. */
const AT_ONCE = 6;
/** A log that takes longer is left out, in ms. */
const LONGEST = 60_000;

/** What sessions themselves say of their runs. */
export interface SaidRuns {
  readonly runs: readonly PastRun[];
  /** Sessions whose events could not be read. */
  readonly unread: number;
}

/** Reads the events of a project's sessions that may have had a run since then: where nobody keeps a history of runs. */
export async function readSessionRuns(
  { clock }: Pick<Io, 'clock'>,
  engine: Engine,
  project: string,
  since: Date | undefined,
  begun: (sessions: number) => void,
): Promise<SaidRuns> {
  const sessions: Session[] = [];
  for await (const session of engine.list(project)) if (mayHaveRunSince(session, since)) sessions.push(session);
  begun(sessions.length);
  const runs: PastRun[] = [];
  let unread = 0;
  const waiting = sessions.values();
  const work = async (): Promise<void> => {
    for (const session of waiting) {
      const signal = AbortSignal.timeout(LONGEST);
      try {
        runs.push(...(await runsOf(session)(engine, clock, signal)));
      } catch {
        unread += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const from = since?.toISOString() ?? '';
  return { runs: runs.filter(({ endedAt }) => endedAt >= from), unread };
}

function mayHaveRunSince({ metadata, status = {} }: Session, since: Date | undefined): boolean {
  const last = status.lastActivityTime ?? status.completionTime ?? status.startTime ?? metadata.creationTimestamp;
  return since === undefined || !isTerminal(status.phase) || last === undefined || Date.parse(last) >= since.getTime();
}

const runsOf =
  (session: Session) =>
  async (engine: Engine, clock: Io['clock'], signal: AbortSignal): Promise<readonly PastRun[]> => {
    const runs: PastRun[] = [];
    const recorder = new RunRecorder((run) => runs.push(run));
    // Servers say when an event came; where they don't, the session says about when.
    let at =
      Date.parse(session.status?.startTime ?? session.metadata.creationTimestamp ?? '') || clock.date().getTime();
    for await (const updates of readLog({ engine, clock, timing: TIMING }, refOf(session), signal))
      for (const update of updates) {
        if (update.type !== 'event') continue;
        const { timestamp } = update.event;
        if (typeof timestamp === 'number' && timestamp > 0) at = timestamp;
        recorder.take(update.event, session, at);
      }
    recorder.close(session, Date.parse(session.status?.completionTime ?? '') || at);
    // The events don't tell whether an answer was the one that was asked for.
    const last = lastRunOf(session);
    return runs.map((run) =>
      last?.code === OUTPUT_INVALID && last.runId === run.runId
        ? { ...run, outcome: last.outcome, code: last.code }
        : run,
    );
  };
