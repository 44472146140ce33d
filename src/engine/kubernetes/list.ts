import { isObject, object, text } from '../../core/agui/events.ts';
import { AmberError } from '../../core/errors.ts';
import type { Session, SessionFilter } from '../../core/session/session.ts';
import { readSession } from '../../core/session/session-json.ts';
import type { Cluster } from './cluster.ts';
import { statusOf } from './problems.ts';
import { sessionsPath } from './resources.ts';

/** Sessions of one page: the API server's own tools ask for as many. */
const PAGE = 500;
/** A page's mark is too old after some minutes: the list then begins anew, so often. */
const TRIES = 3;

/**
 * All sessions of a namespace, newest first. The API server lists by name, so that all pages are read before the first
 * session is handed out; of each object only what a session has is kept.
 */
export async function* list(
  cluster: Cluster,
  project: string,
  filter: SessionFilter = {},
): AsyncGenerator<Session, void, void> {
  const { phase } = filter;
  const all = (await readAll(cluster, project, filter)).filter(
    ({ status }) => phase === undefined || status?.phase === phase,
  );
  all.sort((one, other) =>
    (one.metadata.creationTimestamp ?? '') < (other.metadata.creationTimestamp ?? '') ? 1 : -1,
  );
  yield* all;
}

async function readAll(cluster: Cluster, project: string, { labels = {} }: SessionFilter): Promise<Session[]> {
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const query = { limit: String(PAGE), ...(labelSelector !== '' && { labelSelector }) };
  for (let tries = 1; ; tries += 1) {
    const sessions: Session[] = [];
    try {
      for (let token: string | undefined = ''; token !== undefined; ) {
        const asked = token === '' ? query : { ...query, continue: token };
        const page = readPage((await cluster.request('GET', sessionsPath(project), { query: asked })).json(), project);
        sessions.push(...page.sessions);
        token = page.next;
      }
      return sessions;
    } catch (error) {
      if (statusOf(error) !== 410 || tries === TRIES) throw error;
    }
  }
}

interface Page {
  readonly sessions: readonly Session[];
  readonly next?: string;
}

/** @throws AmberError BAD_RESPONSE */
function readPage(json: unknown, project: string): Page {
  if (!isObject(json) || !Array.isArray(json.items))
    throw new AmberError('BAD_RESPONSE', 'the API server answered with something that is no list', {
      hint: 'check the server of the kubeconfig',
    });
  const next = text(object(json, 'metadata') ?? {}, 'continue');
  return {
    sessions: json.items.map((item) => readSession(item, project)).filter((session) => session !== undefined),
    ...(next !== undefined && next !== '' && { next }),
  };
}
