import { isObject } from '../../core/agui/events.ts';
import { AmberError } from '../../core/errors.ts';
import { ANNOTATION, type SessionMeta, type SessionSpec } from '../../core/session/session.ts';
import { MAX_INITIAL_PROMPT } from './routes.ts';
import { readSpec, strings } from './session-json.ts';

/** The body of a create request: the spec's fields, labels and annotations side by side. */
export interface CreateBody extends SessionSpec {
  readonly labels?: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: string };
}

/** One environment variable with its name, `=` and the closing NUL must fit what Linux takes (128 KiB). */
const MAX_VARIABLE = 131_071;

/**
 * What create sends.
 * @throws AmberError INVALID for what the platform would take and then could never start.
 */
export function createBodyOf(spec: SessionSpec, meta: SessionMeta): CreateBody {
  const prompt = Buffer.byteLength(spec.initialPrompt ?? '');
  if (prompt > MAX_INITIAL_PROMPT)
    throw new AmberError(
      'INVALID',
      `initialPrompt has ${prompt} bytes; a pod starts with ${MAX_INITIAL_PROMPT} at most`,
      {
        hint: 'create the session without a prompt and send it as a message: amber send <session> -',
      },
    );
  for (const [name, value] of Object.entries(spec.environmentVariables ?? {}))
    if (Buffer.byteLength(name) + 1 + Buffer.byteLength(value) > MAX_VARIABLE)
      throw new AmberError(
        'INVALID',
        `environmentVariables.${name} is too long; name and value may have ${MAX_VARIABLE - 1} bytes`,
        {
          hint: 'put the content into a file of the repository',
        },
      );
  return {
    ...spec,
    ...(meta.labels !== undefined && { labels: meta.labels }),
    annotations: { ...meta.annotations, [ANNOTATION.requestId]: meta.requestId },
  };
}

/**
 * Reads a create request: the way back, for a server. Fields of a wrong type are left out, as the platform does.
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
