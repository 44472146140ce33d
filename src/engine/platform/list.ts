import type { Session, SessionFilter } from '../../core/session/session.ts';
import { readList } from './api-bodies.ts';
import type { Client } from './client.ts';
import { PAGE } from './routes.ts';

/**
 * All sessions of a project, newest first, page by page. The server knows no filter for labels or phases, so they are
 * looked at here. Sessions that are created meanwhile push others onto the next page: each comes once.
 */
export async function* list(
  client: Client,
  project: string,
  filter: SessionFilter = {},
): AsyncGenerator<Session, void, void> {
  const seen = new Set<string>();
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const query = { limit: String(PAGE.most), offset: String(offset) };
    const page: NonNullable<ReturnType<typeof readList>> = await client.ask(
      'listSessions',
      { project },
      (json) => readList(json, project),
      { query },
    );
    for (const session of page.items) {
      if (seen.has(session.metadata.name)) continue;
      seen.add(session.metadata.name);
      if (matches(session, filter)) yield session;
    }
    // a server that repeats the same page would keep us here for ever
    offset = page.next !== undefined && page.next > offset ? page.next : undefined;
  }
}

function matches(session: Session, { labels, phase }: SessionFilter): boolean {
  if (phase !== undefined && session.status?.phase !== phase) return false;
  return Object.entries(labels ?? {}).every(([key, value]) => session.metadata.labels?.[key] === value);
}
