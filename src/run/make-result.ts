import { AmberError, messageOf, systemCodeOf } from '../core/errors.ts';
import { exitCodeOf, exitCodeOfError } from '../core/exit-code.ts';
import type { Result, RunEnd, RunError } from '../core/result.ts';
import type { SessionRef } from '../core/session/session.ts';
import type { CutoffCause } from './cutoff.ts';
import type { Interrupts } from './interrupts.ts';

/** What became of the session. */
export interface StopResult extends Pick<Result, 'stopped' | 'stopReason'> {
  /** Why the session may go on, and what stops it. */
  readonly leak?: RunError;
}

/** Everything that a result is made of. */
export interface ResultParts {
  readonly session: SessionRef | undefined;
  /** The witnessed end of the own run, if there was one. */
  readonly end: RunEnd | undefined;
  /** What the own run has said: its end, or how far it came. */
  readonly said: RunEnd | undefined;
  /** The own run's id, as far as it is known without an end. */
  readonly runId: string | undefined;
  /** The command has left the run alone. */
  readonly isDetached: boolean;
  /** See `Result`. */
  readonly runsBefore: number | undefined;
  /** What has cut the run off. */
  readonly cause: CutoffCause | undefined;
  readonly error: unknown;
  readonly stop: StopResult;
  /** What came in until now: an interrupt during the stop counts too. */
  readonly signal: Interrupts['signal'];
  readonly onInterrupt: 'stop' | 'detach';
  readonly durationMs: number;
}

/** The result of a command that owned a run: one truth, one exit code. */
export function resultOf(parts: ResultParts): Result {
  const { end, said } = parts;
  const { stopped, stopReason } = parts.stop;
  const head = headOf(parts);
  const error = errorOf(parts);
  const signal = parts.signal === 'EPIPE' ? undefined : parts.signal;
  const exitCode =
    head.outcome === null && parts.error !== undefined
      ? exitCodeOfError(parts.error instanceof AmberError ? parts.error.code : 'INTERNAL')
      : exitCodeOf(head.outcome, { stopReason, error, signal: head.by === 'us' ? signal : undefined });
  return {
    ...head,
    exitCode,
    session: parts.session?.name ?? null,
    runId: said?.runId ?? parts.runId ?? null,
    message: said?.message ?? '',
    ...(end?.structured === undefined ? {} : { structured: end.structured }),
    ...(end?.question === undefined ? {} : { question: end.question }),
    usage: said?.usage ?? null,
    ...(said?.cost === undefined ? {} : { cost: said.cost }),
    ...(said?.refused === undefined ? {} : { refused: said.refused }),
    ...(said?.permissionRules === undefined ? {} : { permissionRules: said.permissionRules }),
    ...(said?.changes === undefined ? {} : { changes: said.changes }),
    ...(said?.modelRequests === undefined ? {} : { modelRequests: said.modelRequests }),
    ...(parts.runsBefore === undefined ? {} : { runsBefore: parts.runsBefore }),
    stopped,
    stopReason,
    durationMs: Math.round(parts.durationMs),
    ...(end?.limit === undefined ? {} : { limit: end.limit }),
    ...(error === undefined ? {} : { error }),
  };
}

type Head = Pick<Result, 'outcome' | 'by'>;

function headOf({ end, cause, isDetached, error, signal, onInterrupt, session, stop }: ResultParts): Head {
  // A signal while the session is being stopped ends in 130 or 143 as well (docs/events.md, case 26).
  const isAsked = signal === 'SIGINT' || signal === 'SIGTERM';
  const isLeft = stop.stopReason === 'kept' || stop.stopReason === 'in-use';
  if (isAsked && onInterrupt === 'stop' && !isLeft) return { outcome: 'cancelled', by: 'us' };
  if (cause?.kind === 'signal' && end === undefined) {
    if (onInterrupt === 'detach' && session !== undefined) return { outcome: 'detached' };
    return { outcome: 'cancelled', by: isAsked ? 'us' : 'other' };
  }
  if (isDetached) return { outcome: 'detached' };
  if (error !== undefined && (cause === undefined || cause.kind === 'broken')) return { outcome: null };
  if (end !== undefined) return end.by === undefined ? { outcome: end.outcome } : { outcome: end.outcome, by: end.by };
  if (cause?.kind === 'timeout' || cause?.kind === 'start-timeout') return { outcome: 'timed-out', by: 'us' };
  return { outcome: null };
}

function errorOf({ end, error, stop: { leak }, cause, session }: ResultParts): RunError | undefined {
  const first =
    (error === undefined ? undefined : runErrorOf(error)) ??
    end?.error ??
    (end === undefined && cause?.kind === 'start-timeout' ? neverStarted(session) : undefined);
  if (first === undefined || leak === undefined) return first ?? leak;
  const hint = first.hint ?? leak.hint;
  return hint === undefined ? first : { ...first, hint };
}

function neverStarted(session: SessionRef | undefined): RunError {
  return session === undefined
    ? { code: 'TIMEOUT', message: 'no session was created within the start limit' }
    : { code: 'RUN_NEVER_STARTED', message: `session "${session.name}": the run did not start within the start limit` };
}

/** What was thrown, as it stands in a result: system errors (`ENOSPC` …) keep their own code. */
export function runErrorOf(error: unknown): RunError {
  const message = messageOf(error);
  if (error instanceof AmberError)
    return { code: error.code, message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  return { code: systemCodeOf(error) ?? 'INTERNAL', message };
}
