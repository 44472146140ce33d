import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { KeptKey, KeyPlan } from './plan-keys.ts';

/** What a request to the proxy comes to: sent on with the key, or refused with a status. */
export type KeySwap =
  | { readonly url: URL; readonly headers: { readonly [name: string]: string } }
  | { readonly status: 400 | 401 | 403 | 405; readonly why: string };

/** A request as it came in. */
export interface AgentRequest {
  readonly method: string;
  /** The request's target, as it was written. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** TRACE answers with the request's own headers, and CONNECT and an upgrade leave HTTP. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Headers that are about one connection (RFC 9110, 7.6.1), and the host, which is another one's. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set(
  'connection keep-alive proxy-connection proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade expect host'.split(
    ' ',
  ),
);

/**
 * Decides about a request, which anyone may send who finds the proxy's port: only one with a placeholder goes on, and only to the
 * model's API. The key takes the placeholder's place in the one header that it belongs to: anywhere else the API could
 * send it back.
 */
export function swapKey({ method, target, headers }: AgentRequest, { upstream, keys }: Omit<KeyPlan, 'env'>): KeySwap {
  const key = keys.find((one) => carries(headers, one));
  if (key === undefined) return { status: 401, why: 'this proxy is another session’s' };
  if (!METHODS.has(method)) return { status: 405, why: `${method} is not sent on` };
  if (!target.startsWith('/')) return { status: 403, why: `only ${upstream.host} can be reached through this proxy` };
  const url = urlWithin(upstream, target);
  if (url === undefined) return { status: 403, why: `only addresses below ${upstream.href} can be reached` };
  const named = new Set((headers.connection ?? '').toLowerCase().split(/[\s,]+/));
  const kept = Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined || OF_THE_CONNECTION.has(name) || named.has(name)) return [];
    return [[name, Array.isArray(value) ? value.join(', ') : value] as const];
  });
  return { url, headers: { ...Object.fromEntries(kept), [key.header]: sent(key, key.value) } };
}

const sent = ({ header }: KeptKey, key: string): string => (header === 'authorization' ? `Bearer ${key}` : key);

function carries(headers: IncomingHttpHeaders, key: KeptKey): boolean {
  const given = headers[key.header];
  if (typeof given !== 'string') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(sent(key, key.placeholder))];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The target's address at the API; undefined if it leaves the API's own path or host. */
function urlWithin(upstream: URL, target: string): URL | undefined {
  const base = upstream.pathname.replace(/\/+$/, '');
  const url = URL.parse(`${upstream.origin}${base}${target}`);
  return url !== null && isWithin(upstream, url) ? url : undefined;
}

/** A step up whose slashes are encoded: some servers decode them, and take it then. */
const HIDDEN_STEP = /(?:\/|%2f|%5c)(?:\.|%2e){2}(?:\/|%2f|%5c|$)/i;

/** True for addresses at the API's own host and path. */
export function isWithin(upstream: URL, { origin, pathname }: URL): boolean {
  const base = upstream.pathname.replace(/\/+$/, '');
  return origin === upstream.origin && pathname.startsWith(`${base}/`) && !HIDDEN_STEP.test(pathname);
}

/** An answer's headers without those of its connection, as they were written: names and values in turn. */
export function endToEndHeaders(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, at) => !OF_THE_CONNECTION.has((rawHeaders[at - (at % 2)] ?? '').toLowerCase()));
}
