import type { StreamItem } from '../../core/events.ts';
import type { Answer } from './problems.ts';

/** One request with a whole answer. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  /** Milliseconds until the whole answer is there. */
  readonly timeoutMs: number;
}

/** One connection to a stream of events. */
export interface Stream {
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly signal: AbortSignal;
}

/** How bytes travel: plain HTTP in production. */
export interface Transport {
  /** Gives the answer whatever its status. @throws AmberError UNAVAILABLE or TIMEOUT if there is none */
  exchange(request: Exchange): Promise<Answer>;
  /** @throws AmberError for anything but an open stream */
  events(request: Stream): AsyncIterable<readonly StreamItem[]>;
}
