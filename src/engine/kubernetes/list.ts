import type { Session, SessionFilter } from '../../core/session/session.ts';
import { readSession } from '../../core/session/session-json.ts';
import { sessionsPath } from './api-paths.ts';
import type { Cluster } from './cluster-client.ts';
import { readPages } from './watch/list-pages.ts';
import { Expired } from './watch/watch-frames.ts';

/** A page's mark is too old after some minutes: the list then begins anew, so often. */
const TRIES = 3;

/**
 * All sessions of a namespace, or of the cluster, newest first. The API server lists by name, so that all pages are read before the first
 * session is handed out; of each object only what a session has is kept.
 */
export async function* list(
  cluster: Cluster,
  project: string | undefined,
  filter: SessionFilter = {},
): AsyncGenerator<Session, void, void> {
  const { phase } = filter;
  const all = await readAll(cluster, project, filter);
  const wanted = phase === undefined ? all : all.filter(({ status }) => status?.phase === phase);
  const made = ({ metadata }: Session): string => metadata.creationTimestamp ?? '';
  yield* wanted.sort((one, other) => (made(one) < made(other) ? 1 : made(one) > made(other) ? -1 : 0));
}

async function readAll(
  cluster: Cluster,
  project: string | undefined,
  { labels = {} }: SessionFilter,
): Promise<Session[]> {
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const query: { readonly [name: string]: string } = labelSelector === '' ? {} : { labelSelector };
  for (let tries = 1; ; tries += 1) {
    const sessions: Session[] = [];
    try {
      for await (const { items } of readPages(cluster, sessionsPath(project), query))
        for (const item of items) {
          const session = readSession(item, project ?? '');
          if (session !== undefined) sessions.push(session);
        }
      return sessions;
    } catch (error) {
      if (!(error instanceof Expired) || tries === TRIES) throw error;
    }
  }
}
