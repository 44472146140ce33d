import { pathSegment } from '../../core/session/names.ts';

/**
 * The platform's REST API as data, below `<api-url>/api`: what the client asks for and what `amber serve` answers.
 * Source: docs/platform.md, "Session API". One table, so that the two can't drift apart.
 */

/** One route: `ok` is the status of success. */
interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly ok: number;
}

const SESSIONS = '/projects/{project}/agentic-sessions';
const SESSION = `${SESSIONS}/{name}` as const;

export const ROUTES = {
  listProjects: { method: 'GET', path: '/projects', ok: 200 },
  listSessions: { method: 'GET', path: SESSIONS, ok: 200 },
  listPastRuns: { method: 'GET', path: '/projects/{project}/past-runs', ok: 200 },
  createSession: { method: 'POST', path: SESSIONS, ok: 201 },
  getSession: { method: 'GET', path: SESSION, ok: 200 },
  patchSession: { method: 'PATCH', path: SESSION, ok: 200 },
  replaceSession: { method: 'PUT', path: SESSION, ok: 200 },
  deleteSession: { method: 'DELETE', path: SESSION, ok: 204 },
  startSession: { method: 'POST', path: `${SESSION}/start`, ok: 202 },
  stopSession: { method: 'POST', path: `${SESSION}/stop`, ok: 202 },
  postRun: { method: 'POST', path: `${SESSION}/agui/run`, ok: 200 },
  streamEvents: { method: 'GET', path: `${SESSION}/agui/events`, ok: 200 },
  interruptRun: { method: 'POST', path: `${SESSION}/agui/interrupt`, ok: 200 },
  listTasks: { method: 'GET', path: `${SESSION}/agui/tasks`, ok: 200 },
  taskOutput: { method: 'GET', path: `${SESSION}/agui/tasks/{task}/output`, ok: 200 },
  stopTask: { method: 'POST', path: `${SESSION}/agui/tasks/{task}/stop`, ok: 200 },
  exportSession: { method: 'GET', path: `${SESSION}/export`, ok: 200 },
} as const satisfies { readonly [name: string]: ApiRoute };

export type RouteName = keyof typeof ROUTES;

type Names<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** What a route's path needs: `{project, name}` for most. */
export type Params<R extends RouteName> = { readonly [K in Names<(typeof ROUTES)[R]['path']>]: string };

/** The path of a route with its parameters, each percent-encoded: a name can't reach another route. @throws AmberError INVALID */
export function pathOf<R extends RouteName>(route: R, params: Params<R>): string {
  const values: { readonly [name: string]: string } = params;
  return ROUTES[route].path.replace(/\{(\w+)\}/g, (_, name: string) => pathSegment(values[name] ?? ''));
}

/** A request that is one of ours. */
export interface Match {
  readonly route: RouteName;
  readonly params: { readonly [name: string]: string };
}

const PATTERNS = Object.entries(ROUTES).map(([name, { method, path }]) => ({
  route: name as RouteName,
  method,
  pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** Finds the route of a request; `path` starts at `/projects`, still percent-encoded. */
export function matchRoute(method: string, path: string): Match | undefined {
  for (const { route, method: wanted, pattern } of PATTERNS) {
    const found = method === wanted ? pattern.exec(path) : null;
    if (found === null) continue;
    try {
      const params = Object.entries(found.groups ?? {}).map(
        ([key, value]) => [key, decodeURIComponent(value)] as const,
      );
      return { route, params: Object.fromEntries(params) };
    } catch {
      return undefined; // a broken percent escape names nothing
    }
  }
  return undefined;
}

/** The page size of a list, where none is asked for, and the largest that there is. */
export const PAGE = { usual: 20, most: 100 } as const;

/** Header of the token that a proxy in front puts there; it wins over `Authorization`, even when it is bad. */
export const FORWARDED_TOKEN = 'x-forwarded-access-token';

/** Header of each answer of `amber serve`, which obeys annotations that the platform's backend does not know. */
export const SERVE_HEADER = 'x-amber-serve';
