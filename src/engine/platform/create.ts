import { isAmberError } from '../../core/errors.ts';
import {
  ANNOTATION,
  API_VERSION,
  KIND,
  refOf,
  type Session,
  type SessionMeta,
  type SessionSpec,
} from '../../core/session/session.ts';
import { readSession } from '../../core/session/session-json.ts';
import { findByRequest } from '../engine.ts';
import { readCreated } from './api-bodies.ts';
import { createBodyOf } from './create-body.ts';
import type { ApiAnswer } from './errors.ts';
import { list } from './list.ts';
import type { Client } from './platform-client.ts';

/**
 * Creates a session, once for one request id: the newest 100 are looked through before it, and again after an answer
 * that was lost. The server itself would make a second one without a word.
 * `answered` is called with the answer's headers. @throws AmberError UNAVAILABLE or TIMEOUT if it is not known whether it was created
 */
export async function create(
  client: Client,
  spec: SessionSpec,
  meta: SessionMeta,
  answered: (headers: ApiAnswer['headers']) => void,
): Promise<Session> {
  const body = createBodyOf(spec, meta);
  const { project } = meta;
  const find = (): Promise<Session | undefined> => findByRequest({ list: (of) => list(client, of) }, meta);
  const existing = meta.requestIdIsNew === true ? undefined : await find();
  if (existing !== undefined) return existing;
  try {
    const created = await client.ask('createSession', { project }, readCreated, { body, headers: answered });
    return await described(client, spec, meta, created);
  } catch (error) {
    if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT', 'BAD_RESPONSE')) throw error;
    const made = await find().catch(() => undefined);
    if (made === undefined) throw error;
    return made;
  }
}

/**
 * The session that was just made. The answer to create has its name and little else, so it is asked for; should that
 * fail, the session exists all the same and someone has to stop it: it is then described by what was sent. Its spec is
 * always what was sent, since the server's copy lacks fields.
 */
async function described(
  client: Client,
  spec: SessionSpec,
  meta: SessionMeta,
  created: { readonly name: string; readonly uid?: string; readonly autoBranch?: string },
): Promise<Session> {
  const { name, uid, autoBranch } = created;
  const made: Session = {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: {
      name,
      namespace: meta.project,
      ...(uid !== undefined && { uid }),
      ...(meta.labels !== undefined && { labels: meta.labels }),
      annotations: { ...meta.annotations, [ANNOTATION.requestId]: meta.requestId },
    },
    spec,
    ...(autoBranch !== undefined && { autoBranch }),
  };
  const found = await client
    .ask('getSession', refOf(made), (json) => readSession(json, meta.project))
    .catch(() => undefined);
  return found === undefined ? made : { ...found, spec: { ...found.spec, ...spec } };
}
