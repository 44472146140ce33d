import { invalid } from '../../core/errors.ts';
import { pathSegment } from '../../core/session/names.ts';
import { API_VERSION, type SessionRef } from '../../core/session/session.ts';

export const PLURAL = 'agenticsessions';
export const GROUP = 'vteam.ambient-code';

/** Where sessions are: of one namespace, or of all. */
export function sessionsPath(namespace?: string): string {
  return `/apis/${API_VERSION}${namespace === undefined ? '' : `/namespaces/${segment(namespace)}`}/${PLURAL}`;
}

export function sessionPath({ project, name }: SessionRef): string {
  return `${sessionsPath(project)}/${segment(name)}`;
}

export function podsPath(namespace: string): string {
  return `/api/v1/namespaces/${segment(namespace)}/pods`;
}

/** The pod of a session's runner, as the platform's operator names it. */
export function podName(session: string): string {
  return `${session}-runner`;
}

/** The runner's container in that pod (docs/platform.md, "The runner"). */
export const RUNNER = 'ambient-code-runner';

/** @throws AmberError INVALID for what no API server has as a name: it would take it for another path */
function segment(name: string): string {
  if (/[/%]/.test(name)) throw invalid('name', 'without "/" and "%"', name);
  return pathSegment(name);
}

/** What a request asks for, in the words of Kubernetes' own access rules. */
export interface Asked {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete` or `deletecollection`. */
  readonly verb: string;
  /** "" is the core group. */
  readonly group: string;
  /** Plural, in lower case; the path itself where that names no resource. */
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
}

const PATH =
  /^\/(?:api\/v1|apis\/(?<group>[^/]+)\/[^/]+)(?:\/namespaces\/(?<namespace>[^/]+)(?=\/))?\/(?<resource>[^/]+)(?:\/(?<name>[^/]+)(?:\/(?<subresource>[^/]+).*)?)?$/;

const VERBS: { readonly [method: string]: string } = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

export function askedOf(method: string, path: string, query: { readonly [name: string]: string } = {}): Asked {
  const found = PATH.exec(path)?.groups;
  const { group = '', namespace, resource = path, name, subresource } = found ?? {};
  // A path that names no resource, as `/version`, can only be got.
  const isList = found !== undefined && name === undefined;
  const reads = query.watch === 'true' ? 'watch' : isList ? 'list' : 'get';
  const writes = method === 'DELETE' && name === undefined ? 'deletecollection' : VERBS[method];
  return {
    verb: writes ?? reads,
    group,
    resource,
    ...(namespace !== undefined && { namespace: decodeURIComponent(namespace) }),
    ...(name !== undefined && { name: decodeURIComponent(name) }),
    ...(subresource !== undefined && { subresource }),
  };
}

/** `create agenticsessions in "team-a"`: what was wanted, for the beginning of a message. */
export function deedOf({ verb, resource, subresource, name, namespace }: Asked): string {
  const kind = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === undefined ? '' : ` in "${namespace}"`;
  return `${verb} ${kind}${name === undefined ? '' : ` "${name}"`}${where}`;
}
