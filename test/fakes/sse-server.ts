import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** An event as a frame. */
export const frame = (event: object): string => `data: ${JSON.stringify(event)}\n\n`;

/** One request for the stream, as the script of a test sees it. */
export class SseConnection {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Resolves once the reader has gone. */
  readonly closed: Promise<unknown>;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    this.closed = once(response, 'close');
  }

  /** The headers of an event stream, at once. */
  head(headers: { readonly [name: string]: string } = {}): this {
    this.response.writeHead(200, { 'content-type': 'text/event-stream', ...headers }).flushHeaders();
    return this;
  }

  /** Writes events as frames, all in one piece. */
  send(...events: readonly object[]): this {
    return this.write(events.map(frame).join(''));
  }

  write(bytes: string | Uint8Array): this {
    if (!this.response.headersSent) this.head();
    this.response.write(bytes);
    return this;
  }

  /** Ends the body as it should. */
  end(): void {
    this.response.end();
  }

  /** Cuts the connection in the middle. */
  cut(): void {
    this.request.socket.destroy();
  }

  /** Answers with something else than a stream. */
  answer(status: number, body = '', type = 'application/json'): void {
    this.response.writeHead(status, { 'content-type': type }).end(body);
  }
}

/** What the server does with the nth connection (from 1) to `/events`. */
export type Script = (connection: SseConnection, n: number) => void | Promise<void>;

/** A real HTTP server whose stream is scripted and whose session is an object that the test changes. */
export class SseServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** How often each path was asked for. */
  readonly asked = { events: 0, session: 0, tasks: 0 };
  /** What GET gives: a status as number, or the object. */
  session: unknown = sessionOf('Running');
  /** What the runner's route gives. */
  tasks: { status: number; body: unknown } = { status: 200, body: { tasks: [] } };

  private constructor(script: Script) {
    this.#server = createServer((request, response) => {
      if (request.url?.startsWith('/events')) {
        this.asked.events += 1;
        void script(new SseConnection(request, response), this.asked.events);
      } else if (request.url?.startsWith('/tasks')) {
        this.asked.tasks += 1;
        response.writeHead(this.tasks.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(this.tasks.body));
      } else {
        this.asked.session += 1;
        const status = typeof this.session === 'number' ? this.session : 200;
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(status === 200 ? this.session : { error: `status ${status}` }));
      }
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(script: Script): Promise<SseServer> {
    const server = new SseServer(script);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Number of sockets that are open, whatever they are used for. */
  get sockets(): number {
    return this.#sockets.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The object of a session in some phase. */
export function sessionOf(phase: string, status: object = {}): object {
  return {
    apiVersion: 'vteam.ambient-code/v1alpha1',
    kind: 'AgenticSession',
    metadata: { name: 'session-1', namespace: 'team' },
    spec: {},
    status: { phase, startTime: '2026-11-22T12:00:00Z', ...status },
  };
}
