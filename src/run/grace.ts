import { Deadline } from '../async/abort.ts';
import type { SessionRef } from '../core/session/session.ts';
import type { RunTracker } from '../core/tracker/run-tracker.ts';
import { tail } from '../tail/tail.ts';
import { isInUse } from './in-use.ts';
import type { OneShot } from './run-session.ts';

/**
 * Waits for somebody to answer the question that our run ended in, and for the run that the answer starts: until
 * nobody uses the session any more, the grace has passed without an answer, or the session has stopped.
 * Rejects with the signal's reason once it is aborted. @throws AmberError
 */
export async function waitForAnswer(
  deps: OneShot,
  ref: SessionRef,
  tracker: RunTracker,
  signal: AbortSignal,
): Promise<void> {
  const { engine, clock, timing, limits } = deps;
  const grace = new Deadline(clock, limits.questionGraceMs, signal);
  const over = new AbortController();
  let answered = false;
  const enough = (): void => {
    if (!answered) over.abort();
  };
  grace.signal.addEventListener('abort', enough, { once: true });
  try {
    const updates = tail(engine, ref, {
      until: { kind: 'session-end' },
      signal: AbortSignal.any([over.signal, signal]),
      clock,
      timing,
    });
    for await (const batch of updates) {
      for (const update of batch) {
        if (update.type !== 'event') continue;
        tracker.event(update.event, clock.now());
        if (isInUse(tracker)) answered = true;
      }
      if (answered && !isInUse(tracker)) break;
    }
    signal.throwIfAborted();
  } finally {
    grace.signal.removeEventListener('abort', enough);
    grace.clear();
  }
}
