import { createHash } from 'node:crypto';
import { checkPodLimits } from '../../core/session/pod-limits.ts';
import { ANNOTATION, API_VERSION, KIND, type SessionMeta, type SessionSpec } from '../../core/session/session.ts';

/** An `AgenticSession` as create sends it. */
export interface SessionManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: { readonly [key: string]: string };
    readonly annotations: { readonly [key: string]: string };
  };
  readonly spec: object;
}

/** The object of a new session. @throws AmberError INVALID for what the API server would take and no pod could start with */
export function manifestOf(spec: SessionSpec, meta: SessionMeta): SessionManifest {
  checkPodLimits(spec);
  const { project, requestId, labels, annotations } = meta;
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: {
      name: nameOf(meta),
      namespace: project,
      ...(labels !== undefined && { labels }),
      annotations: { ...annotations, [ANNOTATION.requestId]: requestId },
    },
    spec: resourceSpec(spec),
  };
}

/** A spec as the resource has it: the platform keeps `runnerType` in the environment of the pod (docs/platform.md, "Kubernetes"). */
export function resourceSpec({ runnerType, ...spec }: SessionSpec): object {
  if (runnerType === undefined) return spec;
  return { ...spec, environmentVariables: { ...spec.environmentVariables, RUNNER_TYPE: runnerType } };
}

/**
 * The name that follows from a request: asked for by this name, a session shows whether a create whose answer was lost
 * has made it. Shaped like the platform's own, `session-<uuid>` (44 characters, without a dot; RFC 9562, version 8). The
 * project is part of it, because the platform keeps logs by the name alone (docs/platform.md, "Traps of the objects").
 */
export function nameOf({ project, requestId }: Pick<SessionMeta, 'project' | 'requestId'>): string {
  const hash = createHash('sha256').update(`${project}\n${requestId}`).digest('hex');
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const uuid = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
  return `session-${uuid}`;
}
