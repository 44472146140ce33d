import { isObject } from '../../core/agui/events.ts';
import { HttpError } from '../http/responses.ts';

/** What a field may hold: null is absent, as for the platform, and fields of other names are not looked at. */
type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'object'
  | { readonly fields: { readonly [field: string]: Shape } }
  | { readonly valuesOf: Shape }
  | { readonly listOf: Shape };

const TEXTS: Shape = { valuesOf: 'string' };

/** Fields of a session's spec and, beside them, those of a request that creates or changes one. */
const BODY: Shape = {
  fields: {
    initialPrompt: 'string',
    displayName: 'string',
    runnerType: 'string',
    llmSettings: { fields: { model: 'string', temperature: 'number', maxTokens: 'number' } },
    timeout: 'number',
    inactivityTimeout: 'number',
    stopOnRunFinished: 'boolean',
    repos: { listOf: { fields: { url: 'string', branch: 'string', autoPush: 'boolean' } } },
    activeWorkflow: { fields: { gitUrl: 'string', branch: 'string', path: 'string' } },
    environmentVariables: TEXTS,
    mcpServers: { fields: { custom: { valuesOf: 'object' }, disabled: { listOf: 'string' } } },
    labels: TEXTS,
    annotations: TEXTS,
    parent_session_id: 'string',
  },
};

/** @throws HttpError 400 with the first field of a wrong type: left out in silence, a session would do something else */
export function checkFieldTypes(body: unknown): void {
  const problem = isObject(body) ? problemWith(body, BODY, '') : undefined;
  if (problem !== undefined) throw new HttpError(400, problem);
}

function problemWith(value: unknown, shape: Shape, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof shape === 'string') {
    const isRight = shape === 'object' ? isObject(value) : typeof value === shape;
    return isRight ? undefined : `${path} must be of type ${shape}`;
  }
  const isList = 'listOf' in shape;
  if (isList ? !Array.isArray(value) : !isObject(value))
    return `${path} must be of type ${isList ? 'array' : 'object'}`;
  const names = 'fields' in shape ? Object.keys(shape.fields) : Object.keys(value);
  for (const name of names) {
    const inner = isList ? shape.listOf : 'fields' in shape ? shape.fields[name] : shape.valuesOf;
    const part: unknown = Reflect.get(value, name);
    const place = isList ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    const problem = inner === undefined ? undefined : problemWith(part, inner, place.slice(0, 200));
    if (problem !== undefined) return problem;
  }
  return undefined;
}
