import { orAbort } from '../../async/abort.ts';
import { object } from '../../core/agui/events.ts';
import type { Clock } from '../../core/clock.ts';
import type { SessionRef } from '../../core/session/session.ts';
import { podName, podsPath, sessionsPath } from './api-paths.ts';
import type { Cluster } from './cluster-client.ts';
import { LiveObject } from './watch/live-object.ts';

type Json = { readonly [field: string]: unknown };

/** One session that is asked for again and again. */
interface Followed {
  readonly session: LiveObject;
  pod?: LiveObject;
  /** Connections to its events that are open. */
  streams: number;
  /** When it was asked for last (ms of the clock). */
  asked: number;
}

/** A session that is asked for again within this time is watched from then on (ms). */
const AGAIN = 30_000;
/** A watch that was not used for this time is closed (ms). */
const IDLE = 120_000;
/** More sessions than this are not remembered between two looks. */
const MAX_SEEN = 100;

/**
 * Watches of the sessions that this process follows, and of their pods: a run asks how its session is many times, and the
 * API server answers once. Opened with the session's events, or where it is asked for a second time; what can't be
 * told by a watch is asked of the API server, each time.
 */
export class SessionCache {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #followed = new Map<string, Followed>();
  /** When sessions were read or made last. */
  readonly #seen = new Map<string, number>();

  /** Namespaces whose pods these credentials may not look at: that is not asked again. */
  readonly #deniedPods = new Set<string>();

  constructor(cluster: Cluster, clock: Clock) {
    this.#cluster = cluster;
    this.#clock = clock;
  }

  /** The session's object by its watch; undefined: ask the API server, and say what it answered with `read`. */
  async session(ref: SessionRef): Promise<Json | undefined> {
    const followed = this.#followed.get(keyOf(ref)) ?? this.#again(ref);
    if (followed === undefined) return undefined;
    followed.asked = this.#clock.now();
    const found = await followed.session.current();
    return found === 'gone' ? undefined : found;
  }

  /** The runner's pod in the same way; `gone` if there is none, `denied` if the caller may not look at pods there. */
  async pod(ref: SessionRef): Promise<Json | 'gone' | 'denied' | undefined> {
    if (this.#deniedPods.has(ref.project)) return 'denied';
    const followed = this.#followed.get(keyOf(ref));
    if (followed === undefined) return undefined;
    followed.pod ??= new LiveObject({
      cluster: this.#cluster,
      clock: this.#clock,
      path: podsPath(ref.project),
      name: podName(ref.name),
    });
    return followed.pod.current();
  }

  /** The session's object as it is, and each time that it changes; `gone` if there is none. Ends once the signal is aborted. */
  async *changes(ref: SessionRef, signal: AbortSignal): AsyncGenerator<Json | 'gone', void, void> {
    using _followed = this.stream(ref);
    const { session } = this.#follow(ref);
    while (!signal.aborted) {
      const { changed } = session;
      const found = await session.current();
      if (found !== undefined) yield found;
      await orAbort(changed, signal).catch(() => undefined);
    }
  }

  /** The API server does not show the pods of a namespace to these credentials. */
  deniedPods({ project }: SessionRef): void {
    this.#deniedPods.add(project);
  }

  /** True if a watch that lives shows these annotations, and they were put there by a write of ours not long ago. */
  isAsked(ref: SessionRef, annotations: { readonly [key: string]: string }): boolean {
    const found = this.#followed.get(keyOf(ref))?.session.justWritten;
    const shown = object(object(found ?? {}, 'metadata') ?? {}, 'annotations') ?? {};
    return found !== undefined && Object.entries(annotations).every(([key, value]) => shown[key] === value);
  }

  /** What the API server has just said of a session, in answer to a look, or to a write of ours. */
  read(ref: SessionRef, object: Json, isWrite: boolean): void {
    const key = keyOf(ref);
    const followed = this.#followed.get(key);
    if (followed !== undefined && isWrite) followed.session.wrote(object);
    this.#seen.delete(key);
    this.#seen.set(key, this.#clock.now());
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size <= MAX_SEEN) break;
      this.#seen.delete(oldest);
    }
  }

  /** The session was removed: how far that has come, no watch says. */
  removed(ref: SessionRef): void {
    this.#seen.delete(keyOf(ref));
    this.#drop(keyOf(ref));
  }

  /** Follows the session for as long as its events are read; dispose of the result at their end. */
  stream(ref: SessionRef): Disposable {
    const followed = this.#follow(ref);
    followed.streams += 1;
    return {
      [Symbol.dispose]: () => {
        followed.streams -= 1;
        followed.asked = this.#clock.now();
      },
    };
  }

  close(): void {
    for (const key of [...this.#followed.keys()]) this.#drop(key);
  }

  #again(ref: SessionRef): Followed | undefined {
    const seen = this.#seen.get(keyOf(ref));
    return seen !== undefined && this.#clock.now() - seen < AGAIN ? this.#follow(ref) : undefined;
  }

  #follow(ref: SessionRef): Followed {
    this.#closeIdle();
    const key = keyOf(ref);
    const known = this.#followed.get(key);
    if (known !== undefined) return known;
    const { project, name } = ref;
    const followed: Followed = {
      session: new LiveObject({
        cluster: this.#cluster,
        clock: this.#clock,
        path: sessionsPath(project),
        name,
      }),
      streams: 0,
      asked: this.#clock.now(),
    };
    this.#followed.set(key, followed);
    return followed;
  }

  #closeIdle(): void {
    for (const [key, { streams, asked }] of this.#followed)
      if (streams === 0 && this.#clock.now() - asked > IDLE) this.#drop(key);
  }

  #drop(key: string): void {
    const followed = this.#followed.get(key);
    followed?.session[Symbol.dispose]();
    followed?.pod?.[Symbol.dispose]();
    this.#followed.delete(key);
  }
}

function keyOf({ project, name }: SessionRef): string {
  return `${project}/${name}`;
}
