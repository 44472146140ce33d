import { ANNOTATION, type Session, type SessionMeta } from '../core/session/session.ts';
import type { Engine } from './engine.ts';

/** After a lost answer so many of the newest sessions are searched: the one that it may have made is among them. */
const NEWEST_SEARCHED = 100;

/** The session that carries the request id, if one of the newest does. @throws AmberError */
export async function findByRequest(
  engine: Pick<Engine, 'list'>,
  { project, requestId }: Pick<SessionMeta, 'project' | 'requestId'>,
): Promise<Session | undefined> {
  let searched = 0;
  for await (const session of engine.list(project)) {
    if (session.metadata.annotations?.[ANNOTATION.requestId] === requestId) return session;
    searched += 1;
    if (searched === NEWEST_SEARCHED) break;
  }
  return undefined;
}
