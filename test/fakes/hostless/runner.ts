import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Json = { readonly [field: string]: unknown };

/** One run that was posted to a runner, in the test's hands. */
export interface FakeRun {
  readonly session: string;
  readonly runId: string;
  readonly body: Json;
  /** False if the socket takes no more for now. */
  send(event: Json): boolean;
  /** Any bytes. */
  raw(text: string | Uint8Array): boolean;
  drained(): Promise<void>;
  /** Ends the stream in order. */
  end(): void;
  /** Breaks the connection. */
  cut(): void;
  readonly closed: Promise<void>;
}

/**
 * The runners of all sessions behind one port, as docs/platform.md describes a runner: `POST /` answers with the run's SSE,
 * which ends by itself; `/interrupt`, `/tasks`; everything wants the session's token.
 */
export class FakeRunners {
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.destroy());
  });
  readonly #sockets = new Set<Socket>();
  readonly #waiting: ((run: FakeRun) => void)[] = [];
  readonly #arrived: FakeRun[] = [];
  /** What is done with a run, if the test does not ask for it by `next`. */
  script: ((run: FakeRun) => void) | undefined;
  /** Status of the answer to a run; 0 breaks the connection instead. */
  status = 200;
  readonly requests: string[] = [];
  tasks: readonly Json[] = [];
  #port = 0;

  async listen(port = 0): Promise<void> {
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  get port(): number {
    return this.#port;
  }

  address(session: string): { url: string; headers: { [name: string]: string } } {
    return {
      url: `http://127.0.0.1:${this.#port}/of/${session}`,
      headers: { 'X-Ambient-Session-Token': `token-of-${session}` },
    };
  }

  /** The next run that is posted, or the oldest one that nobody took. */
  next(): Promise<FakeRun> {
    const run = this.#arrived.shift();
    if (run !== undefined) return Promise.resolve(run);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , session = '', ...rest] = (request.url ?? '').split('/');
    const path = `/${rest.join('/')}`;
    this.requests.push(`${request.method} ${path}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.headers['x-ambient-session-token'] !== `token-of-${session}`)
      return json(response, 401, { detail: 'Unauthorized' });
    if (path === '/interrupt') return json(response, 200, { message: 'interrupted' });
    if (path === '/tasks') return json(response, 200, { tasks: this.tasks });
    if (path.startsWith('/tasks/')) return json(response, 200, { path });
    if (this.status === 0) return void request.socket.destroy();
    if (this.status !== 200) return json(response, this.status, { detail: 'no' });
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Json;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    this.#hand({
      session,
      body,
      runId: String(body.runId),
      send: (event) => response.write(`data: ${JSON.stringify(event)}\n\n`),
      raw: (text) => response.write(text),
      drained: () => new Promise((resolve) => response.once('drain', resolve)),
      end: () => void response.end(),
      cut: () => void response.destroy(),
      closed: new Promise((resolve) => response.once('close', () => resolve())),
    });
  }

  #hand(run: FakeRun): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting(run);
    else if (this.script !== undefined) this.script(run);
    else this.#arrived.push(run);
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
