import { within } from '../../../async/abort.ts';
import { isObject, object, text } from '../../../core/agui/events.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Cluster } from '../cluster-client.ts';
import { listAndWatch } from './list-watch.ts';

type Json = { readonly [field: string]: unknown };

export interface LiveObjectOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** Of the collection that the object is in. */
  readonly path: string;
  readonly name: string;
}

/** How long to wait for a watch that is just being opened (ms). */
const OPENING = 2_000;
/** A change of our own comes back on a watch that lives; if it does not within this time the watch is given up (ms). */
const ECHO = 2_000;
/** A write is repeated after this time even where it can be seen that it was taken: that wakes the operator again (ms). */
const RECENT = 10_000;

/**
 * One object, kept current by a watch: who asks for it again and again costs the API server nothing. It answers only while
 * the watch lives, and never with less than what this process has itself written.
 */
export class LiveObject implements Disposable {
  readonly #clock: Clock;
  readonly #over = new AbortController();
  readonly #open: () => void;
  #opened = Promise.withResolvers<void>();
  #connection = new AbortController();
  #state: 'opening' | 'current' | 'broken' | 'ended' = 'opening';
  #object: Json | undefined;
  /** Versions: of what was written here, and of the last that the watch has shown. */
  #written: { readonly version: bigint; readonly at: number } | undefined;
  #shown = 0n;
  #changed = Promise.withResolvers<void>();

  constructor(options: LiveObjectOptions) {
    this.#clock = options.clock;
    this.#open = () => {
      this.#connection = new AbortController();
      this.#object = undefined;
      this.#opened = Promise.withResolvers();
      this.#state = 'opening';
      void this.#follow(options, AbortSignal.any([this.#over.signal, this.#connection.signal]));
    };
    this.#open();
  }

  /** The object as it is now, `gone` where there is none, or undefined where the watch can't tell: ask the API server. */
  async current(): Promise<Json | 'gone' | undefined> {
    if (this.#state === 'opening') await within(this.#opened.promise, OPENING, this.#clock);
    if (this.#state !== 'current') return undefined;
    const written = this.#written;
    if (written !== undefined && this.#shown < written.version && this.#clock.now() - written.at > ECHO) {
      this.#connection.abort(); // open, but nothing comes of it
      this.#written = undefined;
      this.#open();
      return undefined;
    }
    return this.#object ?? 'gone';
  }

  /** Resolves once there is something new to read with `current`. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  /** What a write of ours has made of it, as the API server answered. */
  wrote(json: unknown): void {
    const version = versionOf(json);
    if (version === undefined || version <= this.#shown || !isObject(json)) return;
    this.#written = { version, at: this.#clock.now() };
    this.#take(json);
  }

  /** The object, if the watch lives and a write of ours is not old; undefined otherwise. */
  get justWritten(): Json | undefined {
    if (this.#state !== 'current' || this.#written === undefined) return undefined;
    const { version, at } = this.#written;
    return this.#clock.now() - at < (this.#shown >= version ? RECENT : ECHO) ? this.#object : undefined;
  }

  [Symbol.dispose](): void {
    this.#over.abort();
  }

  #take(found: Json): void {
    const [held, version] = [versionOf(this.#object), versionOf(found)];
    if (held === undefined || version === undefined || version >= held) this.#object = found;
  }

  async #follow({ cluster, clock, path, name }: LiveObjectOptions, signal: AbortSignal): Promise<void> {
    const query = { fieldSelector: `metadata.name=${name}` };
    try {
      for await (const changes of listAndWatch({ cluster, clock, path, query, anew: true, signal })) {
        for (const change of changes) {
          if ('object' in change && nameOf(change.object) !== name) continue; // no server's filter is taken on trust
          if (change.kind === 'changed') this.#take(change.object);
          else if (change.kind === 'deleted') this.#object = undefined;
          else if (change.kind === 'current') this.#state = 'current';
          else if (change.kind === 'broken') this.#state = 'broken';
          if (change.kind === 'changed' || change.kind === 'deleted')
            this.#shown = versionOf(change.object) ?? this.#shown;
        }
        if (this.#state !== 'opening') this.#opened.resolve();
        this.#changed.resolve();
        this.#changed = Promise.withResolvers();
      }
    } catch {
      // Not allowed to watch, or no longer there: the caller learns it from its own request.
      if (signal.aborted) return;
      this.#state = 'ended';
      this.#opened.resolve();
    }
  }
}

function nameOf(json: Json): string | undefined {
  return text(object(json, 'metadata') ?? {}, 'name');
}

/** Versions of one kind of object are numbers that only grow. */
function versionOf(json: unknown): bigint | undefined {
  const version = isObject(json) ? text(object(json, 'metadata') ?? {}, 'resourceVersion') : undefined;
  return version !== undefined && /^\d+$/.test(version) ? BigInt(version) : undefined;
}
