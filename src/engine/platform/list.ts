import type { Session, SessionFilter } from '../../core/session/session.ts';
import { readList, readProjects } from './api-bodies.ts';
import { PAGE } from './api-routes.ts';
import type { ApiAnswer } from './errors.ts';
import type { Client } from './platform-client.ts';

/**
 * All sessions of a project, newest first, page by page. The server knows no filter for labels or phases, so they are
 * looked at here. Sessions that are created meanwhile push others onto the next page: each comes once.
 */
export async function* list(
  client: Client,
  project: string,
  filter: SessionFilter = {},
  headers?: (headers: ApiAnswer['headers']) => void,
): AsyncGenerator<Session, void, void> {
  const seen = new Set<string>();
  const ask = (query: PageQuery): Promise<Page<Session>> =>
    client.ask('listSessions', { project }, (json) => readList(json, project), { query, ...(headers && { headers }) });
  for await (const session of pages(ask)) {
    if (seen.has(session.metadata.name)) continue;
    seen.add(session.metadata.name);
    if (matches(session, filter)) yield session;
  }
}

/** The projects that the server shows to this token. @throws AmberError UNSUPPORTED where it shows none to anybody */
export async function listProjects(client: Client): Promise<ReadonlySet<string>> {
  const ask = (query: PageQuery): Promise<Page<string>> => client.ask('listProjects', {}, readProjects, { query });
  const projects = new Set<string>();
  for await (const project of pages(ask)) projects.add(project);
  return projects;
}

/** The sessions of all of these projects, one project after the other. @throws AmberError */
export async function* listAll(
  client: Client,
  ...options: [filter?: SessionFilter, headers?: (headers: ApiAnswer['headers']) => void]
): AsyncGenerator<Session, void, void> {
  for (const project of await listProjects(client)) yield* list(client, project, ...options);
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next?: number;
}

type PageQuery = { readonly [name in 'limit' | 'offset']: string };

async function* pages<T>(ask: (query: PageQuery) => Promise<Page<T>>): AsyncGenerator<T, void, void> {
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const page = await ask({ limit: String(PAGE.most), offset: String(offset) });
    yield* page.items;
    // a server that repeats the same page would keep us here for ever
    offset = page.next !== undefined && page.next > offset ? page.next : undefined;
  }
}

function matches(session: Session, { labels, phase }: SessionFilter): boolean {
  if (phase !== undefined && session.status?.phase !== phase) return false;
  return Object.entries(labels ?? {}).every(([key, value]) => session.metadata.labels?.[key] === value);
}
