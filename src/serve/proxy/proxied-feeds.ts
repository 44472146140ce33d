import { join } from 'node:path';
import type { SessionRef } from '../../core/session/session.ts';
import { keyed } from '../keyed.ts';
import { EventLog, type EventLogDeps } from './proxied-feed.ts';

interface Held {
  readonly log: Promise<EventLog>;
  users: number;
}

/** The event logs of sessions: each is open while someone writes or reads it. */
export class Logs {
  readonly #dirOf: (ref: SessionRef) => string;
  readonly #deps: EventLogDeps;
  readonly #held = new Map<string, Held>();

  constructor(dirOf: (ref: SessionRef) => string, deps: EventLogDeps) {
    this.#dirOf = dirOf;
    this.#deps = deps;
  }

  /** Runs `use` with the session's log, which stays open meanwhile. @throws AmberError STATE, and what `use` throws */
  async use<T>(ref: SessionRef, use: (log: EventLog) => Promise<T>): Promise<T> {
    const { key } = keyed(ref);
    let held = this.#held.get(key);
    if (held === undefined) {
      held = { log: EventLog.open(join(this.#dirOf(ref), 'events.log'), this.#deps), users: 0 };
      this.#held.set(key, held);
    }
    held.users++;
    try {
      return await use(await held.log);
    } finally {
      held.users--;
      if (held.users === 0 && this.#held.get(key) === held) {
        this.#held.delete(key);
        await held.log.then(
          (log) => log.close(),
          () => undefined,
        );
      }
    }
  }

  /** Closes all, whoever uses them. What is not written then is lost. */
  async close(): Promise<void> {
    const logs = await Promise.allSettled([...this.#held.values()].map(({ log }) => log));
    for (const log of logs) if (log.status === 'fulfilled') log.value.close();
  }

  /** Ends the session's streams. */
  async end(ref: SessionRef): Promise<void> {
    const held = this.#held.get(keyed(ref).key);
    (await held?.log)?.end();
  }

  /** Lets go of what readers no longer need. */
  prune(now: number): void {
    for (const { log } of this.#held.values())
      log.then(
        (open) => open.prune(now),
        () => undefined,
      );
  }
}
