import type { FileHandle } from 'node:fs/promises';
import { Wakeup } from '../../async/wakeup.ts';
import type { Cursor, StreamItem } from '../../core/agui/events.ts';
import type { Clock } from '../../core/clock.ts';
import { isTerminal } from '../../core/session/phase.ts';
import type { SessionRef } from '../../core/session/session.ts';
import { openLog, type Position, readChunks, START, seek } from './log/log-reader.ts';
import type { SessionEventLog } from './log/session-event-log.ts';
import type { SessionStore } from './state/session-store.ts';
import { POLL, watchDir } from './state/watch-directory.ts';

/** How often a silent stream says that it is alive, in ms; a tail takes 45 s without a byte for a dead connection. */
const ALIVE = 15_000;
/** How often a silent reader looks whether the session's host lives, in ms. */
const HOST_LOOK = 5_000;

/** What following needs of the engine. */
export interface FollowDeps {
  readonly store: SessionStore;
  readonly clock: Clock;
  /** The log of a session that this process hosts. */
  readonly live: (ref: SessionRef) => SessionEventLog | undefined;
  /** Marks the session as failed if its host is gone. */
  readonly reconcile: (ref: SessionRef) => Promise<unknown>;
}

/**
 * The session's events from after line `from`, then `live`, then what comes; ends once the session has ended and all
 * was read, or `signal` is aborted. A reader in the host's process gets events as they are appended; one that falls
 * behind, and one in another process, reads the file, so that nothing is dropped and memory stays bounded.
 */
export async function* followEvents(
  ref: SessionRef,
  from: Cursor | undefined,
  signal: AbortSignal,
  deps: FollowDeps,
): AsyncGenerator<readonly StreamItem[], void, void> {
  const { store, clock } = deps;
  const paths = store.paths(ref);
  const wakeup = new Wakeup();
  let watch: Disposable | undefined;
  let file: FileHandle | undefined;
  let position: Position | undefined;
  let look = true;
  let terminal = false;
  let live = false;
  let heard = clock.now();
  let hostLook = heard;
  try {
    while (!signal.aborted) {
      // First the phase, then the file: what was written before the session's end is read after having seen that end.
      if (look) terminal = isTerminal(store.read(ref).status?.phase);
      look = false;
      file ??= await openLog(paths.events);
      if (file !== undefined) {
        const { size } = await file.stat();
        position ??= from === undefined || from <= 0 ? START : await seek(file, from, size);
        for await (const chunk of readChunks(file, position, size)) {
          if (signal.aborted) return;
          position = chunk.position;
          heard = clock.now();
          yield chunk.items;
        }
      }
      if (!live) {
        live = true;
        yield [{ kind: 'live' }];
        continue;
      }
      if (terminal) return;

      const log = deps.live(ref);
      const offset = position?.offset ?? 0;
      if (log !== undefined && log.size === offset) {
        position = yield* fromHost(log, position ?? START, signal, clock);
        look = true;
        continue;
      }
      if (log !== undefined && log.size > offset) continue;

      if (watch === undefined) {
        // What happens before the watch stands is seen by the look after it.
        watch = watchDir(paths.dir, (name) => {
          if (name !== 'events.jsonl') look = true;
          wakeup.ring();
        });
        look = true;
        continue;
      }
      if (!(await wakeup.wait(POLL, clock, signal))) look = true;
      const now = clock.now();
      if (now - Math.max(heard, hostLook) >= HOST_LOOK) {
        hostLook = now;
        await deps.reconcile(ref);
      }
      if (now - heard >= ALIVE) {
        heard = now;
        yield [{ kind: 'alive' }];
      }
    }
  } finally {
    watch?.[Symbol.dispose]();
    await file?.close();
  }
}

/** Events as the host of this process appends them. Returns the place from where the file has the rest. */
async function* fromHost(
  log: SessionEventLog,
  from: Position,
  signal: AbortSignal,
  clock: Clock,
): AsyncGenerator<readonly StreamItem[], Position, void> {
  const subscription = log.subscribe();
  let position = from;
  try {
    while (!signal.aborted) {
      const taken = subscription.take();
      if (typeof taken === 'string') break;
      for (const batch of taken) {
        if (signal.aborted) return position;
        position = { offset: batch.end, seq: batch.seq };
        yield batch.items;
      }
      if (taken.length > 0) continue;
      if (!(await subscription.wakeup.wait(ALIVE, clock, signal)) && !signal.aborted) yield [{ kind: 'alive' }];
    }
  } finally {
    subscription[Symbol.dispose]();
  }
  return position;
}
