import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { messageOf } from '../core/errors.ts';
import type { RouteName } from '../engine/platform/api-routes.ts';
import { isKnownHost } from './auth/allowed-hosts.ts';
import { givenToken } from './auth/api-token.ts';
import type { Caller, Callers, Refusal } from './auth/callers.ts';
import { type Right, rightFor } from './auth/route-rights.ts';
import { projectOf, sessionOf } from './http/path-params.ts';
import { error, HttpError, noRoute, problem, redirect, setCommonHeaders } from './http/responses.ts';
import { addressOf, isOpen, type RouteTarget, targetOf } from './http/router.ts';
import { errorFacts } from './json-log.ts';
import type { NonApiRoutes } from './non-api-routes.ts';
import { sendDocument } from './routes/export-document.ts';
import { sendEvent } from './routes/export-log.ts';
import type { Deps } from './routes/route-types.ts';
import { API } from './routes/routes.ts';

/** What the handler needs beside what routes need. */
export interface HandlerDeps extends Deps {
  readonly pages: NonApiRoutes;
  readonly callers: Callers;
}

/** Answers every request: host, then path, then who asks, then what they may, then the route. Never throws. */
export function makeHandler(deps: HandlerDeps): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(request, response, deps).catch((thrown: unknown) => {
      deps.options.log('error', 'request.failed', { error: messageOf(thrown) });
      response.destroy();
    });
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, deps: HandlerDeps): Promise<void> {
  const { options, metrics } = deps;
  const start = options.clock.now();
  // Kept: once it is answered, the request no longer knows its socket.
  const { method = 'GET', socket } = request;
  const address = addressOf(request.url);
  const target: RouteTarget = address === undefined ? { kind: 'none' } : targetOf(method, address);
  response.once('close', () => {
    const route = routeOf(target);
    const status = response.headersSent ? response.statusCode : 499;
    metrics.add('amber_serve_requests_total', 1, { route, status: String(status) });
    const facts = target.kind === 'api' ? target.match.params : {};
    options.log('info', 'request', { method, route, status, ms: Math.round(options.clock.now() - start), ...facts });
  });
  // An error on a socket that is gone already; `close` follows.
  response.on('error', () => undefined);
  request.on('error', () => undefined);
  setCommonHeaders(response, options.runners === undefined);
  if (!deps.pages.isReady) response.setHeader('connection', 'close');
  try {
    if (options.allowedHosts !== 'any' && !isKnownHost(request.headers.host, options.allowedHosts ?? []))
      return error(response, 403, 'Host is not one of ours: start amber serve with --allow-host to allow a name');
    if (target.kind === 'file' && isOpen(target.path))
      return await deps.pages.open(target.path, address?.query ?? new URLSearchParams(), request, response);
    const caller = await deps.callers.identify(request);
    if (typeof caller === 'string') refuse(caller, request, response, target, deps);
    else await route(request, response, target, address?.query, caller, deps);
  } catch (thrown) {
    // Who leaves in the middle of a request is no trouble of ours.
    if (problem(response, thrown, options.redact) && request.errored === null)
      options.log('error', 'route.failed', { route: routeOf(target), ...errorFacts(thrown) });
    // A stream that has begun can only be cut: the reader then comes back.
    if (response.headersSent && !response.writableEnded) response.destroy();
  } finally {
    if (!request.complete && response.writableEnded) leaveSoon(request, socket);
  }
}

/** A client that sends a body which is not read has a moment to read the answer; then its connection is cut. */
function leaveSoon(request: IncomingMessage, socket: Socket): void {
  setTimeout(() => {
    if (!request.complete) socket.destroy();
  }, 1_000).unref();
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  target: RouteTarget,
  query = new URLSearchParams(),
  caller: Caller,
  deps: HandlerDeps,
): Promise<void> {
  switch (target.kind) {
    case 'api': {
      if (request.method !== 'GET' && !deps.pages.isReady) throw new HttpError(503, 'shutting down');
      const { route, params } = target.match;
      // Which projects a caller may see it finds out itself.
      if (route === 'listProjects') return API[route]({ request, response, params, query, caller }, deps);
      return toSession(caller, route, params, response, deps, () =>
        API[route]({ request, response, params, query, caller }, deps),
      );
    }
    case 'page':
      return deps.pages.page(target, response);
    case 'event': {
      const { params, seq } = target;
      return toSession(caller, 'streamEvents', params, response, deps, () =>
        sendEvent({ request, response, params, query, caller }, deps, seq),
      );
    }
    case 'document': {
      const { format, params } = target;
      return toSession(caller, 'exportSession', params, response, deps, () =>
        sendDocument({ request, response, params, query, caller }, deps, format),
      );
    }
    case 'file':
      if (target.path === '/metrics') await caller.rights?.need({ verb: 'get', path: target.path });
      if (!isOpen(target.path)) deps.pages.file(target.path, response);
      return;
    case 'redirect':
      return redirect(response, target.status, target.location);
    case 'none':
      return noRoute(response);
  }
}

/** Does the work of a route if the caller may, where the project is served here. @throws HttpError */
function toSession(
  caller: Caller,
  route: Exclude<RouteName, 'listProjects'>,
  params: { readonly [name: string]: string },
  response: ServerResponse,
  { options: { projects } }: Deps,
  work: () => Promise<void>,
): Promise<void> {
  const project = projectOf(params);
  const name = params.name === undefined ? undefined : sessionOf(params).name;
  return whileAllowed(caller, rightFor(route, project, name), response, () => {
    if (projects?.includes(project) === false) throw new HttpError(404, `The project ${project} is not served here`);
    return work();
  });
}

/** Does `work` if the caller has the right, and cuts the answer, where it is still under way, once that is lost. */
async function whileAllowed(
  { rights }: Caller,
  right: Right,
  response: ServerResponse,
  work: () => Promise<void>,
): Promise<void> {
  if (rights === undefined) return await work();
  await rights.need(right);
  const over = new AbortController();
  const watching = rights.lost(right, over.signal).then(() => {
    if (!over.signal.aborted) response.destroy();
  });
  try {
    await work();
  } finally {
    over.abort();
    await watching;
  }
}

/** What those get who are not let in. */
function refuse(
  refusal: Refusal,
  request: IncomingMessage,
  response: ServerResponse,
  target: RouteTarget,
  { metrics, callers }: HandlerDeps,
): void {
  metrics.add('amber_serve_unauthorized_total');
  if (refusal === 'forbidden')
    error(response, 403, 'A browser may GET, POST and DELETE from a page of this server, and nothing else');
  else if (isPage(target) && /\btext\/html\b/.test(request.headers.accept ?? '')) callers.askToSignIn(response);
  else {
    response.setHeader('www-authenticate', 'Bearer');
    const isGiven = givenToken(request) !== undefined || request.headers.cookie !== undefined;
    error(response, 401, isGiven ? 'Token expired or invalid' : 'No token was sent');
  }
}

const isPage = (target: RouteTarget): boolean =>
  target.kind === 'page' || (target.kind === 'file' && target.path === '/') || target.kind === 'none';

function routeOf(target: RouteTarget): string {
  if (target.kind === 'api') return target.match.route;
  return target.kind === 'file' ? target.path : target.kind;
}
