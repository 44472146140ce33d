import { AmberError } from '../../core/errors.ts';
import { type SessionState, type SessionSummary, summaryOf } from '../../core/list/session-summary.ts';
import { bySession, type SessionRuns, sessionKey } from '../../core/session/past-run.ts';
import { refOf, type Session, type SessionFilter } from '../../core/session/session.ts';
import { shortIds } from '../../core/session/short-id.ts';
import { type Engine, pastRunsOf } from '../../engine/engine.ts';

/** Which sessions are wanted. */
export interface ListQuery {
  readonly filter: SessionFilter;
  readonly outcome?: SessionState;
  readonly since?: Date;
  readonly allProjects: boolean;
  /** At most so many, the newest. */
  readonly limit: number;
}

export interface ListedSession {
  readonly session: Session;
  readonly summary: SessionSummary;
}

export interface Found {
  readonly entries: readonly ListedSession[];
  /** There are more than the limit let through. */
  readonly more: boolean;
}

type Lists = Pick<Engine, 'name' | 'list' | 'listAll' | 'pastRuns' | 'fetchPastRuns'>;

/** The sessions that are wanted, newest first, each with what is known of its runs. @throws AmberError */
export async function collectSessions(engine: Lists, project: string, query: ListQuery): Promise<Found> {
  const { filter, outcome, since, allProjects, limit } = query;
  // Outcomes are known only afterwards: with one, all have to be looked at.
  const enough = outcome === undefined ? limit + 1 : Number.POSITIVE_INFINITY;
  const listed: Session[] = [];
  for await (const session of allProjects ? everywhere(engine, filter) : engine.list(project, filter)) {
    if (since !== undefined && createdOf(session) < since.getTime()) continue;
    listed.push(session);
    if (listed.length >= enough && !allProjects) break;
  }
  if (allProjects) listed.sort((a, b) => createdOf(b) - createdOf(a));
  const oldest = Math.min(...listed.map(createdOf).filter(Number.isFinite));
  const runs = await runsOf(engine, listed, Number.isFinite(oldest) ? new Date(oldest) : undefined);
  const ids = shortIds(listed.map(({ metadata }) => metadata.name));
  const entries = listed
    .map((session) => {
      const id = ids.get(session.metadata.name) ?? session.metadata.name;
      return { session, summary: summaryOf(session, id, runs.get(sessionKey(refOf(session)))) };
    })
    .filter(
      ({ summary }) => outcome === undefined || (outcome === 'idle' ? summary.idle : summary.outcome === outcome),
    );
  return { entries: entries.slice(0, limit), more: entries.length > limit };
}

/** What is on record of their runs. */
async function runsOf(
  engine: Lists,
  listed: readonly Session[],
  since: Date | undefined,
): Promise<ReadonlyMap<string, SessionRuns>> {
  if (engine.pastRuns !== undefined) return bySession(engine.pastRuns(since));
  const projects = new Set(listed.map(({ metadata }) => metadata.namespace));
  const all = await Promise.all([...projects].map((project) => pastRunsOf(engine, project, since)));
  return bySession(all.flatMap((runs) => [...(runs ?? [])]));
}

function everywhere(engine: Lists, filter: SessionFilter): AsyncIterable<Session> {
  if (engine.listAll !== undefined) return engine.listAll(filter);
  throw new AmberError('UNSUPPORTED', `engine ${engine.name} lists sessions by project only`, {
    hint: 'amber list --project NAME',
  });
}

function createdOf({ metadata }: Session): number {
  return Date.parse(metadata.creationTimestamp ?? '');
}
