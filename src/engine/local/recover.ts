import { closeSync, openSync } from 'node:fs';
import type { AguiEvent } from '../../core/agui/events.ts';
import { runIdOf } from '../../core/agui/events.ts';
import { isAmberError } from '../../core/errors.ts';
import type { LeftProcess } from '../../core/session/leftover-processes-condition.ts';
import { pastRun } from '../../core/session/past-run.ts';
import { isTerminal } from '../../core/session/phase.ts';
import { refOf, type Session, type SessionRef } from '../../core/session/session.ts';
import { endMarked } from './host/end-leftover-processes.ts';
import { isRunEnd, runError, runStarted } from './host/run-events.ts';
import { linesBackwards, repairLog } from './log/log-repair.ts';
import { endOrphans, ORPHANS_GRACE } from './process-groups.ts';
import { isAlive, startTimeOf } from './process-identity.ts';
import { checkDir, sweepTemporaries, writeAll } from './state/files.ts';
import { type HostRecord, hostedRefs, readHost, removeHost } from './state/host-record.ts';
import { takeAll } from './state/inbox.ts';
import { withLock } from './state/lock.ts';
import { closeQuestion } from './state/open-question.ts';
import { writePastRun } from './state/past-runs.ts';
import { hostsDir } from './state/paths.ts';
import { ended, type SessionEnding } from './state/session-status.ts';
import type { SessionStore } from './state/session-store.ts';

const HOST_LOST: SessionEnding = {
  phase: 'Failed',
  reason: 'HostLost',
  message: 'the process that hosted the session ended without stopping it',
  code: 'HOST_LOST',
};

const HOST_LOST_ERROR = { code: 'HOST_LOST', message: HOST_LOST.message ?? '' };

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
    return isTerminal(session.status?.phase) ? session : ended(session, HOST_LOST, store.clock.date());
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
    try {
      closeRuns(store, session);
    } catch {
      // A damaged log or a full disk: the session's end counts more than the run's.
    }
    store.write(ref, ended(session, HOST_LOST, store.clock.date(), { left }));
  }
  removeHost(store.stateDir, ref);
}

/** Writes an end for the run that the host left open, and for those that it had accepted. */
function closeRuns(store: SessionStore, session: Session): void {
  const ref = refOf(session);
  const paths = store.paths(ref);
  const date = store.clock.date();
  closeQuestion(paths);
  repairLog(paths.events);
  const open = openRun(paths.events);
  const lost: AguiEvent[] = open === undefined ? [] : [runError(open.runId, HOST_LOST_ERROR)];
  for (const run of takeAll(paths, 'unattended'))
    lost.push(runStarted(ref.name, run), runError(run.runId, HOST_LOST_ERROR));
  if (open !== undefined) {
    const end = { outcome: 'lost', runId: open.runId, message: '', usage: null, error: HOST_LOST_ERROR } as const;
    writePastRun(store.stateDir, pastRun(session, end, { startedAt: open.startedAt, endedAt: date.getTime() }));
  }
  if (lost.length === 0) return;
  const file = openSync(paths.events, 'a', 0o600);
  try {
    const lines = lost.map((event) => `${JSON.stringify({ ...event, timestamp: date.getTime() })}\n`);
    writeAll(file, Buffer.from(lines.join('')));
  } finally {
    closeSync(file);
  }
}

/** The run that has started and not ended, and when (ms); a host runs one after the other, so the last word counts. */
function openRun(path: string): { readonly runId: string; readonly startedAt: number } | undefined {
  for (const line of linesBackwards(path)) {
    // Text of an agent can't look like this: its quotes are escaped.
    if (!line.includes('"type":"RUN_')) continue;
    const event = JSON.parse(line) as AguiEvent;
    if (isRunEnd(event.type)) return undefined;
    const runId = event.type === 'RUN_STARTED' ? runIdOf(event) : undefined;
    if (runId !== undefined) return { runId, startedAt: Number(event.timestamp) || 0 };
  }
  return undefined;
}
