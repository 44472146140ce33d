import type { Cursor, StreamItem } from '../core/agui/events.ts';
import type { Clock } from '../core/clock.ts';
import type { RunEnd } from '../core/outcome.ts';
import type { Probe, Session, SessionRef } from '../core/session/session.ts';
import type { Timing } from '../core/timing.ts';
import type { RunTracker } from '../core/tracker/run-tracker.ts';
import type { Update } from '../core/update.ts';
import { Tailing } from './tail-loop.ts';
import type { Goal } from './until/goal.ts';
import { OwnEnd } from './until/own-end.ts';
import { ReplayEnd } from './until/replay-end.ts';
import { SessionEnd } from './until/session-end.ts';

/** What a tail needs of an engine; `engine/engine.ts` says what each method does. */
export interface TailSource {
  get(ref: SessionRef): Promise<Session>;
  probe(ref: SessionRef): Promise<Probe>;
  /** Every array says that the other side lives, an empty one too; the first says that the connection stands. */
  events(ref: SessionRef, from: Cursor | undefined, signal: AbortSignal): AsyncIterable<readonly StreamItem[]>;
}

export interface TailOptions {
  /**
   * - `own-end`: until the tracker knows how its run ended.
   * - `session-end`: until the session has ended and its log was read.
   * - `replay-end`: until the log was replayed as it is now.
   */
  readonly until:
    | { readonly kind: 'own-end'; readonly tracker: RunTracker }
    | { readonly kind: 'session-end' }
    | { readonly kind: 'replay-end' };
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly timing: Timing;
  /** From 0 to below 1, for the backoff's jitter. */
  readonly random?: () => number;
  /** Only what comes after this sequence number, where the engine has them. */
  readonly from?: Cursor;
}

/**
 * Follows a session's events over as many connections as it takes: reconnects with jittered backoff, prints nothing
 * twice, and asks the other witnesses (session and runner) when the stream falls silent or ends (docs/architecture.md, "The life of a run").
 *
 * Yields one array per batch read: `event`, `session.phase` (changes seen while asking), `stream.reconnected` and
 * `warning`. Reads on only when asked for more, so a slow consumer slows the socket; its time counts for no time
 * limit here. Returns the own run's end, or undefined for the other goals and once the signal is aborted, which closes
 * the socket at once.
 * @throws AmberError UNAUTHENTICATED, FORBIDDEN and CONFIG; NOT_FOUND if there is no such session; BAD_RESPONSE the
 *   second time in a row; for `replay-end` UNAVAILABLE after a minute; what an engine throws beside that. All else is
 *   tried again until the caller's own time limit
 */
export async function* tail(
  source: TailSource,
  ref: SessionRef,
  options: TailOptions,
): AsyncGenerator<readonly Update[], RunEnd | undefined, void> {
  const { signal, clock } = options;
  if (signal.aborted) return undefined;
  const bound = {
    get: () => source.get(ref),
    probe: () => source.probe(ref),
    events: (from: Cursor | undefined, abort: AbortSignal) => source.events(ref, from, abort),
  };
  using tailing = new Tailing(bound, goalOf(options), options);
  for (;;) {
    const reached = tailing.reached();
    if (reached !== undefined) return reached.end;
    const updates = await tailing.next();
    if (signal.aborted) return undefined;
    if (updates.length === 0) continue;
    const start = clock.now();
    yield updates;
    tailing.away(clock.now() - start);
    if (signal.aborted) return undefined;
  }
}

function goalOf({ until, timing, clock }: TailOptions): Goal {
  switch (until.kind) {
    case 'own-end':
      return new OwnEnd(until.tracker);
    case 'session-end':
      return new SessionEnd(timing, clock.now());
    case 'replay-end':
      return new ReplayEnd();
  }
}
