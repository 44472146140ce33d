import type { RouteName } from '../../engine/platform/api-routes.ts';

/** What can be done to sessions, in the words of Kubernetes. */
type Verb = 'get' | 'list' | 'create' | 'patch' | 'delete';

/** A right to sessions of a project, or to one of them, or to read a path of this server. */
export type Right =
  | { readonly verb: Verb; readonly project: string; readonly name?: string }
  | { readonly verb: 'get'; readonly path: string };

/**
 * The right that each route needs, on `agenticsessions` of its project. Who may read a session may read its events; who may
 * change it may talk to its agent: both can be had by the session's object anyway, as its prompt and its annotations.
 */
const VERBS: { readonly [R in Exclude<RouteName, 'listProjects'>]: Verb } = {
  listSessions: 'list',
  listPastRuns: 'list',
  createSession: 'create',
  getSession: 'get',
  patchSession: 'patch',
  replaceSession: 'patch',
  deleteSession: 'delete',
  startSession: 'patch',
  stopSession: 'patch',
  postRun: 'patch',
  streamEvents: 'get',
  interruptRun: 'patch',
  listTasks: 'get',
  taskOutput: 'get',
  stopTask: 'patch',
  exportSession: 'get',
};

/** The right for a request whose project, and name where it has one, are well-formed. */
export function rightFor(route: Exclude<RouteName, 'listProjects'>, project: string, name?: string): Right {
  return { verb: VERBS[route], project, ...(name !== undefined && { name }) };
}
