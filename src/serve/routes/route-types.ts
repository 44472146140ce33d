import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RouteName } from '../../engine/platform/api-routes.ts';
import type { Caller } from '../auth/callers.ts';
import type { ClientStreams } from '../events/client-streams.ts';
import type { Metrics } from '../metrics.ts';
import type { RunBackend } from '../run-backend.ts';
import type { ServeOptions } from '../serve-options.ts';

/** What routes work with. */
export interface Deps {
  readonly options: ServeOptions;
  readonly backend: RunBackend;
  readonly streams: ClientStreams;
  readonly metrics: Metrics;
  /** Why no other run may begin today; undefined while one may. @throws AmberError STATE */
  overBudget(): string | undefined;
}

/** One request of the API. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly params: { readonly [name: string]: string };
  readonly query: URLSearchParams;
  /** Who asks, and may do this. What is done to sessions is done in their name. */
  readonly caller: Caller;
}

/** Answers one request. What it throws becomes the answer. */
export type Route = (call: Call, deps: Deps) => Promise<void>;

export type Routes = { readonly [R in RouteName]: Route };
