import type { Outcome } from '../result.ts';
import { lastRunOf, runCostOf } from '../session/last-run-annotation.ts';
import { RUN_OUTCOMES, type SessionRuns } from '../session/past-run.ts';
import { ANNOTATION, type Session } from '../session/session.ts';
import { endByFailure, endByLimit } from '../tracker/end-without-event.ts';

/** What a session does now, or what came of its last run. `refused`: the model would not do it. */
export type SessionState = 'starting' | 'running' | 'idle' | 'stopping' | 'refused' | Outcome;

export const SESSION_STATES: readonly SessionState[] = [
  'starting',
  'running',
  'idle',
  'stopping',
  'refused',
  ...RUN_OUTCOMES,
];

/** What a person wants to know of each session of a list; for programs the same, as `summary` of each item. */
export interface SessionSummary {
  /** What it can be called, shortest. */
  readonly id: string;
  /** Its title, else the first line of its prompt; "" if it has neither. */
  readonly title: string;
  readonly outcome: SessionState;
  /** It still runs and waits for a message; `outcome` says how its last run has ended, where that is known. */
  readonly idle?: true;
  /** Why its last run ended so, in one word. */
  readonly code?: string;
  readonly created?: string;
  readonly agent?: string;
  readonly model?: string;
  readonly project: string;
  /** The directory that it was made in. */
  readonly directory?: string;
  /** Of all its runs, where they are known. */
  readonly runs?: number;
  readonly durationMs?: number;
  /** US dollars, so far; absent where no run reported any, which is not 0. */
  readonly cost?: { readonly usd: number };
}

/** What can be asked for by its name alone, beside the fields of the session itself. */
export const SUMMARY_FIELDS: readonly (keyof SessionSummary)[] = [
  'id',
  'title',
  'outcome',
  'idle',
  'code',
  'created',
  'agent',
  'model',
  'project',
  'directory',
  'runs',
  'durationMs',
  'cost',
];

/** The fields of a listed session: what is known of it, and the session itself. */
export const LISTED_FIELDS: readonly string[] = [
  ...SUMMARY_FIELDS,
  'summary',
  'metadata',
  'spec',
  'status',
  'apiVersion',
  'kind',
];

/** `runs`: what is remembered of its runs, where somebody remembers them. */
export function summaryOf(session: Session, id: string, runs: SessionRuns | undefined): SessionSummary {
  const { metadata, spec } = session;
  const { outcome, idle, code } = stateOf(session, runs);
  const usd = costOf(session, runs);
  const known = {
    idle,
    code,
    created: metadata.creationTimestamp,
    agent: spec.runnerType,
    model: spec.llmSettings?.model,
    directory: metadata.annotations?.[ANNOTATION.workspace],
    runs: runs?.runs,
    durationMs: runs?.durationMs,
    cost: usd === undefined ? undefined : { usd },
  };
  return {
    id,
    title: titleOf(session),
    outcome,
    project: metadata.namespace,
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)),
  };
}

/** What the runs have cost that are over, and the one that is under way so far. */
function costOf(session: Session, runs: SessionRuns | undefined): number | undefined {
  const current = runCostOf(session);
  return current === undefined || current.runId === runs?.last.runId ? runs?.usd : (runs?.usd ?? 0) + current.usd;
}

/** Emphasis in Markdown around words; not the stars of globs, and no name such as `__init__`. */
const EMPHASIS =
  /(?<=^|[\s([{"'*_~])(\*{1,3}|~~|_{1,3}(?!\w+_+(?!\w)))([\p{L}\p{N}"'`*_~].{0,200}?(?<![\s/]))\1(?=$|[\s)\]}"'.,:;!?*_~])/gu;

/** The name to display, else the first line of the prompt that says something; without marks of Markdown. */
export function titleOf({ spec }: Session): string {
  const lines = (spec.displayName ?? spec.initialPrompt ?? '').trimStart();
  const line = (lines.split('\n', 1)[0] ?? '').trim();
  const words = line.replace(/^(?:#{1,6}\s+|>\s*)+(?=\S)/, '');
  // Twice: emphasis may stand within emphasis.
  return words.replace(EMPHASIS, '$2').replace(EMPHASIS, '$2');
}

/** What it does now, or what came of its last run. `runs`: as for `summaryOf`. */
export function stateOf(
  session: Session,
  runs: SessionRuns | undefined,
): { readonly outcome: SessionState; readonly idle?: true; readonly code: string | undefined } {
  const { phase, agentStatus, stoppedReason } = session.status ?? {};
  switch (phase) {
    case undefined:
    case 'Pending':
    case 'Creating':
      return { outcome: 'starting', code: undefined };
    case 'Running':
      if (agentStatus === 'waiting_input') return { outcome: 'needs-input', code: undefined };
      if (agentStatus !== 'idle') return { outcome: 'running', code: undefined };
      return { ...(lastEndOf(session, runs) ?? { outcome: 'idle', code: undefined }), idle: true };
    case 'Stopping':
      return { outcome: 'stopping', code: undefined };
    default: {
      const end = lastEndOf(session, runs);
      if (end !== undefined) return end;
      // Nobody says what came of its runs: its phase does not tell a finished run from a stop, but for a limit.
      const byLimit = phase === 'Stopped' ? endByLimit(stoppedReason)?.outcome : undefined;
      const byPhase =
        byLimit ??
        (phase === 'Failed'
          ? endByFailure(session.status ?? {}).outcome
          : phase === 'Completed'
            ? 'finished'
            : 'stopped');
      return { outcome: byPhase, code: undefined };
    }
  }
}

/** How its last run has ended, as far as anybody has said so. */
function lastEndOf(
  session: Session,
  runs: SessionRuns | undefined,
): { readonly outcome: SessionState; readonly code: string | undefined } | undefined {
  const written = lastRunOf(session);
  const past = runs?.last;
  // The session knows more of a run than its host does: whether its answer was the one that was asked for.
  const end = past?.runId === written?.runId ? written : (past ?? written);
  return end && { outcome: endedAs(end.outcome, end.code), code: end.code };
}

/** A failure that is the model's refusal is shown as that. */
export function endedAs(outcome: Outcome, code: string | undefined): SessionState {
  return code === 'refusal' ? 'refused' : outcome;
}
