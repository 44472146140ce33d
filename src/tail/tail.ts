import type { Cursor } from '../core/agui/events.ts';
import type { RunEnd } from '../core/result.ts';
import type { Update } from '../core/run-update.ts';
import type { SessionRef } from '../core/session/session.ts';
import { markedIfEmpty } from './empty-log.ts';
import { TailLoop } from './tail-loop.ts';
import type { TailOptions, TailSource } from './tail-source.ts';
import type { Goal } from './until/goal.ts';
import { ReplayEnd } from './until/replay-end.ts';
import { SessionEnd } from './until/session-end.ts';

/**
 * Follows a session's events over as many connections as it takes: reconnects with jittered backoff, prints nothing
 * twice, and asks the other witnesses (session and runner) when the stream falls silent or ends (docs/events.md).
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
  const { signal, clock, timing } = options;
  if (signal.aborted) return undefined;
  const { watch, isEmpty } = source;
  const read = (from: Cursor | undefined, abort: AbortSignal) => source.events(ref, from, abort);
  const bound = {
    get: () => source.get(ref),
    probe: () => source.probe(ref),
    // Who only looks at what there is must not wait for something to happen.
    events:
      isEmpty === undefined || options.until.kind !== 'replay-end'
        ? read
        : (from: Cursor | undefined, abort: AbortSignal) =>
            markedIfEmpty(read(from, abort), () => isEmpty.call(source, ref), {
              clock,
              waitMs: timing.replayPause,
              signal: abort,
            }),
    ...(watch !== undefined && { watch: (abort: AbortSignal) => watch.call(source, ref, abort) }),
  };
  using loop = new TailLoop(bound, goalOf(options), options);
  for (;;) {
    const end = loop.end();
    if (end !== undefined) return end === 'read' ? undefined : end;
    const updates = await loop.next();
    if (signal.aborted) return undefined;
    if (updates.length === 0) continue;
    const start = clock.now();
    yield updates;
    loop.away(clock.now() - start);
    if (signal.aborted) return undefined;
  }
}

function goalOf({ until, timing, clock }: TailOptions): Goal {
  switch (until.kind) {
    case 'own-end':
      return until.tracker;
    case 'session-end':
      return new SessionEnd(timing, clock.now());
    case 'replay-end':
      return new ReplayEnd(timing);
  }
}
