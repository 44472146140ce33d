import type { StreamItem } from '../core/agui/events.ts';

/** What becomes of a connection: a batch of items, its end, or the error that ended it. */
export type ConnectionEvent =
  | { readonly kind: 'batch'; readonly connection: Connection; readonly items: readonly StreamItem[] }
  | { readonly kind: 'eof'; readonly connection: Connection }
  | { readonly kind: 'broken'; readonly connection: Connection; readonly error: unknown };

/** One connection to the stream. It is read one batch at a time, when asked: so backpressure reaches the socket. */
export class Connection {
  readonly #iterator: AsyncIterator<readonly StreamItem[]>;
  readonly #abort: AbortController;
  readonly #post: (arrival: ConnectionEvent) => void;
  #reading = false;
  /** True once the other side has accepted the connection. */
  open = false;

  constructor(
    connect: (signal: AbortSignal) => AsyncIterable<readonly StreamItem[]>,
    post: (arrival: ConnectionEvent) => void,
  ) {
    this.#abort = new AbortController();
    this.#iterator = connect(this.#abort.signal)[Symbol.asyncIterator]();
    this.#post = post;
  }

  /** Reads the next batch, unless that is being done already. */
  read(): void {
    if (this.#reading) return;
    this.#reading = true;
    this.#iterator.next().then(
      ({ done, value }) => {
        this.#reading = false;
        this.#post(
          done === true ? { kind: 'eof', connection: this } : { kind: 'batch', connection: this, items: value },
        );
      },
      (error: unknown) => this.#post({ kind: 'broken', connection: this, error }),
    );
  }

  /** Closes the socket at once. What was being read still arrives, and is dropped. */
  close(): void {
    this.#abort.abort();
    this.#iterator.return?.().then(
      () => undefined,
      () => undefined,
    );
  }
}
