import { AmberError, messageOf } from '../core/errors.ts';
import { exitCodeOf, exitCodeOfError, type Result, type RunEnd, type RunError } from '../core/outcome.ts';
import type { SessionRef } from '../core/session/session.ts';
import type { Cut } from './cutoff.ts';
import type { Interrupts } from './interrupt.ts';

/** What became of the session. */
export type Fate = Pick<Result, 'stopped' | 'stopReason'>;

/** Everything that a result is made of. */
export interface Facts {
  readonly session: SessionRef | undefined;
  /** The witnessed end of the own run, if there was one. */
  readonly end: RunEnd | undefined;
  /** What the own run has said: its end, or how far it came. */
  readonly said: RunEnd | undefined;
  /** The own run's id, as far as it is known without an end. */
  readonly runId: string | undefined;
  /** What the command has come to without tailing its run to the end: it has detached from it. */
  readonly detached: boolean;
  readonly cut: Cut | undefined;
  readonly error: unknown;
  readonly fate: Fate;
  /** What came in until now: an interrupt during the stop counts too. */
  readonly signal: Interrupts['signal'];
  readonly onInterrupt: 'stop' | 'detach';
  /** Why the session may go on, and what stops it. */
  readonly leak: RunError | undefined;
  readonly durationMs: number;
}

/** The result of a command that owned a run: one truth, one exit code. */
export function resultOf(facts: Facts): Result {
  const { end, said, fate } = facts;
  const head = headOf(facts);
  const error = errorOf(facts);
  const signal = facts.signal === 'EPIPE' ? undefined : facts.signal;
  const exitCode =
    head.outcome === null && facts.error !== undefined
      ? exitCodeOfError(facts.error instanceof AmberError ? facts.error.code : 'INTERNAL')
      : exitCodeOf(head.outcome, { ...fate, error, signal: head.by === 'us' ? signal : undefined });
  return {
    ...head,
    exitCode,
    session: facts.session?.name ?? null,
    runId: said?.runId ?? facts.runId ?? null,
    message: said?.message ?? '',
    ...(end?.question === undefined ? {} : { question: end.question }),
    usage: said?.usage ?? null,
    ...(said?.cost === undefined ? {} : { cost: said.cost }),
    ...(said?.refused === undefined ? {} : { refused: said.refused }),
    ...fate,
    durationMs: Math.round(facts.durationMs),
    ...(error === undefined ? {} : { error }),
  };
}

type Head = Pick<Result, 'outcome' | 'by'>;

function headOf({ end, cut, detached, error, signal, onInterrupt, session, fate }: Facts): Head {
  // A signal while the session is being stopped ends in 130 or 143 as well (docs/events.md, case 26).
  const told = signal === 'SIGINT' || signal === 'SIGTERM';
  const isLeft = fate.stopReason === 'kept' || fate.stopReason === 'in-use';
  if (told && onInterrupt === 'stop' && !isLeft) return { outcome: 'cancelled', by: 'us' };
  if (cut?.kind === 'signal' && end === undefined) {
    if (onInterrupt === 'detach' && session !== undefined) return { outcome: 'detached' };
    return { outcome: 'cancelled', by: told ? 'us' : 'other' };
  }
  if (detached) return { outcome: 'detached' };
  if (error !== undefined && (cut === undefined || cut.kind === 'broken')) return { outcome: null };
  if (end !== undefined) return end.by === undefined ? { outcome: end.outcome } : { outcome: end.outcome, by: end.by };
  if (cut?.kind === 'timeout' || cut?.kind === 'start-timeout') return { outcome: 'timed-out', by: 'us' };
  return { outcome: null };
}

function errorOf({ end, error, leak, cut, session }: Facts): RunError | undefined {
  const first =
    (error === undefined ? undefined : runErrorOf(error)) ??
    end?.error ??
    (end === undefined && cut?.kind === 'start-timeout' ? neverStarted(session) : undefined);
  if (first === undefined || leak === undefined) return first ?? leak;
  const hint = first.hint ?? leak.hint;
  return hint === undefined ? first : { ...first, hint };
}

function neverStarted(session: SessionRef | undefined): RunError {
  return session === undefined
    ? { code: 'TIMEOUT', message: 'no session was created within the start limit' }
    : { code: 'RUN_NEVER_STARTED', message: `session "${session.name}": the run did not start within the start limit` };
}

/** What was thrown, as a result tells it: system errors (`ENOSPC` …) keep their own code. */
export function runErrorOf(error: unknown): RunError {
  const message = messageOf(error);
  if (error instanceof AmberError)
    return { code: error.code, message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  return { code: systemCodeOf(error) ?? 'INTERNAL', message };
}

/** The code of a system error, such as `EPIPE`. */
export function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
