import { setImmediate as turn } from 'node:timers/promises';
import type { Engine } from '../../engine/engine.ts';
import { ROUTES } from '../../engine/platform/api-routes.ts';
import type { Caller } from '../auth/callers.ts';
import { rightFor } from '../auth/route-rights.ts';
import { HttpError, json } from '../http/responses.ts';
import { pageIn } from './list.ts';
import type { Route } from './route-types.ts';

/** Sessions that are looked at before others get a turn. */
const AT_A_TIME = 50;

/** `GET /projects`: those that are served and whose sessions the caller may list, a page at a time. */
export const listProjects: Route = async ({ response, query, caller }, { options }) => {
  const { limit, offset } = pageIn(query);
  const served = options.projects ?? (await projectsWithSessions(caller.engine));
  const names: string[] = [];
  for (const name of [...served].sort()) if (await mayList(caller, name)) names.push(name);
  const items = names.slice(offset, offset + limit).map((name) => ({ name }));
  const next = offset + items.length;
  const hasMore = next < names.length && items.length > 0;
  json(response, ROUTES.listProjects.ok, {
    items,
    totalCount: names.length,
    limit,
    offset,
    hasMore,
    ...(hasMore && { nextOffset: next }),
  });
};

async function projectsWithSessions(engine: Engine): Promise<Iterable<string>> {
  const names = new Set<string>();
  let seen = 0;
  for await (const { metadata } of engine.listAll?.() ?? []) {
    names.add(metadata.namespace);
    if (++seen % AT_A_TIME === 0) await turn();
  }
  return names;
}

async function mayList({ rights }: Caller, project: string): Promise<boolean> {
  try {
    await rights?.need(rightFor('listSessions', project));
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.status === 403) return false;
    throw error;
  }
}
