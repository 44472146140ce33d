import { Buffer } from 'node:buffer';
import type { OutgoingHttpHeaders } from 'node:http';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import type { Duplex } from 'node:stream';
import { AmberError } from '../core/errors.ts';
import { type Trust, tlsOptions } from './agents.ts';

/**
 * Asks an HTTP proxy for a connection to the target (CONNECT) and gives it, not yet encrypted. Our own because the
 * package for it leaves the socket of an aborted CONNECT open, which keeps the process from ending.
 * @throws AmberError UNAUTHENTICATED (the proxy wants credentials), FORBIDDEN, UNAVAILABLE; what the socket or
 *   `signal` throws
 */
export function openTunnel(proxy: URL, target: URL, trust: Trust, signal: AbortSignal): Promise<Duplex> {
  const authority = `${target.hostname}:${target.port || '443'}`;
  return new Promise((resolve, reject) => {
    const connect = (proxy.protocol === 'https:' ? secure : plain)({
      method: 'CONNECT',
      ...proxyAddress(proxy),
      path: authority,
      headers: { host: authority, ...proxyAuthorization(proxy) },
      agent: false,
      signal,
      ...tlsOptions(trust),
    });
    connect.once('error', reject);
    connect.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(refused(proxy, authority, statusCode));
    });
    connect.end();
  });
}

/** Where the proxy listens, in the words of `http.request`. */
export function proxyAddress(proxy: URL): { hostname: string; port: string } {
  return {
    hostname: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: proxy.port || (proxy.protocol === 'https:' ? '443' : '80'),
  };
}

/** The header that carries the proxy's user and password, where its address has them. */
export function proxyAuthorization(proxy: URL): OutgoingHttpHeaders {
  if (proxy.username === '' && proxy.password === '') return {};
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function refused(proxy: URL, authority: string, status: number): AmberError {
  const code = status === 407 ? 'UNAUTHENTICATED' : status === 403 ? 'FORBIDDEN' : 'UNAVAILABLE';
  const hint =
    status === 407 ? 'put user:password@ into the proxy address' : `NO_PROXY=${authority.replace(/:\d+$/, '')}`;
  return new AmberError(code, `the proxy ${proxy.host} does not connect to ${authority}: ${status}`, { hint });
}
