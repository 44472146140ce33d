import type { RunEnd } from '../core/outcome.ts';
import type { StopReason } from '../core/session/session.ts';
import type { Cut } from './cutoff.ts';

/**
 * What is to become of the session now.
 * - `detach`: let go of it, running (`--on-interrupt detach`).
 * - `stop`: whoever else uses it. `lookFirst`: it has most likely stopped already.
 * - `finish`: the run ended in an ordinary way; whether the session ends with it depends on who else uses it and on
 *   what we were told.
 */
export type Duty =
  | { readonly act: 'detach' }
  | { readonly act: 'stop'; readonly reason: StopReason; readonly lookFirst: boolean }
  | { readonly act: 'finish'; readonly reason: StopReason };

/** Decides what the end of the own run, or what cut it off, asks us to do (docs/architecture.md, "The life of a run", 4). */
export function dutyOf(end: RunEnd | undefined, cut: Cut | undefined, onInterrupt: 'stop' | 'detach'): Duty {
  // A signal stops the session even if the run has just ended, and whatever was to be kept.
  const told = cut?.kind === 'signal' && (end === undefined || cut.cause !== 'EPIPE');
  if (told && onInterrupt === 'stop') return { act: 'stop', reason: 'user', lookFirst: false };
  if (end === undefined) {
    if (cut?.kind === 'signal') return { act: 'detach' };
    const late = cut?.kind === 'timeout' || cut?.kind === 'start-timeout';
    return { act: 'stop', reason: late ? 'timeout' : 'run-error', lookFirst: false };
  }
  switch (end.outcome) {
    case 'finished':
      return { act: 'finish', reason: 'run-finished' };
    case 'failed':
      // A session that failed has ended by itself.
      return end.error?.code === 'SESSION_FAILED'
        ? { act: 'stop', reason: 'run-error', lookFirst: true }
        : { act: 'finish', reason: 'run-error' };
    case 'needs-input':
      return { act: 'finish', reason: 'question' };
    case 'cancelled':
      return { act: 'finish', reason: 'user' };
    case 'timed-out':
      return { act: 'stop', reason: 'timeout', lookFirst: end.by === 'other' };
    case 'stopped':
      return { act: 'stop', reason: 'user', lookFirst: true };
    case 'lost':
      return { act: 'stop', reason: 'run-error', lookFirst: true };
  }
}
