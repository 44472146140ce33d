import { type Match, matchRoute } from '../../engine/platform/api-routes.ts';

/** What a transcript can be saved as. */
export type DocumentFormat = 'html' | 'md' | 'json';

/** Where a request goes. */
export type RouteTarget =
  | { readonly kind: 'api'; readonly match: Match }
  | { readonly kind: 'page'; readonly project: string; readonly name: string }
  /** One event of a session's log, as it is there. */
  | {
      readonly kind: 'event';
      readonly params: { readonly project: string; readonly name: string };
      readonly seq: number;
    }
  /** A session's transcript as a file. */
  | {
      readonly kind: 'document';
      readonly params: { readonly project: string; readonly name: string };
      readonly format: DocumentFormat;
    }
  | { readonly kind: 'file'; readonly path: FilePath }
  | { readonly kind: 'redirect'; readonly status: 301 | 307; readonly location: string }
  | { readonly kind: 'none' };

const FILES = [
  '/',
  '/login',
  '/login/code',
  '/healthz',
  '/readyz',
  '/metrics',
  '/page.js',
  '/page.css',
  '/favicon.svg',
] as const;
export type FilePath = (typeof FILES)[number];

/** Routes that need no caller: health, the icon and the style say nothing that matters, `/login` is where one becomes known. */
const OPEN = ['/login', '/healthz', '/readyz', '/favicon.svg', '/page.css'] as const satisfies readonly FilePath[];
export type OpenPath = (typeof OPEN)[number];

/** True for a path that needs no token. */
export function isOpen(path: FilePath): path is OpenPath {
  return OPEN.some((one) => one === path);
}

const PAGE = /^\/projects\/([^/]+)\/sessions\/([^/]+)(?:\/events\/(\d{1,15})|\/export\.(html|md|json))?$/;

/** A path and a query, split at the first question mark. */
export interface Address {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** The address of a request line; undefined for what is no path of this server (`*`, another host's URL). */
export function addressOf(url: string | undefined): Address | undefined {
  if (url === undefined || !url.startsWith('/') || url.startsWith('//')) return undefined;
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  return { path, query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)) };
}

/**
 * Method and path → target. The API is at `/api`, and at `/` as well: users configure both. Paths are matched as they
 * came, percent-encoded: nothing is resolved, so `..` and `%2f` are parts of names, which are checked afterwards.
 */
export function targetOf(method: string, { path, query }: Address): RouteTarget {
  const file = FILES.find((one) => one === path);
  if (file !== undefined && allows(file, method)) return { kind: 'file', path: file };
  const match = matchRoute(method, path.startsWith('/api/') ? path.slice('/api'.length) : path);
  if (match !== undefined) return { kind: 'api', match };
  const page = method === 'GET' ? PAGE.exec(path) : null;
  if (page?.[1] !== undefined && page[2] !== undefined) return pageTarget(page[1], page[2], page[3], page[4]);
  return path.length > 1 && path.endsWith('/') ? withoutSlash(method, path, query) : { kind: 'none' };
}

/** Whether a file answers this method: one takes POST, `/login` does as well, the others are read. */
function allows(path: FilePath, method: string): boolean {
  if (path === '/login/code') return method === 'POST';
  if (path === '/login' && method === 'POST') return true;
  // A HEAD to `/login`, by a program that looks at links in advance, must not use up its code.
  return method === 'GET' || (method === 'HEAD' && path !== '/login');
}

function pageTarget(project: string, name: string, seq: string | undefined, format: string | undefined): RouteTarget {
  try {
    const params = { project: decodeURIComponent(project), name: decodeURIComponent(name) };
    if (format !== undefined) return { kind: 'document', params, format: format as DocumentFormat };
    return seq === undefined ? { kind: 'page', ...params } : { kind: 'event', params, seq: Number(seq) };
  } catch {
    return { kind: 'none' };
  }
}

/** The platform redirects a trailing slash, if there is something without it. */
function withoutSlash(method: string, path: string, query: URLSearchParams): RouteTarget {
  const shorter = path.slice(0, -1);
  if (targetOf(method, { path: shorter, query: new URLSearchParams() }).kind === 'none') return { kind: 'none' };
  const rest = query.size === 0 ? '' : `?${query}`;
  return { kind: 'redirect', status: method === 'GET' ? 301 : 307, location: `${shorter}${rest}` };
}
