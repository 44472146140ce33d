import type { Clock } from '../core/clock.ts';
import type { Update } from '../core/run-update.ts';
import type { SessionRef } from '../core/session/session.ts';
import type { Timing } from '../core/stream-timing.ts';
import { Transcript } from '../core/transcript/transcript.ts';
import { tail } from './tail.ts';
import type { TailSource } from './tail-source.ts';

/** What reading a session's log takes. */
export interface ReadLogDeps {
  readonly engine: TailSource;
  readonly clock: Clock;
  readonly timing: Timing;
}

/** What the session's log holds by now. Rejects with the signal's reason once it is aborted. @throws AmberError */
export async function* readLog(
  { engine, clock, timing }: ReadLogDeps,
  session: SessionRef,
  signal: AbortSignal,
): AsyncGenerator<readonly Update[], void, void> {
  yield* tail(engine, session, { until: { kind: 'replay-end' }, signal, clock, timing });
  signal.throwIfAborted();
}

/** The same, as messages and tool calls. */
export async function readTranscript(deps: ReadLogDeps, session: SessionRef, signal: AbortSignal): Promise<Transcript> {
  const transcript = new Transcript();
  for await (const updates of readLog(deps, session, signal))
    for (const update of updates) if (update.type === 'event') transcript.apply(update);
  return transcript;
}
