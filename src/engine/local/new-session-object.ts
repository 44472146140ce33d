import { randomUUID } from 'node:crypto';
import {
  ANNOTATION,
  API_VERSION,
  KIND,
  type Session,
  type SessionMeta,
  type SessionRef,
  type SessionSpec,
} from '../../core/session/session.ts';
import { stamp } from './state/session-status.ts';
import { branchOf, hasBranch } from './workspace/workspace.ts';

/** What a new session takes over from the process that creates it. */
export interface SessionDefaults {
  readonly cwd: string;
  readonly permissions: string;
}

/** The object of a session as `create` would store it, without what only a stored one has: name, uid, times, phase. */
export function manifestOf(spec: SessionSpec, meta: SessionMeta, { cwd, permissions }: SessionDefaults) {
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: {
      namespace: meta.project,
      ...(meta.labels === undefined ? {} : { labels: meta.labels }),
      annotations: {
        [ANNOTATION.workspace]: cwd,
        [ANNOTATION.permissions]: permissions,
        ...meta.annotations,
        [ANNOTATION.requestId]: meta.requestId,
      },
    },
    spec,
  };
}

/** A new session, `Pending`. */
export function newSession(
  { name }: SessionRef,
  spec: SessionSpec,
  meta: SessionMeta,
  surroundings: SessionDefaults,
  date: Date,
): Session {
  const manifest = manifestOf(spec, meta, surroundings);
  const session: Session = {
    ...manifest,
    metadata: {
      name,
      ...manifest.metadata,
      uid: randomUUID(),
      resourceVersion: '1',
      creationTimestamp: stamp(date),
    },
    status: { phase: 'Pending' },
  };
  return hasBranch(session) ? { ...session, autoBranch: branchOf(session) } : session;
}
