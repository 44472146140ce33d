import type { IncomingMessage } from 'node:http';
import { FORWARDED_TOKEN } from '../../engine/platform/routes.ts';
import { isSameOrigin } from './allowed-hosts.ts';
import type { BrowserAuth } from './browser.ts';
import { isSame } from './token.ts';

/** `forbidden`: known, but not allowed to do that this way. */
export type Access = 'ok' | 'unknown' | 'forbidden';

/**
 * Who asks: the token in `X-Forwarded-Access-Token`, which wins even when it is bad, or as `Authorization: Bearer`;
 * else a browser's cookie, good for GET, and for POST from a page of ours. A token in the URL does not count: URLs are
 * written to logs.
 */
export function judge(request: IncomingMessage, token: string, browser: BrowserAuth): Access {
  const { headers, method, socket } = request;
  const given = tokenOf(headers[FORWARDED_TOKEN], headers.authorization);
  if (given !== undefined) return isSame(given, token) ? 'ok' : 'unknown';
  if (!browser.accepts(headers.cookie, socket.localPort ?? 0)) return 'unknown';
  if (method === 'GET' || method === 'HEAD') return 'ok';
  return method === 'POST' && isSameOrigin(headers.origin, headers.host) ? 'ok' : 'forbidden';
}

function tokenOf(forwarded: string | string[] | undefined, authorization: string | undefined): string | undefined {
  if (forwarded !== undefined) return String(forwarded);
  return authorization === undefined ? undefined : (/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '');
}
