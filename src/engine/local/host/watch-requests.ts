import { pending, takeInterrupt } from '../state/inbox.ts';
import { POLL, watchDir } from '../state/watch-directory.ts';
import type { HostedSession } from './hosted-session.ts';
import { decideStop } from './stop-decision.ts';

/**
 * Obeys what others write into the session's directory (a stop, a message, an interrupt) and keeps its time limits,
 * until `signal` is aborted. Never rejects: what fails here ends the session.
 */
export async function watchRequests(hosted: HostedSession, signal: AbortSignal): Promise<void> {
  const { attention, deps, log, paths } = hosted;
  const { clock } = deps.store;
  // The log is our own: its growth is no news.
  const watches = [
    watchDir(paths.dir, (file) => file !== 'events.jsonl' && attention.ring()),
    watchDir(paths.inbox, () => attention.ring()),
  ];
  try {
    while (!signal.aborted) {
      let until = Number.POSITIVE_INFINITY;
      try {
        if (log.failure === undefined) until = await look(hosted);
      } catch (error) {
        hosted.fail(error);
      }
      await attention.wait(Math.max(0, Math.min(POLL, until - clock.now())), clock, signal);
    }
  } finally {
    for (const watch of watches) watch[Symbol.dispose]();
  }
}

/** One look at everything; returns the time of the next limit. */
export async function look(hosted: HostedSession): Promise<number> {
  const session = hosted.refresh();
  // It waits for a run that was taken up, and that the agent does not have yet.
  if (hosted.hasWork === (hosted.run !== undefined) && takeInterrupt(hosted.paths)) hosted.run?.interrupt.abort();
  hosted.question?.look();
  const isWaiting = pending(hosted.paths).length > 0;
  if (isWaiting) hosted.work.ring();
  if (hosted.ending !== undefined) return Number.POSITIVE_INFINITY;
  const now = hosted.deps.store.clock.now();
  const decision = decideStop({
    session,
    now,
    began: hosted.began,
    activity: hosted.question?.keepsAlive === true ? undefined : hosted.activity,
    accepted: isWaiting || hosted.hasWork,
    runs: hosted.autoStop.decide(now),
  });
  if (decision.kind === 'stop') {
    await hosted.settle(decision.ending, decision.soft);
    return Number.POSITIVE_INFINITY;
  }
  await hosted.patchActivity();
  return decision.until;
}
