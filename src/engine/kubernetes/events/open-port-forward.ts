import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { connect as encrypt } from 'node:tls';
import { WebSocket } from 'ws';
import { AmberError } from '../../../core/errors.ts';
import { networkError } from '../../../http/errors.ts';
import { tlsOptions } from '../../../http/pool.ts';
import { proxyOf } from '../../../http/proxy.ts';
import { failure } from '../../../http/request.ts';
import { openTunnel } from '../../../http/tunnel.ts';
import { podsPath } from '../api-paths.ts';
import type { Cluster } from '../cluster-client.ts';
import { plain } from '../errors.ts';

/** A port of a pod. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** The protocol: each message begins with the number of its channel, 0 for data and 1 for errors. */
const PROTOCOL = 'v4.channel.k8s.io';
const [DATA, ERRORS] = [0, 1];
/** For the connection and its first answer (ms). */
const TIMEOUT = 10_000;

/**
 * A connection to a port of a pod, by the API server's port-forward over a WebSocket. @throws AmberError NO_STREAM if that
 * is not allowed; UNAVAILABLE, also where the pod has gone; `signal.reason`
 */
export async function openPortForward(cluster: Cluster, target: PodPort, signal: AbortSignal): Promise<Duplex> {
  const { namespace, pod, port } = target;
  const { headers, ...reach } = await cluster.reach();
  const url = new URL(`${cluster.server}${podsPath(namespace)}/${encodeURIComponent(pod)}/portforward?ports=${port}`);
  const proxy = proxyOf(url, reach);
  const tunnel = proxy === undefined ? undefined : await openTunnel(proxy, url, reach, signal);
  const tls = { servername: url.hostname, ...tlsOptions(reach) };
  signal.throwIfAborted();
  const socket = new WebSocket(url.href.replace(/^http/, 'ws'), [PROTOCOL], {
    // Its type knows no header of several values, as that of several groups is.
    finishRequest: (request) => {
      for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
      request.end();
    },
    ...tlsOptions(reach),
    ...(tunnel && {
      createConnection: () => (url.protocol === 'https:' ? encrypt({ socket: tunnel, ...tls }) : tunnel),
    }),
    handshakeTimeout: TIMEOUT,
    perMessageDeflate: false,
  });
  const abort = (): void => socket.terminate();
  signal.addEventListener('abort', abort, { once: true });
  const refused = once(socket, 'unexpected-response').then(async ([, answer]: IncomingMessage[]) => {
    throw answer === undefined ? new Error('no answer') : await refusal(url, answer, target);
  });
  const connection = new Forwarded(socket);
  try {
    await Promise.race([once(socket, 'open'), refused]);
    return connection;
  } catch (error) {
    connection.on('error', () => undefined).destroy();
    signal.throwIfAborted();
    throw networkError('GET', url, error, proxy);
  } finally {
    refused.catch(() => undefined);
    signal.removeEventListener('abort', abort);
  }
}

async function refusal(url: URL, answer: IncomingMessage, { namespace, pod }: PodPort): Promise<Error> {
  const error = await failure('GET', url, answer);
  if (answer.statusCode === 404) return new AmberError('UNAVAILABLE', `pod ${pod} has gone`, { cause: error });
  if (answer.statusCode !== 403) return error;
  return new AmberError('NO_STREAM', `a port of pod ${pod} is not forwarded (403)`, {
    // API servers have come to ask for both.
    hint: `it takes get and create: kubectl auth can-i create pods/${pod} --subresource=portforward --namespace ${namespace}`,
    cause: error,
  });
}

/** The bytes of the data channel as a connection. The protocol can't close one direction alone. */
class Forwarded extends Duplex {
  readonly #socket: WebSocket;
  /** Channels whose first message has come: it repeats the port. */
  readonly #announced = new Set<number>();

  constructor(socket: WebSocket) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    socket.binaryType = 'nodebuffer';
    socket.on('message', (message: Buffer) => this.#take(message));
    socket.once('close', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
  }

  #take(message: Buffer): void {
    const channel = message[0] ?? ERRORS;
    if (!this.#announced.has(channel)) {
      this.#announced.add(channel);
      return;
    }
    const bytes = message.subarray(1);
    if (channel !== DATA)
      this.destroy(new AmberError('UNAVAILABLE', `the port-forward broke: ${plain(bytes.toString())}`));
    else if (!this.push(bytes)) this.#socket.pause();
  }

  override _read(): void {
    if (this.#socket.isPaused) this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#socket.send(Buffer.concat([Buffer.of(DATA), chunk]), (error) => done(error ?? undefined));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.terminate();
    done(error);
  }
}
