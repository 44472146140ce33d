import { isObject, object } from '../../core/agui/events.ts';
import type { Clock } from '../../core/clock.ts';
import { AmberError, isAmberError } from '../../core/errors.ts';
import {
  ANNOTATION,
  type Manifest,
  type Session,
  type SessionMeta,
  type SessionSpec,
} from '../../core/session/session.ts';
import { readSession } from '../../core/session/session-json.ts';
import { sessionPath, sessionsPath } from './api-paths.ts';
import type { Cluster, ClusterAnswer } from './cluster-client.ts';
import { reasonOf } from './errors.ts';
import { retry } from './retry.ts';
import { manifestOf, nameOf } from './session-manifest.ts';

/** One request (ms). */
const TIMEOUT = 15_000;
/** Who creates a session tries again several times: where nothing helps, that must not multiply (ms). */
const PATIENCE = 2_000;

/** A session's object, and what the API server says of it. */
export interface Created {
  readonly json: unknown;
  readonly warnings: ClusterAnswer['warnings'];
}

/** So that the API server says which fields it drops; older ones drop them without a word otherwise. */
const CREATE_QUERY = { fieldValidation: 'Warn' };

/**
 * Creates a session, once for one request id: its name follows from that, so that a second try, after an answer that was
 * lost, meets the object that the first one made. @throws AmberError UNAVAILABLE or TIMEOUT if it is not known whether it
 * was created, CONFLICT if the name is somebody else's
 */
export async function create(cluster: Cluster, clock: Clock, spec: SessionSpec, meta: SessionMeta): Promise<Created> {
  const body = manifestOf(spec, meta);
  const path = sessionsPath(meta.project);
  try {
    const post = () => cluster.request('POST', path, { query: CREATE_QUERY, body, timeoutMs: TIMEOUT });
    const answer = await retry(clock, post, PATIENCE);
    return { json: answer.json(), warnings: answer.warnings };
  } catch (error) {
    const found = reasonOf(error) === 'AlreadyExists' ? await retry(clock, () => made(cluster, meta)) : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

/** The session that a request has made, if it has. @throws AmberError CONFLICT if its name is somebody else's */
export async function made(
  cluster: Cluster,
  meta: Pick<SessionMeta, 'project' | 'requestId'>,
): Promise<Created | undefined> {
  const ref = { project: meta.project, name: nameOf(meta) };
  let json: unknown;
  try {
    json = (await cluster.request('GET', sessionPath(ref), { timeoutMs: TIMEOUT })).json();
  } catch (error) {
    if (isAmberError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
  const { annotations } = sessionOf(json, meta.project).metadata;
  if (annotations?.[ANNOTATION.requestId] === meta.requestId) return { json, warnings: [] };
  throw new AmberError('CONFLICT', `session "${ref.name}" in "${ref.project}" exists and is of another request`, {
    hint: 'use another --request-id',
  });
}

/** What the server would make of it: defaults and rules included, nothing stored. @throws AmberError */
export async function createDry(
  cluster: Cluster,
  spec: SessionSpec,
  meta: SessionMeta,
): Promise<{ manifest: Manifest; warnings: ClusterAnswer['warnings'] }> {
  const query = { ...CREATE_QUERY, dryRun: 'All' };
  const body = manifestOf(spec, meta);
  const answer = await cluster.request('POST', sessionsPath(meta.project), { query, body });
  const json = answer.json();
  sessionOf(json, meta.project);
  const { managedFields: _bookkeeping, ...metadata } = (isObject(json) && object(json, 'metadata')) || {};
  return { manifest: { ...(isObject(json) ? json : {}), metadata }, warnings: answer.warnings };
}

/** @throws AmberError BAD_RESPONSE */
export function sessionOf(json: unknown, project: string): Session {
  const session = readSession(json, project);
  if (session === undefined)
    throw new AmberError('BAD_RESPONSE', 'the API server answered with something that is no AgenticSession', {
      hint: 'check the server of the kubeconfig',
    });
  return session;
}
