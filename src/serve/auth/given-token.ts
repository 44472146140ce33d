import type { IncomingMessage } from 'node:http';
import { FORWARDED_TOKEN } from '../../engine/platform/routes.ts';
import { isSameOrigin } from './allowed-hosts.ts';

/**
 * The token of a request: `X-Forwarded-Access-Token`, which wins even when it is bad, else `Authorization: Bearer`; "" for
 * something else in their place, undefined for neither. A token in the URL does not count: URLs are written to logs.
 */
export function givenToken({ headers }: IncomingMessage): string | undefined {
  const forwarded = headers[FORWARDED_TOKEN];
  if (forwarded !== undefined) return String(forwarded);
  const { authorization } = headers;
  return authorization === undefined ? undefined : (/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '');
}

/** Whether a request with a browser's cookie may be heeded: GET, and POST from a page of ours. */
export function mayUseCookie({ method, headers }: IncomingMessage): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  return method === 'POST' && isSameOrigin(headers.origin, headers.host);
}
