import { isObject } from '../../core/agui/events.ts';
import { AmberError } from '../../core/errors.ts';
import { checkPodLimits } from '../../core/session/pod-limits.ts';
import { ANNOTATION, type SessionMeta, type SessionSpec } from '../../core/session/session.ts';
import { readSpec, strings } from '../../core/session/session-json.ts';

/** The body of a create request: the spec's fields, labels and annotations side by side. */
export interface CreateBody extends SessionSpec {
  readonly labels?: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: string };
}

/**
 * What create sends.
 * @throws AmberError INVALID for what the platform would take and then could never start.
 */
export function createBodyOf(spec: SessionSpec, meta: SessionMeta): CreateBody {
  checkPodLimits(spec);
  return {
    ...spec,
    ...(meta.labels !== undefined && { labels: meta.labels }),
    annotations: { ...meta.annotations, [ANNOTATION.requestId]: meta.requestId },
  };
}

/**
 * Reads a create request: the way back, for a server. Fields of a wrong type are left out: a server that refuses them checks the body first.
 * @throws AmberError INVALID if the body is no object
 */
export function readCreateBody(
  json: unknown,
  project: string,
  newRequestId: () => string,
): { spec: SessionSpec; meta: SessionMeta } {
  if (!isObject(json)) throw new AmberError('INVALID', 'Invalid request body');
  const annotations = strings(json.annotations);
  const { [ANNOTATION.requestId]: requestId = newRequestId(), ...others } = annotations ?? {};
  const labels = strings(json.labels);
  return {
    spec: readSpec(json),
    meta: {
      project,
      requestId,
      ...(labels !== undefined && { labels }),
      ...(Object.keys(others).length > 0 && { annotations: others }),
    },
  };
}
