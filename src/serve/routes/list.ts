import { setImmediate as turn } from 'node:timers/promises';
import { type SessionSummary, summaryOf } from '../../core/list/session-summary.ts';
import { bySession, sessionKey } from '../../core/session/past-run.ts';
import { refOf, type Session } from '../../core/session/session.ts';
import { shortIds } from '../../core/session/short-id.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ListBody } from '../../engine/platform/api-bodies.ts';
import { PAGE, ROUTES } from '../../engine/platform/api-routes.ts';
import { projectOf } from '../http/path-params.ts';
import { json } from '../http/responses.ts';
import type { Route } from './route-types.ts';
import { sessionBody } from './session-routes.ts';

/** Sessions that are looked at before others get a turn: engines may read them without one. */
const AT_A_TIME = 50;

/**
 * `GET /agentic-sessions`: newest first, a page at a time; the total has to see them all, but keeps only the page. With
 * `summary=true` each item has one, as `amber list -o json` prints it.
 */
export const listSessions: Route = async ({ response, params, query, caller }) => {
  const project = projectOf(params);
  const { limit, offset } = pageIn(query);
  const search = (query.get('search') ?? '').trim().toLowerCase();
  const items: Session[] = [];
  let total = 0;
  let seen = 0;
  for await (const session of caller.engine.list(project)) {
    if (++seen % AT_A_TIME === 0) {
      await turn();
      if (response.destroyed) return;
    }
    if (search !== '' && !matches(session, search)) continue;
    if (total >= offset && items.length < limit) items.push(sessionBody(session));
    total++;
  }
  const next = offset + items.length;
  const hasMore = next < total && items.length > 0;
  const shown = query.get('summary') === 'true' ? withSummaries(items, caller.engine) : items;
  const body: ListBody = {
    items: shown,
    totalCount: total,
    limit,
    offset,
    hasMore,
    ...(hasMore && { nextOffset: next }),
  };
  json(response, ROUTES.listSessions.ok, body);
};

function withSummaries(
  items: readonly Session[],
  engine: Engine,
): readonly (Session & { readonly summary: SessionSummary })[] {
  const oldest = items.at(-1)?.metadata.creationTimestamp;
  const runs = bySession(engine.pastRuns?.(oldest === undefined ? undefined : new Date(oldest)) ?? []);
  const ids = shortIds(items.map(({ metadata }) => metadata.name));
  return items.map((session) => {
    const id = ids.get(session.metadata.name) ?? session.metadata.name;
    return { ...session, summary: summaryOf(session, id, runs.get(sessionKey(refOf(session)))) };
  });
}

function matches({ metadata, spec }: Session, search: string): boolean {
  return [metadata.name, spec.displayName, spec.initialPrompt].some((text) => text?.toLowerCase().includes(search));
}

/** Which page is asked for. What is no number counts as absent. */
export function pageIn(query: URLSearchParams): { readonly limit: number; readonly offset: number } {
  return {
    limit: Math.min(numberOf(query.get('limit'), 1, PAGE.usual), PAGE.most),
    offset: numberOf(query.get('offset'), 0, 0),
  };
}

/** A whole number of at least `least`; anything else counts as absent. */
function numberOf(text: string | null, least: number, otherwise: number): number {
  const number = /^\d{1,9}$/.test(text ?? '') ? Number(text) : Number.NaN;
  return number >= least ? number : otherwise;
}
