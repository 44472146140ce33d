import type { RunEnd } from '../core/outcome.ts';
import type { StopReason } from '../core/session/session.ts';
import type { CutoffCause } from './cutoff.ts';

/**
 * What is to become of the session now.
 * - `detach`: let go of it, running (`--on-interrupt detach`).
 * - `stop`: even if others use it. `lookFirst`: it has most likely stopped already.
 * - `finish`: the run ended in an ordinary way; whether the session ends with it depends on who else uses it and on
 *   what the command was asked for: `stop-or-keep.ts`.
 */
export type StopPolicy =
  | { readonly act: 'detach' }
  | { readonly act: 'stop'; readonly reason: StopReason; readonly lookFirst: boolean }
  | { readonly act: 'finish'; readonly reason: StopReason; readonly end: RunEnd };

/** Decides what the end of the own run, or what cut it off, asks for. */
export function stopPolicyOf(
  end: RunEnd | undefined,
  cause: CutoffCause | undefined,
  onInterrupt: 'stop' | 'detach',
): StopPolicy {
  // A signal stops the session even if the run has just ended, and whatever was to be kept.
  const isAsked = cause?.kind === 'signal' && (end === undefined || cause.by !== 'EPIPE');
  if (isAsked && onInterrupt === 'stop') return { act: 'stop', reason: 'user', lookFirst: false };
  if (end === undefined) {
    if (cause?.kind === 'signal') return { act: 'detach' };
    const isLate = cause?.kind === 'timeout' || cause?.kind === 'start-timeout';
    return { act: 'stop', reason: isLate ? 'timeout' : 'run-error', lookFirst: false };
  }
  switch (end.outcome) {
    case 'finished':
      return { act: 'finish', reason: 'run-finished', end };
    case 'failed':
      // A session that failed has ended by itself.
      return end.error?.code === 'SESSION_FAILED'
        ? { act: 'stop', reason: 'run-error', lookFirst: true }
        : { act: 'finish', reason: 'run-error', end };
    case 'needs-input':
      return { act: 'finish', reason: 'question', end };
    case 'cancelled':
      return { act: 'finish', reason: 'user', end };
    case 'timed-out':
      return { act: 'stop', reason: 'timeout', lookFirst: end.by === 'other' };
    case 'stopped':
      return { act: 'stop', reason: 'user', lookFirst: true };
    case 'lost':
      return { act: 'stop', reason: 'run-error', lookFirst: true };
  }
}
