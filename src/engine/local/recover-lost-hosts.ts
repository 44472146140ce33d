import { closeSync } from 'node:fs';
import type { AguiEvent } from '../../core/agui/events.ts';
import { runIdOf } from '../../core/agui/events.ts';
import { HOST_LOST as HOST_LOST_CODE } from '../../core/agui/run-end-events.ts';
import { isAmberError } from '../../core/errors.ts';
import type { LeftProcess } from '../../core/session/end-conditions.ts';
import { pastRun } from '../../core/session/past-run.ts';
import { isTerminal } from '../../core/session/phase.ts';
import { ANNOTATION, refOf, type Session, type SessionRef } from '../../core/session/session.ts';
import { endByLimit, endBySession, type HowEnded, LOST_WITH_HOST } from '../../core/tracker/end-without-event.ts';
import { endMarked } from './host/end-leftover-processes.ts';
import { isRunEnd, runCutOff, runNeverBegun, runStarted } from './host/run-events.ts';
import { endingOf } from './host/stop-decision.ts';
import { UnfinishedEvents } from './host/unfinished-events.ts';
import { linesBackwards, repairLog } from './log/log-repair.ts';
import { endOrphans, ORPHANS_GRACE } from './process-groups.ts';
import { isAlive, startTimeOf } from './process-identity.ts';
import { checkDir, openFile, sweepTemporaries, writeAll } from './state/files.ts';
import { type HostRecord, hostedRefs, readHost, removeHost } from './state/host-record.ts';
import { takeAll } from './state/inbox.ts';
import { removeQuestion } from './state/open-question.ts';
import { isPastRun, writePastRun } from './state/past-runs.ts';
import { hostsDir } from './state/paths.ts';
import { withLock } from './state/process-lock.ts';
import { ended, firstInput, isAccident, type SessionEnding } from './state/session-status.ts';
import type { SessionStore } from './state/session-store.ts';

const HOST_LOST: SessionEnding = {
  phase: 'Failed',
  reason: LOST_WITH_HOST,
  message: 'the process that hosted the session ended without stopping it',
  code: HOST_LOST_CODE,
};

/**
 * Cleans up after every dead host of this state directory: at the start of each command.
 * @throws AmberError STATE if there can be no sessions in it
 */
export async function recover(store: SessionStore): Promise<void> {
  checkDir(store.stateDir);
  sweepTemporaries(hostsDir(store.stateDir), (pid) => startTimeOf(pid) !== undefined);
  await Promise.all(
    hostedRefs(store.stateDir).map(async (ref) => {
      // One damaged session must not keep all others from being used; a command that asks for it shows the error.
      await reconcile(store, ref).catch(() => {});
    }),
  );
}

/**
 * The session as it is: if its host is gone, the agent's process group is killed, the open run gets its end, and the
 * session is marked `Failed`, reason `HostLost`; in a state directory that can't be written, in the answer only.
 * @throws AmberError NOT_FOUND, STATE
 */
export async function reconcile(store: SessionStore, ref: SessionRef): Promise<Session> {
  const session = store.find(ref);
  const record = readHost(store.stateDir, ref);
  const settled = record === undefined ? isTerminal(session?.status?.phase) : isAlive(record);
  if (settled || (record === undefined && session === undefined)) return session ?? store.read(ref);
  if (record?.agent !== undefined)
    await endOrphans({ pid: record.agent.pgid, startTime: record.agent.startTime }, store.clock);
  const left =
    record?.mark === undefined
      ? []
      : await endMarked(record.mark, { grace: ORPHANS_GRACE, clock: store.clock, pgid: record.agent?.pgid });
  try {
    await withLock(store.paths(ref).lock, store.clock, () => settle(store, ref, record, left));
  } catch (error) {
    if (session === undefined || !isAmberError(error, 'STATE')) throw error;
    return isTerminal(session.status?.phase) ? session : ended(session, lostEnding(session), store.clock.date());
  }
  return store.read(ref);
}

/** Under the lock: others may have settled it, or started it anew, since the look. */
function settle(
  store: SessionStore,
  ref: SessionRef,
  seen: HostRecord | undefined,
  left: readonly LeftProcess[],
): void {
  const record = readHost(store.stateDir, ref);
  if (record !== undefined && (isAlive(record) || record.pid !== seen?.pid)) return;
  const session = store.find(ref);
  if (session !== undefined && !isTerminal(session.status?.phase)) {
    const ending = lostEnding(session);
    let closed: ClosedRuns = { dropped: 0 };
    try {
      closed = closeRuns(store, session, ending);
    } catch {
      // A damaged log: the session's end counts more than the run's.
    }
    const { dropped, unlogged } = closed;
    const over = ended(session, ending, store.clock.date(), { left, dropped });
    store.write(ref, over);
    if (unlogged !== undefined)
      remember(store, session, unlogged, endBySession(over, { kind: 'sent', runId: unlogged.runId }, true));
  }
  removeHost(store.stateDir, ref);
}

/** A host that was to stop the session, and ended before it had, has left nothing of it: it has stopped. */
function lostEnding({ metadata: { annotations = {} } }: Session): SessionEnding {
  return annotations[ANNOTATION.desiredPhase] === 'Stopped' ? endingOf(annotations[ANNOTATION.stopReason]) : HOST_LOST;
}

interface ClosedRuns {
  /** How many messages a stop has dropped. */
  readonly dropped: number;
  /** The run whose end could not be written, as on a full disk: it has ended as the session did. */
  readonly unlogged?: LoggedRun;
}

/** Writes an end for the run that the host left open, and for those that it had accepted. */
function closeRuns(store: SessionStore, session: Session, ending: SessionEnding): ClosedRuns {
  const ref = refOf(session);
  const paths = store.paths(ref);
  const date = store.clock.date();
  removeQuestion(paths);
  repairLog(paths.events);
  const last = lastRun(paths.events);
  const isAgain = session.metadata.annotations?.[ANNOTATION.startRequestedAt] !== undefined;
  // Its prompt had not begun: readers of the stream learn what was asked.
  const first = last === undefined || isAgain ? firstInput(session) : undefined;
  const begun = first === undefined ? last : { runId: first.runId, startedAt: date.getTime(), isOpen: true, open: [] };
  const lost: AguiEvent[] = first === undefined ? [] : [runStarted(ref.name, first)];
  if (begun?.isOpen) lost.push(...begun.open, runCutOff(ref.name, begun.runId, ending));
  const waiting = takeAll(paths, isAccident(ending) ? 'unattended' : 'none');
  for (const run of waiting) lost.push(...runNeverBegun(ref.name, run, ending));
  const dropped = ending.phase === 'Stopped' ? waiting.length : 0;
  const open = begun?.isOpen === true ? begun : undefined;
  try {
    appendEvents(paths.events, lost, date);
  } catch {
    return { dropped, ...(open !== undefined && { unlogged: open }) };
  }
  if (open !== undefined) remember(store, session, open, endInLog(ending));
  return { dropped };
}

/** What readers make of the end that `runCutOff` writes. */
function endInLog({ phase, stoppedReason }: SessionEnding): HowEnded {
  if (phase === 'Failed') return { outcome: 'lost', error: { code: HOST_LOST_CODE, message: HOST_LOST.message } };
  return endByLimit(stoppedReason) ?? { outcome: 'cancelled' };
}

/** Once for each run: its host may have done so before it died. */
function remember(
  { clock, stateDir }: SessionStore,
  session: Session,
  { runId, startedAt }: LoggedRun,
  how: HowEnded,
): void {
  const end = { ...how, runId, message: '', usage: null };
  const run = pastRun(session, end, { startedAt, endedAt: clock.date().getTime() });
  const made = new Date(session.metadata.creationTimestamp ?? 0);
  if (!isPastRun(stateDir, run, made)) writePastRun(stateDir, run);
}

function appendEvents(path: string, events: readonly AguiEvent[], date: Date): void {
  if (events.length === 0) return;
  const file = openFile(path, 'append');
  try {
    const lines = events.map((event) => `${JSON.stringify({ ...event, timestamp: date.getTime() })}\n`);
    writeAll(file, Buffer.from(lines.join('')));
  } finally {
    closeSync(file);
  }
}

interface LoggedRun {
  readonly runId: string;
  /** In ms. */
  readonly startedAt: number;
  /** It has not ended. */
  readonly isOpen: boolean;
  /** The ends of what it has begun and not ended. */
  readonly open: readonly AguiEvent[];
}

/** The run that has started last: a host runs one after the other, so the last word counts. */
function lastRun(path: string): LoggedRun | undefined {
  let isOpen = true;
  const parts: AguiEvent[] = [];
  for (const line of linesBackwards(path)) {
    // Text of an agent can't look like this: its quotes are escaped.
    if (!/"type":"(?:RUN_|STEP_|[A-Z_]+_(?:START|END)")/.test(line)) continue;
    const event = JSON.parse(line) as AguiEvent;
    if (isRunEnd(event.type)) isOpen = false;
    if (isOpen) parts.push(event);
    const runId = event.type === 'RUN_STARTED' ? runIdOf(event) : undefined;
    if (runId === undefined) continue;
    const open = new UnfinishedEvents();
    for (const part of parts.reverse()) open.apply(part);
    return { runId, startedAt: Number(event.timestamp) || 0, isOpen, open: open.ends() };
  }
  return undefined;
}
