import type { Cursor } from '../core/agui/events.ts';
import type { SessionRef } from '../core/session/session.ts';
import type { Update } from '../core/update.ts';
import { tail } from '../tail/tail.ts';
import type { OneShot } from './run-session.ts';

/** What the session's log holds by now. Ends quietly when the signal is aborted: check it. @throws AmberError */
export async function* replay(
  { engine, clock, timing }: Pick<OneShot, 'engine' | 'clock' | 'timing'>,
  ref: SessionRef,
  signal: AbortSignal,
  from?: Cursor,
): AsyncGenerator<readonly Update[], void, void> {
  const until = { kind: 'replay-end' } as const;
  yield* tail(engine, ref, { until, signal, clock, timing, ...(from === undefined ? {} : { from }) });
}
