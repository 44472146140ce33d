import { isObject, object, text } from '../agui/events.ts';
import { readUsage, readUsd } from '../agui/read-usage.ts';
import type { Outcome, RunEnd, Usage } from '../result.ts';
import { ANNOTATION, type Session, type SessionRef } from './session.ts';

/** A run that has ended: what it was, how it ended, and what it took. It holds nothing of what was said. */
export interface PastRun {
  readonly project: string;
  readonly session: string;
  readonly runId: string;
  /** RFC 3339, by the clock of the machine that the agent ran on. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly outcome: Outcome;
  /** Why it ended so, in one word, where there is such a word. */
  readonly code?: string;
  /** It says of a run that is on record how it has ended after all; what it took is said there. */
  readonly isCorrection?: true;
  /** The agent's name or command line, and the model, as the session asks for them. */
  readonly agent?: string;
  readonly model?: string;
  /** The threads on GitHub that the session belongs to, as annotation `amber/threads` has them. */
  readonly threads?: string;
  /** The directory that the session was made in. */
  readonly workspace?: string;
  /** Absent where the agent reported none: that is not 0. */
  readonly usage?: Usage;
  readonly cost?: { readonly usd: number };
}

const IS_OUTCOME: { readonly [outcome in Outcome]: true } = {
  finished: true,
  failed: true,
  'needs-input': true,
  cancelled: true,
  'timed-out': true,
  'over-budget': true,
  stopped: true,
  lost: true,
};

/** How a run can have ended. */
export const RUN_OUTCOMES = Object.keys(IS_OUTCOME) as readonly Outcome[];

/** What is kept of a past run of a session. Times: milliseconds. */
export function pastRun(
  { metadata, spec }: Session,
  end: RunEnd & { readonly runId: string },
  { startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number },
): PastRun {
  const { annotations = {} } = metadata;
  const { runId, outcome, error, usage, cost } = end;
  const about = {
    code: error?.code,
    agent: spec.runnerType,
    model: spec.llmSettings?.model,
    threads: annotations[ANNOTATION.threads],
    workspace: annotations[ANNOTATION.workspace],
    usage: usage ?? undefined,
    cost,
  };
  return {
    project: metadata.namespace,
    session: metadata.name,
    runId,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    outcome,
    ...Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined)),
  };
}

/** What was written; undefined for a line that is damaged, and of any other what has its form. */
export function readPastRun(line: string): PastRun | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return pastRunIn(value);
}

/** The same of parsed JSON. */
export function pastRunIn(value: unknown): PastRun | undefined {
  if (!isObject(value)) return undefined;
  const texts = (...names: readonly string[]): { readonly [name: string]: string } =>
    Object.fromEntries(
      names.flatMap((name) => {
        const found = text(value, name);
        return found === undefined ? [] : [[name, found]];
      }),
    );
  const named = texts('project', 'session', 'runId', 'startedAt', 'endedAt', 'outcome');
  if (Object.keys(named).length < 6 || !Object.hasOwn(IS_OUTCOME, named.outcome ?? '')) return undefined;
  if (Number.isNaN(Date.parse(named.endedAt ?? ''))) return undefined;
  const usage = readUsage({ type: 'RUN_FINISHED', usage: value.usage });
  const usd = readUsd(object(value, 'cost')?.usd);
  return {
    ...(named as unknown as PastRun),
    ...texts('code', 'agent', 'model', 'threads', 'workspace'),
    ...(value.isCorrection === true && { isCorrection: true }),
    ...(usage !== null && { usage }),
    ...(usd !== undefined && { cost: { usd } }),
  };
}

/** The last run of each session, by `project/name`; its cost and duration are those of all of its runs. */
export interface SessionRuns {
  readonly last: PastRun;
  readonly runs: number;
  readonly durationMs: number;
  /** Absent where no run reported any. */
  readonly usd?: number;
}

/** Runs in any order, put together by session. */
export function bySession(runs: Iterable<PastRun>): ReadonlyMap<string, SessionRuns> {
  const sessions = new Map<string, SessionRuns>();
  for (const run of runs) {
    const key = sessionKey({ project: run.project, name: run.session });
    const before = sessions.get(key);
    if (run.isCorrection) {
      const { outcome, code, runId } = run;
      if (before?.last.runId === runId)
        sessions.set(key, { ...before, last: { ...before.last, outcome, ...(code !== undefined && { code }) } });
      continue;
    }
    const usd = run.cost === undefined ? before?.usd : (before?.usd ?? 0) + run.cost.usd;
    sessions.set(key, {
      last: before === undefined || run.endedAt >= before.last.endedAt ? run : before.last,
      runs: (before?.runs ?? 0) + 1,
      durationMs: (before?.durationMs ?? 0) + durationOf(run),
      ...(usd === undefined ? {} : { usd }),
    });
  }
  return sessions;
}

export const sessionKey = ({ project, name }: SessionRef): string => `${project}/${name}`;

/** Milliseconds; 0 where its clock went back. */
export const durationOf = ({ startedAt, endedAt }: PastRun): number =>
  Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) || 0;
