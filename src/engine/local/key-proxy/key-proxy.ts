import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../../../core/errors.ts';
import { exchange } from '../../../http/transport.ts';
import type { KeyPlan } from './plan-keys.ts';
import { endToEndHeaders, isWithin, swapKey } from './swap-key.ts';

/** A proxy on loopback that has an agent's key, for the length of the agent's session. */
export interface KeyProxy {
  readonly address: URL;
  /** Requests that went on to the model's API. */
  readonly requests: number;
  /** Ends it at once: connections that are open are cut. */
  close(): Promise<void>;
}

/** An agent, with all that it starts, needs a few. */
const MAX_CONNECTIONS = 256;

/**
 * Opens the proxy. `env`: the environment by which the API is reached (proxies). `host`: the address to listen at.
 * @throws what the operating system says
 */
export async function openKeyProxy(
  plan: Omit<KeyPlan, 'env'>,
  { env, host = '127.0.0.1' }: { readonly env: { readonly [name: string]: string }; readonly host?: string },
): Promise<KeyProxy> {
  let requests = 0;
  const server = createServer({ keepAliveTimeout: 0, noDelay: true }, (request, response) => {
    const { method = '', url: target = '', headers } = request;
    const swapped = swapKey({ method, target, headers }, plan);
    if ('status' in swapped) return refuse(response, swapped.status, swapped.why);
    requests++;
    void sendOn(request, response, { ...swapped, env, mayFollow: (target) => isWithin(plan.upstream, target) });
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('connect', (_request, socket) =>
    socket.on('error', () => {}).end('HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\n\r\n'),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  // A connection that can't be taken is the agent's loss alone.
  server.on('error', () => {});
  const { port } = server.address() as AddressInfo;
  return {
    address: new URL(`http://${host}:${port}`),
    get requests() {
      return requests;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Both directions flow as they come. A failure after the answer's head can only cut the connection. */
async function sendOn(
  request: IncomingMessage,
  response: ServerResponse,
  to: {
    readonly url: URL;
    readonly headers: { readonly [name: string]: string };
    readonly env: { readonly [name: string]: string };
    readonly mayFollow: (target: URL) => boolean;
  },
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort(new Error('the agent has hung up')));
  const { method = '', headers } = request;
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  try {
    const answer = await exchange({ ...to, method, ...(hasBody && { body: request }), signal: gone.signal });
    response.writeHead(answer.statusCode ?? 502, endToEndHeaders(answer.rawHeaders));
    // The head must not wait for a first byte that may come minutes later.
    response.flushHeaders();
    await pipeline(answer, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, messageOf(error));
  }
}

/** In the form in which the APIs tell their errors. */
function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ type: 'error', error: { type: 'key_proxy', message } }));
}
