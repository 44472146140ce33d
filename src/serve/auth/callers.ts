import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Engine } from '../../engine/engine.ts';
import type { Right } from './route-rights.ts';

/** Someone who was let in. */
export interface Caller {
  /** The store, as far as this caller may use it. */
  readonly engine: Engine;
  /** What the caller may do. Absent where every caller may do everything. */
  readonly rights?: CallerRights;
  /** The browser that asks, where it is one that has signed in: all of its windows together. */
  readonly browser?: string;
}

/** The rights of one caller. */
export interface CallerRights {
  /**
   * Resolves if the caller has the right.
   * @throws HttpError 403 if not; AmberError UNAUTHENTICATED for a token that counts no longer, UNAVAILABLE if nobody
   *   can say
   */
  need(right: Right): Promise<void>;
  /** Resolves once the caller has lost a right, within a minute of its loss, or once the signal is aborted. Never rejects. */
  lost(right: Right, signal: AbortSignal): Promise<void>;
}

/** `forbidden`: known, but not allowed to do that this way. */
export type Refusal = 'unknown' | 'forbidden';

/** Decides who is let in, and how people sign in with a browser. */
export interface Callers {
  /** Who asks. @throws AmberError UNAVAILABLE if nobody can say */
  identify(request: IncomingMessage): Promise<Caller | Refusal>;
  /** Answers a request to `/login`, by GET or POST. */
  signIn(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void>;
  /** Answers a page to someone who is not known. */
  askToSignIn(response: ServerResponse): void;
  /** Makes a link that signs a browser in, once. Absent where people sign in with tokens of their own. */
  newLink?(address: string): string;
}
