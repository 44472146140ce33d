import type { RunError } from '../core/outcome.ts';
import type { SessionRef } from '../core/session/session.ts';
import type { Stopped } from './confirm-stop.ts';

type Unconfirmed = Extract<Stopped, { kind: 'unconfirmed' }>;

/** Says of a session whose stop could not be confirmed what is in its way. */
export function mayRun({ name }: SessionRef, { why }: Unconfirmed): string {
  return `session "${name}" may still be running: ${why}`;
}

/** What a person is told of a stop that could not be confirmed. `stop`: the command that stops the session. */
export function leakOf(ref: SessionRef, stopped: Unconfirmed, stop: string): RunError {
  const { pod } = stopped;
  // The session has stopped as far as it knows: no stop of it ends that pod.
  const hint = pod === undefined ? stop : `kubectl delete pod ${pod} -n ${ref.project}`;
  return { code: 'STOP_UNCONFIRMED', message: mayRun(ref, stopped), hint };
}

/** What a person is told while a stop takes longer than its limit; `ms`: how long it is waited for still. */
export function waitingText({ name }: SessionRef, why: string, ms: number): string {
  return `session "${name}": ${why}; waiting for that, ${Math.ceil(ms / 1000)} s at most`;
}
