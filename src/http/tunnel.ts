import { Buffer } from 'node:buffer';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import type { Duplex } from 'node:stream';
import { AmberError } from '../core/errors.ts';
import { percentDecoded } from '../core/text.ts';
import { proxyTrust, type Trust, tlsOptions } from './pool.ts';
import { aroundProxy, bareAddress, type HttpProxy } from './proxy.ts';
import { isSocks, openSocks } from './socks.ts';

/** A connection through the proxy to the target, not yet encrypted. @throws as the proxy's kind says */
export function openTunnel(proxy: HttpProxy, target: URL, trust: Trust, signal: AbortSignal): Promise<Duplex> {
  return isSocks(proxy) ? openSocks(proxy, target, signal) : askToConnect(proxy, target, trust, signal);
}

/**
 * Asks an HTTP proxy for a connection to the target (CONNECT). Our own because the
 * package for it leaves the socket of an aborted CONNECT open, which keeps the process from ending.
 * @throws AmberError UNAUTHENTICATED (the proxy wants credentials), FORBIDDEN, UNAVAILABLE; what the socket or
 *   `signal` throws
 */
function askToConnect(proxy: HttpProxy, target: URL, trust: Trust, signal: AbortSignal): Promise<Duplex> {
  const { url } = proxy;
  const authority = `${target.hostname}:${target.port || '443'}`;
  return new Promise((resolve, reject) => {
    const connect = (url.protocol === 'https:' ? secure : plain)({
      method: 'CONNECT',
      ...proxyAddress(url),
      path: authority,
      headers: { host: authority, ...proxyAuthorization(url) },
      agent: false,
      signal,
      ...tlsOptions(proxyTrust(trust)),
    });
    connect.once('error', reject);
    connect.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(refused(proxy, authority, answer));
    });
    connect.end();
  });
}

/** Where the proxy listens, in the words of `http.request`. */
export function proxyAddress(proxy: URL): { hostname: string; port: string } {
  return {
    hostname: bareAddress(proxy.hostname),
    port: proxy.port || (proxy.protocol === 'https:' ? '443' : '80'),
  };
}

/** The header that carries the proxy's user and password, where its address has them. */
export function proxyAuthorization(proxy: URL): OutgoingHttpHeaders {
  if (proxy.username === '' && proxy.password === '') return {};
  const credentials = `${percentDecoded(proxy.username)}:${percentDecoded(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** The error for a proxy's own refusal. */
export function refused(
  proxy: HttpProxy,
  authority: string,
  { statusCode = 0, headers }: Pick<IncomingMessage, 'statusCode' | 'headers'>,
): AmberError {
  const code = statusCode === 407 ? 'UNAUTHENTICATED' : statusCode === 403 ? 'FORBIDDEN' : 'UNAVAILABLE';
  const { url, variable } = proxy;
  const around = aroundProxy(proxy, authority.replace(/:\d+$/, ''));
  const hint =
    statusCode === 407 ? `${credentialsHint(url, variable, headers['proxy-authenticate'])}; ${around}` : around;
  const words = statusCode === 407 ? '407 proxy authentication required' : `${statusCode}`;
  return new AmberError(code, `the proxy ${url.host} of ${variable} does not connect to ${authority}: ${words}`, {
    hint,
  });
}

function credentialsHint(url: URL, variable: string, asked: string | undefined): string {
  const [first] = /^[\w-]+/.exec(asked ?? '') ?? [];
  if (first !== undefined && !/\bbasic\b/i.test(asked ?? ''))
    return `it asks for ${first}, and Amber can do Basic: name a proxy beside it that answers for you`;
  return url.username === ''
    ? `put user:password@ into ${variable}`
    : `it refuses the user and password of ${variable}`;
}
