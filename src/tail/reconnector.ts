import { Backoff } from '../async/backoff.ts';
import type { StreamItem } from '../core/agui/events.ts';
import type { Timing } from '../core/stream-timing.ts';
import { Connection, type ConnectionEvent } from './connection.ts';

/** Bounds of the jittered pauses between two connections, in milliseconds; the first is also the least time between two tries. */
export const RECONNECT_PAUSES = { first: 250, most: 10_000 };

/** A reconnection, as it is reported to the reader. */
export interface Reconnection {
  /** Tries since the connection was lost. */
  readonly attempt: number;
  readonly cause: string;
}

/** Connections that failed or brought nothing new, one after the other. */
export interface Outage {
  readonly attempts: number;
  readonly since: number;
  readonly cause: string;
}

/** The stream over all its connections: which one counts, when the next one is due, and how long it has been quiet. */
export class Reconnector implements Disposable {
  readonly #connect: (signal: AbortSignal) => AsyncIterable<readonly StreamItem[]>;
  readonly #post: (arrival: ConnectionEvent) => void;
  readonly #timing: Timing;
  readonly #backoff: Backoff;
  #connection: Connection | undefined;
  #openAt = Number.NEGATIVE_INFINITY;
  #opened = Number.NEGATIVE_INFINITY;
  #heard = 0;
  #outage: Outage | undefined;
  #isGivenUp = false;

  constructor(
    connect: (signal: AbortSignal) => AsyncIterable<readonly StreamItem[]>,
    post: (arrival: ConnectionEvent) => void,
    timing: Timing,
    random: () => number,
  ) {
    this.#connect = connect;
    this.#post = post;
    this.#timing = timing;
    this.#backoff = new Backoff(RECONNECT_PAUSES, random);
  }

  /** When a connection is to be opened; undefined while there is one, and where there will be none. */
  get openAt(): number | undefined {
    return this.#connection === undefined && !this.#isGivenUp ? this.#openAt : undefined;
  }

  /** When the connection counts as dead unless a byte comes before; undefined while there is none. */
  get deadAt(): number | undefined {
    return this.#connection === undefined ? undefined : this.#heard + this.#timing.liveness;
  }

  /** When the last byte came, or the connection was begun. */
  get heard(): number {
    return this.#heard;
  }

  /** True while a connection stands. */
  get stands(): boolean {
    return this.#connection?.open === true;
  }

  /** When a connection that stands may be replaced, if that is to be at `at`. */
  replaceableAt(at: number): number {
    return Math.max(at, this.#opened + RECONNECT_PAUSES.first);
  }

  open(now: number): void {
    this.#connection = new Connection(this.#connect, this.#post);
    this.#opened = now;
    this.#heard = now;
  }

  /** Reads on, where a batch is not being read already. */
  read(): void {
    this.#connection?.read();
  }

  /** True for what came from the connection that counts. */
  isCurrent({ connection }: ConnectionEvent): boolean {
    return connection === this.#connection;
  }

  /** A byte came. If it is a connection's first: true, or the reconnection that it makes. */
  hear(now: number): boolean | Reconnection {
    this.#heard = now;
    if (this.#connection === undefined || this.#connection.open) return false;
    this.#connection.open = true;
    return this.#outage === undefined ? true : { attempt: this.#outage.attempts, cause: this.#outage.cause };
  }

  /** Something new came: what was lost is made good. */
  progress(): void {
    this.#backoff.reset();
    this.#outage = undefined;
  }

  /** The connection has ended or is given up: the next one is due after the backoff, or at once. */
  lose(now: number, cause: string, after: 'backoff' | 'at once'): Outage {
    this.#close();
    this.#openAt = after === 'at once' ? now : now + this.#backoff.next();
    const { attempts, since } = this.#outage ?? { attempts: 0, since: now };
    this.#outage = { attempts: attempts + 1, since, cause };
    return this.#outage;
  }

  /** No connection is opened any more. */
  giveUp(): void {
    this.#close();
    this.#isGivenUp = true;
  }

  /** Replaces a connection that is not known to be bad. That is no loss, and is not reported. */
  replace(now: number): void {
    this.#close();
    this.#openAt = now;
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  #close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}
