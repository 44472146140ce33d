import { join } from 'node:path';
import type { SessionRef } from '../../core/session/session.ts';
import { keyed } from '../run-backend.ts';
import { ProxiedFeed, type ProxiedFeedDeps } from './proxied-feed.ts';

interface Held {
  readonly feed: Promise<ProxiedFeed>;
  users: number;
}

/** The feeds of sessions: the log of each is open while someone writes or reads it. */
export class ProxiedFeeds {
  readonly #dirOf: (ref: SessionRef) => string;
  readonly #deps: ProxiedFeedDeps;
  readonly #held = new Map<string, Held>();

  constructor(dirOf: (ref: SessionRef) => string, deps: ProxiedFeedDeps) {
    this.#dirOf = dirOf;
    this.#deps = deps;
  }

  /** Runs `use` with the session's feed, whose log stays open meanwhile. @throws AmberError STATE, and what `use` throws */
  async use<T>(ref: SessionRef, use: (feed: ProxiedFeed) => Promise<T>): Promise<T> {
    const { key } = keyed(ref);
    let held = this.#held.get(key);
    if (held === undefined) {
      held = { feed: ProxiedFeed.open(join(this.#dirOf(ref), 'events.log'), this.#deps), users: 0 };
      this.#held.set(key, held);
    }
    held.users++;
    try {
      return await use(await held.feed);
    } finally {
      held.users--;
      if (held.users === 0 && this.#held.get(key) === held) {
        this.#held.delete(key);
        await held.feed.then(
          (feed) => feed.close(),
          () => undefined,
        );
      }
    }
  }

  /** Closes all, also those in use. What is not written then is lost. */
  async close(): Promise<void> {
    const feeds = await Promise.allSettled([...this.#held.values()].map(({ feed }) => feed));
    for (const feed of feeds) if (feed.status === 'fulfilled') feed.value.close();
  }

  /** Ends the session's streams. */
  async end(ref: SessionRef): Promise<void> {
    const held = this.#held.get(keyed(ref).key);
    (await held?.feed)?.end();
  }

  /** Lets go of what readers no longer need. */
  prune(now: number): void {
    for (const { feed } of this.#held.values())
      feed.then(
        (open) => open.prune(now),
        () => undefined,
      );
  }
}
