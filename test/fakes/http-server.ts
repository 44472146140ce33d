import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A server on a port of its own, and every socket that is open to it. */
export class Listening implements AsyncDisposable {
  readonly #server: Server;
  readonly #scheme: string;
  readonly sockets = new Set<Socket>();
  /** How many connections were made. */
  connections = 0;

  private constructor(server: Server, scheme: string) {
    this.#server = server;
    this.#scheme = scheme;
    server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
    });
  }

  static async http(listener: RequestListener): Promise<Listening> {
    return Listening.#listen(createServer(listener), 'http');
  }

  static async https(tls: { key: string; cert: string }, listener: RequestListener): Promise<Listening> {
    return Listening.#listen(createSecureServer(tls, listener), 'https');
  }

  /** An HTTP proxy that forwards and tunnels, and writes down what it was asked. */
  static async proxy(asked: IncomingMessage[], tls?: { key: string; cert: string }): Promise<Listening> {
    const forward: RequestListener = (incoming, outgoing) => {
      asked.push(incoming);
      const onwards = request(incoming.url ?? '', { method: incoming.method, headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onwards.on('error', () => outgoing.writeHead(502).end());
      incoming.pipe(onwards);
    };
    const server = tls === undefined ? createServer(forward) : createSecureServer(tls, forward);
    server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
      asked.push(incoming);
      const { hostname, port } = new URL(`http://${incoming.url}`);
      const onwards = connect(Number(port), hostname, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(onwards).pipe(socket);
      });
      onwards.on('error', () => socket.destroy());
      socket.on('close', () => onwards.destroy());
    });
    return Listening.#listen(server, tls === undefined ? 'http' : 'https');
  }

  static async #listen(server: Server, scheme: string): Promise<Listening> {
    // A test's thread that stood still would close connections that a request is just coming on.
    server.keepAliveTimeout = 60_000;
    const listening = new Listening(server, scheme);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return listening;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
