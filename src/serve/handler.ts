import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { messageOf } from '../core/errors.ts';
import { isKnownHost } from './auth/allowed-hosts.ts';
import { judge } from './auth/auth.ts';
import type { BrowserAuth } from './auth/browser.ts';
import { error, HttpError, noRoute, problem, redirect, setCommonHeaders, text } from './http/answer.ts';
import { addressOf, isOpen, type Target, targetOf } from './http/router.ts';
import { signInPage } from './page/shell.ts';
import type { Pages } from './pages.ts';
import type { Deps } from './routes/context.ts';
import { API } from './routes/routes.ts';

/** What the handler needs beside what routes need. */
export interface HandlerDeps extends Deps {
  readonly pages: Pages;
  readonly browser: BrowserAuth;
}

/** Answers every request: host, then path, then who asks, then the route. Never throws. */
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
  const target: Target = address === undefined ? { kind: 'none' } : targetOf(method, address);
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
  setCommonHeaders(response);
  if (!deps.pages.isReady) response.setHeader('connection', 'close');
  try {
    if (!isKnownHost(request.headers.host, options.allowedHosts ?? []))
      return error(response, 403, 'Host is not one of ours: start amber serve with --allow-host to allow a name');
    if (target.kind === 'file' && isOpen(target.path))
      return deps.pages.open(target.path, address?.query, request, response);
    if (isAllowed(request, response, target, deps)) await route(request, response, target, address?.query, deps);
  } catch (thrown) {
    // Who leaves in the middle of a request is no trouble of ours.
    if (problem(response, thrown, options.redact) && request.errored === null)
      options.log('error', 'route.failed', { route: routeOf(target), error: messageOf(thrown) });
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
  target: Target,
  query = new URLSearchParams(),
  deps: HandlerDeps,
): Promise<void> {
  switch (target.kind) {
    case 'api':
      if (request.method !== 'GET' && !deps.pages.isReady) throw new HttpError(503, 'shutting down');
      return API[target.match.route]({ request, response, params: target.match.params, query }, deps);
    case 'page':
      return deps.pages.page(target, response);
    case 'file':
      if (!isOpen(target.path)) deps.pages.file(target.path, response);
      return;
    case 'redirect':
      return redirect(response, target.status, target.location);
    case 'none':
      return noRoute(response);
  }
}

function isAllowed(request: IncomingMessage, response: ServerResponse, target: Target, deps: HandlerDeps): boolean {
  const verdict = judge(request, deps.options.token, deps.browser);
  if (verdict === 'ok') return true;
  deps.metrics.add('amber_serve_unauthorized_total');
  if (verdict === 'forbidden') error(response, 403, 'A browser may only GET, and POST from a page of this server');
  else if (isPage(target) && /\btext\/html\b/.test(request.headers.accept ?? '')) {
    const { html, headers } = signInPage();
    text(response, 401, html, 'text/html; charset=utf-8', headers);
  } else {
    response.setHeader('www-authenticate', 'Bearer');
    error(response, 401, 'Token expired or invalid');
  }
  return false;
}

const isPage = (target: Target): boolean =>
  target.kind === 'page' || (target.kind === 'file' && target.path === '/') || target.kind === 'none';

function routeOf(target: Target): string {
  if (target.kind === 'api') return target.match.route;
  return target.kind === 'file' ? target.path : target.kind;
}
