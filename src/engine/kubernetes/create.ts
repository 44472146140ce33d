import { Pauses } from '../../async/pauses.ts';
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
import type { Cluster, ClusterAnswer } from './cluster.ts';
import { manifestOf } from './manifest.ts';
import { reasonOf, retryAfterOf } from './problems.ts';
import { sessionPath, sessionsPath } from './resources.ts';

/** An API server that is replaced is away for some seconds; so long is it asked again (ms). */
const PATIENCE = 30_000;
/** One try (ms). */
const TIMEOUT = 15_000;
/** So that the API server says which fields it drops; older ones drop them without a word otherwise. */
const CREATE_QUERY = { fieldValidation: 'Warn' };

/**
 * Creates a session, once for one request id: its name follows from that, so a second try meets the first one's object.
 * Tried again where nobody knows whether an answer was lost, or the API server is busy.
 * `answered` gets the answer that made it. @throws AmberError
 */
export async function create(
  cluster: Cluster,
  clock: Clock,
  spec: SessionSpec,
  meta: SessionMeta,
  answered: (answer: ClusterAnswer) => void,
): Promise<Session> {
  const manifest = manifestOf(spec, meta);
  const path = sessionsPath(meta.project);
  const pauses = new Pauses({ first: 250, most: 4_000 }, Math.random);
  for (const end = clock.now() + PATIENCE; ; ) {
    try {
      const answer = await cluster.request('POST', path, { query: CREATE_QUERY, body: manifest, timeoutMs: TIMEOUT });
      answered(answer);
      return sessionOf(answer.json(), meta.project);
    } catch (error) {
      if (reasonOf(error) === 'AlreadyExists') return await made(cluster, manifest.metadata.name, meta);
      if (!isAmberError(error, 'UNAVAILABLE', 'TIMEOUT') || clock.now() >= end) throw error;
      await clock.sleep(retryAfterOf(error) ?? pauses.next());
    }
  }
}

/** The session that an earlier try, or an earlier call, has made. @throws AmberError CONFLICT if it is somebody else's */
async function made(cluster: Cluster, name: string, meta: SessionMeta): Promise<Session> {
  const answer = await cluster.request('GET', sessionPath({ project: meta.project, name }));
  const session = sessionOf(answer.json(), meta.project);
  if (session.metadata.annotations?.[ANNOTATION.requestId] === meta.requestId) return session;
  throw new AmberError('CONFLICT', `session "${name}" in "${meta.project}" exists and is of another request`, {
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
