import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { connect as encrypt } from 'node:tls';
import { badResponse, networkError, place } from './errors.ts';
import { agentFor, proxyTrust, tlsOptions } from './pool.ts';
import { bareAddress, type ObservedRequest, proxyOf, type Reach } from './proxy.ts';
import { isSocks } from './socks.ts';
import { openTunnel, proxyAddress, proxyAuthorization, refused } from './tunnel.ts';

/** A header with several values is sent as so many lines. */
export interface SentHeaders {
  readonly [name: string]: string | readonly string[];
}

/** One request, as far as the headers of its answer. */
export interface Exchange extends Reach {
  readonly method: string;
  readonly url: URL;
  readonly headers: SentHeaders;
  /** A stream is sent as it comes, with the length that `headers` names, if they do. */
  readonly body?: string | Uint8Array | Readable;
  readonly signal: AbortSignal;
  /** Where a redirect may lead, within its origin if nothing else is said; anywhere there if absent. */
  readonly mayFollow?: (target: URL) => boolean;
  /** Follows redirects to other origins, too: for a request that carries no credentials. */
  readonly anyOrigin?: true;
  /** Follows what redirects another method than GET and keeps it (307, 308), within the origin as ever. */
  readonly resends?: true;
  /** Answers that redirect are the caller's to judge. */
  readonly returnsRedirects?: true;
  /** Milliseconds for name, TCP, proxy and TLS together. */
  readonly connectTimeoutMs?: number;
}

const CONNECT_TIMEOUT = 10_000;
const MAX_REDIRECTS = 3;
/** Sent again by itself when a kept-alive connection turns out to be closed: nothing else is safe to send twice. */
const SAFE = ['GET', 'HEAD'];

/**
 * Sends a request and waits for the headers of its answer, for as long as the signal lets it. GET follows redirects
 * within the same origin (the platform redirects a trailing slash); a redirect elsewhere is a login page, and our
 * token is not for it.
 * @throws AmberError UNAVAILABLE, CONFIG (TLS, proxy address), BAD_RESPONSE (redirect), the proxy's; `signal.reason`
 */
export async function exchange(options: Exchange): Promise<IncomingMessage> {
  let { url } = options;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await once({ ...options, url });
    const { location } = answer.headers;
    const isRedirect = [301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) && location !== undefined;
    if (!isRedirect || options.returnsRedirects === true) return answer;
    answer.destroy();
    const target = URL.parse(location, url.href);
    const isElsewhere = options.anyOrigin !== true && target?.origin !== url.origin;
    const isFar = target === null || isElsewhere || options.mayFollow?.(target) === false;
    const isKept = options.resends === true && (answer.statusCode === 307 || answer.statusCode === 308);
    if ((options.method !== 'GET' && !isKept) || redirects >= MAX_REDIRECTS || isFar)
      throw badResponse(options.method, url, `redirected to ${target === null ? 'nowhere' : place(target)}`);
    url = target;
  }
}

async function once(options: Exchange): Promise<IncomingMessage> {
  const { method, url, signal } = options;
  signal.throwIfAborted();
  const attempt = new Attempt(options);
  const begun = performance.now();
  const tell = (outcome: ObservedRequest['outcome']): void =>
    options.observe?.({ method, url, outcome, ms: performance.now() - begun });
  try {
    const answer = await attempt.answer();
    tell({ status: answer.statusCode ?? 0 });
    const proxy = answer.statusCode === 407 ? proxyOf(url, options) : undefined;
    if (proxy === undefined) return answer;
    answer.destroy();
    throw refused(proxy, url.host, answer);
  } catch (error) {
    if (!attempt.isAnswered) tell({ error: signal.aborted ? signal.reason : error });
    signal.throwIfAborted();
    if (attempt.reused && !attempt.isAnswered && SAFE.includes(method)) return once(options);
    throw networkError(method, url, error, proxyOf(url, options));
  } finally {
    attempt.connected();
  }
}

/** One request on one connection. */
class Attempt {
  readonly #options: Exchange;
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #request: ClientRequest | undefined;
  #isAnswered = false;

  constructor(options: Exchange) {
    this.#options = options;
    const ms = options.connectTimeoutMs ?? CONNECT_TIMEOUT;
    this.#timer = setTimeout(() => this.#abort.abort(new Error(`no connection within ${ms / 1_000} s`)), ms);
  }

  /** True once the headers of an answer have come. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** True if the request was written to a connection that had been kept alive. */
  get reused(): boolean {
    return this.#request?.reusedSocket === true;
  }

  /** Ends the time limit of the connection. */
  connected(): void {
    clearTimeout(this.#timer);
  }

  async answer(): Promise<IncomingMessage> {
    const { body, signal } = this.#options;
    // The request lives as long as the caller's signal, the time limit only until there is a connection.
    const both = AbortSignal.any([signal, this.#abort.signal]);
    const request = await this.#open(both);
    this.#request = request;
    return new Promise((resolve, reject) => {
      const stop = (): void => void request.destroy(both.reason instanceof Error ? both.reason : new Error('aborted'));
      both.addEventListener('abort', stop, { once: true });
      request.once('close', () => {
        both.removeEventListener('abort', stop);
        // Node closes it without a word where a server changes to another protocol. Nothing is changed by this if it was answered.
        reject(both.aborted ? both.reason : new Error('the connection was closed without an answer'));
      });
      request.once('response', (answer) => {
        this.#isAnswered = true;
        resolve(answer);
      });
      request.on('error', reject);
      request.once('socket', (socket) => {
        const ready = 'encrypted' in socket ? 'secureConnect' : 'connect';
        if (request.reusedSocket) this.connected();
        else socket.once(ready, () => this.connected());
      });
      // No pipeline: an answer can come before the body's end, and must not end what the body comes on.
      if (body instanceof Readable) body.once('error', (error) => request.destroy(error)).pipe(request);
      else request.end(body);
      if (both.aborted) stop();
    });
  }

  async #open(signal: AbortSignal): Promise<ClientRequest> {
    const { method, url } = this.#options;
    const headers = headersOf(this.#options);
    const address = { hostname: bareAddress(url.hostname), port: url.port, path: url.pathname + url.search };
    const connection = await this.#options.dial?.(signal);
    if (connection !== undefined) {
      this.connected();
      return plain({ method, headers, ...address, createConnection: () => connection });
    }
    const proxy = proxyOf(url, this.#options);
    if (proxy === undefined)
      return sender(url)({ method, headers, ...address, agent: agentFor(url.protocol, this.#options) });
    if (url.protocol === 'http:' && !isSocks(proxy)) {
      const agent = agentFor(proxy.url.protocol, proxyTrust(this.#options));
      const proxied = { host: url.host, ...headers, ...proxyAuthorization(proxy.url) };
      return sender(proxy.url)({ method, headers: proxied, ...proxyAddress(proxy.url), path: url.href, agent });
    }
    const socket = await openTunnel(proxy, url, this.#options, signal);
    if (url.protocol === 'http:') {
      this.connected();
      return plain({ method, headers, ...address, createConnection: () => socket });
    }
    const servername = isIP(address.hostname) === 0 ? { servername: address.hostname } : {};
    const tls = { host: address.hostname, ...servername, ...tlsOptions(this.#options) };
    return secure({ method, headers, ...address, createConnection: () => encrypt({ socket, ...tls }) });
  }
}

function sender(url: URL): typeof plain {
  return url.protocol === 'https:' ? secure : plain;
}

function headersOf({ headers, body }: Exchange): OutgoingHttpHeaders {
  const sent = Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]);
  const isWhole = body !== undefined && !(body instanceof Readable);
  const length = isWhole ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  return { 'user-agent': 'amber', 'accept-encoding': 'identity', ...Object.fromEntries(sent), ...length };
}
