import { Backoff } from '../../../async/backoff.ts';
import { object, text } from '../../../core/agui/events.ts';
import type { Clock } from '../../../core/clock.ts';
import { AmberError, isAmberError } from '../../../core/errors.ts';
import type { Cluster } from '../cluster-client.ts';
import { retryAfterOf } from '../errors.ts';
import { readPages } from './list-pages.ts';
import { Expired, readFrames, Silent, type WatchFrame } from './watch-frames.ts';

type Json = { readonly [field: string]: unknown };

/** What a watch reports to its reader. */
export type WatchEvent =
  /** An object that is new, or not as it was. */
  | { readonly kind: 'changed'; readonly object: Json }
  /** It is gone. After a break no more than its name, its namespace and its uid may be known. */
  | { readonly kind: 'deleted'; readonly object: Json }
  /** Everything that exists has been reported; what follows are changes. */
  | { readonly kind: 'synced' }
  /** Changes come as they happen: said of each new connection. */
  | { readonly kind: 'current' }
  /** They don't, until the next `current`: it goes on by itself. */
  | { readonly kind: 'broken'; readonly error: unknown };

export interface ListWatchOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** Of a collection. */
  readonly path: string;
  /** Selectors. */
  readonly query?: { readonly [name: string]: string };
  /**
   * Each connection begins with all that is there: at a `current` nothing that was reported is older than its connection. Without
   * it, what came in between is reported after a `current`. For few objects.
   */
  readonly anew?: boolean;
  readonly signal: AbortSignal;
}

/**
 * A bookmark comes about every minute; without it the connection is dead, or something on the way holds it back. Where
 * no bookmarks come, a watch that nothing happens in is opened anew as often (ms).
 */
const SILENCE = 100_000;
/** Frames of the objects that are there come at once; where they don't, the server does not know that it may send them (ms). */
const INITIAL_SILENCE = 5_000;
/** The API server ends a watch after half an hour or more unless it is asked for a time (seconds). */
const TIMEOUT_SECONDS = 43_200;
const PAUSES = { first: 250, most: 10_000 };
/** What a server may ask to wait at most (ms): a page of a proxy's says a day, and sessions end meanwhile. */
const MOST_ASKED = 60_000;

/**
 * A list and the watch that goes on from it, for as long as the signal lets it: it goes on after the server closed it, after
 * silence, and after an outage; and from a new list where the server no longer has what came in between (410), in which
 * case only what differs is reported. What its reader throws is the reader's own.
 * @throws AmberError for what no waiting helps against: FORBIDDEN, UNAUTHENTICATED, UNSUPPORTED, CONFIG; `signal.reason`
 */
export async function* listAndWatch(options: ListWatchOptions): AsyncGenerator<readonly WatchEvent[], void, void> {
  const { clock, anew = false, signal } = options;
  const state = new State();
  const backoff = new Backoff(PAUSES, Math.random);
  for (;;) {
    const before = state.version;
    let broken: unknown = CLOSED;
    try {
      yield* anew || state.version === undefined ? begin(options, state) : resume(options, state);
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error, state)) throw error;
      if (error instanceof Expired) state.version = undefined;
      broken = error;
    }
    yield [{ kind: 'broken', error: broken }];
    // A server that accepts and drops watches is no better than one that refuses them.
    if (state.version !== before && state.version !== undefined) backoff.reset();
    await clock.sleep(Math.max(backoff.next(), Math.min(retryAfterOf(broken) ?? 0, MOST_ASKED)), signal);
  }
}

const CLOSED = new AmberError('UNAVAILABLE', 'the API server closed the watch');

function isPassing(error: unknown, { version }: State): boolean {
  // A caller that was let in before, and is not now, waits for the next token.
  if (version !== undefined && isAmberError(error, 'UNAUTHENTICATED')) return true;
  const isOurs = error instanceof Expired || error instanceof Silent;
  return isOurs || isAmberError(error, 'UNAVAILABLE', 'TIMEOUT', 'BAD_RESPONSE');
}

/** How far a watch has come, and what it has reported: names and versions only. */
class State {
  version: string | undefined;
  /** Whether the server can begin a watch with all that is there; unknown until the first try. */
  streams = true;
  readonly #known = new Map<string, Json>();

  /** An object as it is now. Nothing to report where its version is the one that was reported last. */
  take(found: Json, seen?: Set<string>): readonly WatchEvent[] {
    const { key, metadata } = identityOf(found);
    seen?.add(key);
    const before = this.#known.get(key);
    if (before !== undefined && before.resourceVersion === metadata.resourceVersion) return [];
    // Another object of that name: the one that was reported was deleted meanwhile.
    const gone = before !== undefined && before.uid !== metadata.uid ? this.drop({ metadata: before }) : [];
    this.#known.set(key, metadata);
    return [...gone, { kind: 'changed', object: found }];
  }

  drop(gone: Json): readonly WatchEvent[] {
    this.#known.delete(identityOf(gone).key);
    return [{ kind: 'deleted', object: gone }];
  }

  /** What was reported, and does not exist any more. */
  missing(seen: ReadonlySet<string>): readonly WatchEvent[] {
    const gone = [...this.#known].filter(([key]) => !seen.has(key));
    return gone.flatMap(([, metadata]) => this.drop({ metadata }));
  }
}

function identityOf(found: Json): { key: string; metadata: Json } {
  const { namespace, name, uid, resourceVersion } = object(found, 'metadata') ?? {};
  return { key: `${String(namespace)}/${String(name)}`, metadata: { namespace, name, uid, resourceVersion } };
}

/** All that is there, and what changes from then on: in one connection where the server can do that. */
async function* begin(options: ListWatchOptions, state: State): AsyncGenerator<readonly WatchEvent[], void, void> {
  if (state.streams) {
    try {
      return yield* watch(options, state, STREAMED);
    } catch (error) {
      options.signal.throwIfAborted();
      // Refused, or taken for a watch without an end of its beginning: so do API servers before 1.34.
      if (state.version !== undefined || !(error instanceof Silent || isAmberError(error, 'INVALID'))) throw error;
      state.streams = false;
    }
  }
  const seen = new Set<string>();
  const { cluster, path, query = {}, signal } = options;
  let version = '';
  for await (const page of readPages(cluster, path, query, signal)) {
    version = page.version;
    yield page.items.flatMap((item) => state.take(item, seen));
  }
  state.version = version;
  yield [...state.missing(seen), { kind: 'synced' }];
  yield* resume(options, state);
}

const STREAMED = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', resourceVersion: '' };

function resume(options: ListWatchOptions, state: State): AsyncGenerator<readonly WatchEvent[], void, void> {
  return watch(options, state, { resourceVersion: state.version ?? '' });
}

/** One connection. `state.version` moves once everything that existed has been reported. */
async function* watch(
  options: ListWatchOptions,
  state: State,
  start: { readonly [name: string]: string },
): AsyncGenerator<readonly WatchEvent[], void, void> {
  let seen = start === STREAMED ? new Set<string>() : undefined;
  const query = { ...options.query, ...start, allowWatchBookmarks: 'true', timeoutSeconds: String(TIMEOUT_SECONDS) };
  const silence = (): number => (seen === undefined ? SILENCE : INITIAL_SILENCE);
  let isFirst = true;
  for await (const frames of readFrames({ ...options, query, silence })) {
    const changes: WatchEvent[] = isFirst && seen === undefined ? [{ kind: 'current' }] : [];
    isFirst = false;
    for (const frame of frames) {
      changes.push(...eventsOf(frame, state, seen));
      if (seen !== undefined && isEndOfBeginning(frame)) {
        changes.push(...state.missing(seen), { kind: 'synced' }, { kind: 'current' });
        seen = undefined;
      }
      if (seen === undefined) state.version = versionOf(frame) ?? state.version;
    }
    if (changes.length > 0) yield changes;
  }
}

function eventsOf(
  { type, object: found }: WatchFrame,
  state: State,
  seen: Set<string> | undefined,
): readonly WatchEvent[] {
  if (type === 'BOOKMARK') return [];
  return type === 'DELETED' ? state.drop(found) : state.take(found, seen);
}

function isEndOfBeginning({ type, object: found }: WatchFrame): boolean {
  const annotations = object(object(found, 'metadata') ?? {}, 'annotations');
  return type === 'BOOKMARK' && annotations?.['k8s.io/initial-events-end'] === 'true';
}

function versionOf({ object: found }: WatchFrame): string | undefined {
  return text(object(found, 'metadata') ?? {}, 'resourceVersion') || undefined;
}
