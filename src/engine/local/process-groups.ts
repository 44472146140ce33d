import { Backoff } from '../../async/backoff.ts';
import type { Clock } from '../../core/clock.ts';
import { groupRuns, ownIdentity, type ProcessIdentity, signalGroup, startTimeOf } from './process-identity.ts';

/**
 * Ends a process group: SIGTERM, `grace` ms, SIGKILL. Resolves once none of it runs, two seconds after SIGKILL at the
 * latest.
 */
export async function endGroup(pgid: number, grace: number, clock: Clock): Promise<void> {
  signalGroup(pgid, 'SIGTERM');
  if (await groupGone(pgid, grace, clock)) return;
  signalGroup(pgid, 'SIGKILL');
  await groupGone(pgid, 2_000, clock);
}

/** Ends the group that a dead host's agent led, unless its pid belongs to another process by now. */
export async function endOrphans(leader: ProcessIdentity, clock: Clock): Promise<void> {
  const startTime = startTimeOf(leader.pid);
  // A leader that is gone may have left children; no new process gets its pid while they keep the group alive.
  const ours = startTime === undefined ? sameBoot(leader) : startTime === leader.startTime;
  if (ours && groupRuns(leader.pid)) await endGroup(leader.pid, ORPHANS_GRACE, clock);
}

/** SIGTERM to SIGKILL, in ms, where the host is gone, and with it all that could use an orderly end. */
export const ORPHANS_GRACE = 1_000;

/** False if the machine was started anew since. Only known on Linux: see `ProcessIdentity`. */
const sameBoot = ({ startTime }: ProcessIdentity): boolean =>
  !/^[0-9a-f]{8}-\d+$/.test(startTime) || startTime.slice(0, 8) === ownIdentity().startTime.slice(0, 8);

async function groupGone(pgid: number, ms: number, clock: Clock): Promise<boolean> {
  const deadline = clock.now() + ms;
  const backoff = new Backoff({ first: 2, most: 100 });
  while (groupRuns(pgid)) {
    if (clock.now() >= deadline) return false;
    await clock.sleep(backoff.next());
  }
  return true;
}
