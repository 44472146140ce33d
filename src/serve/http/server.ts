import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AmberError, messageOf, systemCodeOf } from '../../core/errors.ts';
import type { ServerLimits } from './limits.ts';

/** A server that listens, and how to end it. */
export interface Listening {
  readonly port: number;
  /** No new connections from now on; those that are idle are closed, requests and streams go on. */
  refuse(): void;
  /** Resolves once all connections are closed; those that are left after `ms` are cut. */
  closed(ms: number): Promise<void>;
}

/** @throws AmberError CONFIG if the address can't be had */
export async function listen(
  host: string,
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  limits: ServerLimits,
): Promise<Listening> {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      connectionsCheckingInterval: limits.checkInterval,
      keepAliveTimeout: limits.keepAlive,
      keepAlive: true,
      keepAliveInitialDelay: 30_000,
      noDelay: true,
    },
    (request, response) => {
      request.socket.setTimeout(0);
      handle(request, response);
    },
  );
  server.maxConnections = limits.connections;
  server.on('clientError', (error, socket) => {
    const status = REFUSALS[systemCodeOf(error) ?? ''] ?? '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else socket.destroy();
  });
  // `headersTimeout` counts from a request's first byte; a connection that sends none at all is covered by this.
  server.on('connection', (socket) => socket.setTimeout(limits.headersTimeout));
  await bind(server, host, port);
  const address = server.address() as AddressInfo;
  let over: Promise<void> | undefined;
  const refuse = (): void => {
    over ??= new Promise((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
  };
  return {
    port: address.port,
    refuse,
    async closed(ms) {
      refuse();
      const cut = setTimeout(() => server.closeAllConnections(), ms);
      await over;
      clearTimeout(cut);
    },
  };
}

const REFUSALS: { readonly [code: string]: string } = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

async function bind(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, backlog: 1024 }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    throw new AmberError('CONFIG', `cannot listen at ${host}:${port}: ${messageOf(cause)}`, {
      hint: 'choose another port with --port; 0 takes any free one',
      cause,
    });
  }
}
