import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type AmberError, type ErrorCode, isAmberError } from '../../core/errors.ts';
import { SERVE_HEADER } from '../../engine/platform/api-routes.ts';

/** Headers of every answer: nothing of ours is cached, framed, sniffed or embedded by another site. */
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** `obeys`: permissions and worktrees are obeyed here, and a client may know it. */
export function setCommonHeaders(response: ServerResponse, obeys: boolean): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (obeys) response.setHeader(SERVE_HEADER, '1');
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  text(response, status, JSON.stringify(body), 'application/json; charset=utf-8');
}

export function text(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
  headers: { readonly [name: string]: string } = {},
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** A file of ours, smaller on its way to browsers that say that they can read it so. */
export function compressed(response: ServerResponse, file: Buffer, type: string): void {
  const isRead = /\bgzip\b/.test(String(response.req.headers['accept-encoding'] ?? ''));
  const body = isRead ? gzipSync(file, { level: 9, memLevel: 7 }) : file;
  response.setHeader('vary', 'accept-encoding');
  response.writeHead(200, {
    ...(isRead && { 'content-encoding': 'gzip' }),
    'content-type': type,
    'content-length': body.length,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** A whole page, with the headers that go with it. */
export function html(
  response: ServerResponse,
  status: number,
  page: { readonly html: string; readonly headers: { readonly [name: string]: string } },
): void {
  text(response, status, page.html, 'text/html; charset=utf-8', page.headers);
}

export function redirect(
  response: ServerResponse,
  status: 301 | 303 | 307,
  location: string,
  headers: { readonly [name: string]: string } = {},
): void {
  text(response, status, '', 'text/plain; charset=utf-8', { ...headers, location });
}

/** What the platform says to a path that it has no route for. */
export function noRoute(response: ServerResponse): void {
  text(response, 404, '404 page not found');
}

/** `{"error": …}`, the one form of an error. */
export function error(response: ServerResponse, status: number, message: string, facts: object = {}): void {
  json(response, status, { error: message, ...facts });
}

/** An answer that is not 2xx, thrown by a route. */
export class HttpError extends Error {
  readonly status: number;
  readonly facts: object;

  constructor(status: number, message: string, facts: object = {}) {
    super(message);
    this.status = status;
    this.facts = facts;
  }
}

/** Answers with what was thrown, its message through `redact`. True if it is a failure of ours that belongs into the log. */
export function problem(response: ServerResponse, thrown: unknown, redact: (text: string) => string): boolean {
  if (thrown instanceof HttpError) {
    error(response, thrown.status, redact(thrown.message), thrown.facts);
    return false;
  }
  const status = isAmberError(thrown) ? STATUS[thrown.code] : 500;
  error(response, status, isAmberError(thrown) ? redact(sayOf(thrown)) : 'Internal server error');
  return status >= 500;
}

function sayOf({ code, message, hint }: AmberError): string {
  if (code === 'NOT_FOUND') return 'Session not found';
  // The hint of a 400 says what to change; others name commands of this machine.
  return (code === 'INVALID' || code === 'AGENT' || code === 'AUTH_REQUIRED') && hint !== undefined
    ? `${message} (${hint})`
    : message;
}

const STATUS: { readonly [code in ErrorCode]: number } = {
  USAGE: 400,
  CONFIG: 500,
  INVALID: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  UNAVAILABLE: 503,
  BAD_RESPONSE: 502,
  NO_STREAM: 502,
  TIMEOUT: 504,
  TIME_LIMIT: 504,
  AGENT: 400,
  GIT: 500,
  NOT_DELIVERED: 409,
  AUTH_REQUIRED: 400,
  STATE: 500,
  UNSUPPORTED: 501,
  INTERNAL: 500,
};
