import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import type { Clock } from '../../../src/core/clock.ts';
import { ScaledClock } from '../scaled-clock.ts';
import { Backend, type Reply } from './backend.ts';
import type { Json } from './log.ts';
import { loadScene, type SceneName } from './scene.ts';
import { type FakeSession, TIMES, type World } from './session.ts';
import { TRAPS, type Traps } from './traps.ts';

export interface PlatformOptions {
  /** Each session that is created from now on plays this scene; without one, a scripted runner reads the prompt. */
  readonly scene?: SceneName;
  /** The platform's time; the machine's own by default. */
  readonly clock?: PlatformClock;
  /** So many times as fast as the machine's clock, where no other is given. */
  readonly speed?: number;
  /**
   * A session runs as soon as it is created. Where the platform's time is faster than the machine's, a run is over before
   * anyone has seen its session run, and a stop then waits out a pod that might be on its way still.
   */
  readonly runsAtOnce?: boolean;
  readonly traps?: Partial<Traps>;
  /** Milliseconds of the platform between two heartbeats. */
  readonly heartbeat?: number;
  readonly token?: string;
  /** A token that may read and nothing else. */
  readonly readerToken?: string;
  /** A path in front of `/api`. */
  readonly prefix?: string;
  /** Mounted at the prefix itself, without `/api`: a proxy that maps a path onto it. */
  readonly withoutApi?: boolean;
  readonly projects?: readonly string[];
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A clock may want to know that a request has come. */
export type PlatformClock = Clock & { stir?(): void };

/** A request as it came. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Starts a server over real HTTP that behaves as docs/platform.md says, traps included. */
export async function startPlatform(options: PlatformOptions = {}): Promise<FakePlatform> {
  const platform = new FakePlatform(options);
  await platform.listen();
  return platform;
}

export class FakePlatform implements AsyncDisposable {
  readonly traps: Traps;
  /** The tokens that count; tests may change them while sessions run. */
  token: string;
  /** Without `/api`. */
  url = '';
  readonly requests: Seen[] = [];
  readonly clock: PlatformClock;
  readonly #options: PlatformOptions;
  readonly #server: Server;
  readonly #end = new AbortController();
  readonly #world: World;
  readonly #backend: Backend;
  #cut: () => void;
  #down = false;

  constructor(options: PlatformOptions) {
    this.#options = options;
    this.traps = { ...TRAPS, ...options.traps };
    this.token = options.token ?? 'token-of-alice';
    this.clock = options.clock ?? new ScaledClock(options.speed ?? 1);
    this.#world = {
      traps: this.traps,
      clock: this.clock,
      signal: this.#end.signal,
      runsAtOnce: options.runsAtOnce === true,
    };
    this.#backend = new Backend(this.#world, options.scene);
    const handle = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#answer(request, response).catch(() => response.destroy());
    };
    const server = options.tls === undefined ? createServer(handle) : createTlsServer({ ...options.tls }, handle);
    this.#cut = () => server.closeAllConnections();
    this.#server = server;
  }

  /** The backend crashes, and is back after so many ms of the platform: it has lost sight of all that runs. */
  async crash(ms: number): Promise<void> {
    this.#down = true;
    for (const session of this.sessions) session.loseSight();
    this.#cut();
    await this.clock.sleep(ms, this.#end.signal);
    this.#down = false;
  }

  get sessions(): readonly FakeSession[] {
    return this.#backend.sessions;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    const host = this.#options.tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
    this.url = `${host}${this.#options.prefix ?? ''}`;
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The session of that name, or the newest one. */
  session(name?: string): FakeSession {
    const found = name === undefined ? this.sessions.at(-1) : this.sessions.find((session) => session.name === name);
    if (found === undefined) throw new Error(`the fake has no session ${name ?? ''}`);
    return found;
  }

  /** A session that is there already, at the point where the scene's first sent message found it. */
  open(name: SceneName): FakeSession {
    const session = this.#backend.add('team-a', { initialPrompt: loadScene(name).prompt });
    session.created = Number.NEGATIVE_INFINITY;
    const play = this.#backend.play(name, session);
    play.open();
    void play.play('message').catch(() => undefined);
    return session;
  }

  /** A session of the scripted runner, there already, with this body. */
  add(body: Json = {}, project = 'team-a'): FakeSession {
    const session = this.#backend.add(project, body);
    session.created = Number.NEGATIVE_INFINITY;
    void session.live().catch(() => undefined);
    return session;
  }

  /** Requests of that method whose path ends so. */
  asked(method: string, end: string): readonly Seen[] {
    return this.requests.filter(
      (seen) => seen.method === method && new URL(seen.path, 'http://fake').pathname.endsWith(end),
    );
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#down) return void request.socket.destroy();
    const body = await textOf(request);
    this.clock.stir?.();
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://fake');
    this.requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
    const early = this.#inFront();
    if (early !== undefined) return send(response, early);
    const root = `${this.#options.prefix ?? ''}${this.#options.withoutApi === true ? '' : '/api'}`;
    const path = pathname.startsWith(`${root}/`) ? pathname.slice(root.length) : '';
    if (path === '/projects' && request.method === 'GET' && !this.traps.hidesProjects)
      return send(response, this.#projects(request, query));
    const found = /^\/projects\/([^/]+)\/agentic-sessions(?:\/([^/]+)(?:\/(.+))?)?$/.exec(path);
    if (found === null) return send(response, { status: 404, body: '404 page not found' });
    const [, project = '', name, rest = ''] = found.map((part) => part && decodeURIComponent(part));
    const who = this.#authorize(request, query, project);
    if (typeof who === 'object') return send(response, who);
    const method = request.method ?? '';
    if (method === 'GET' && rest === 'agui/events') return this.#events(response, name ?? '');
    const reply = this.#backend.answer({ method, project, name, rest, query, body, reader: who === 'reader' });
    if (reply.loses !== undefined && reply.loses === this.traps.loseAnswer) {
      this.traps.loseAnswer = 'none';
      response.destroy();
    } else send(response, reply);
  }

  /** What a proxy, or a busy server, says in the platform's place. */
  #inFront(): (Reply & { readonly headers?: { readonly [name: string]: string } }) | undefined {
    const { busy, proxy } = this.traps;
    const page = '<!doctype html><html><title>Log in</title></html>';
    if (proxy === 'login') return { status: 200, body: page };
    if (proxy === 'redirect')
      return { status: 302, body: page, headers: { location: 'https://login.example.com/oauth?client_id=x' } };
    if (proxy === 'bad-gateway') return { status: 502, body: page };
    if (busy.times <= 0) return undefined;
    busy.times--;
    return { status: busy.status, body: { error: 'try again' } };
  }

  #authorize(request: IncomingMessage, query: URLSearchParams, project: string): Reply | 'reader' | 'editor' {
    const forwarded = request.headers['x-forwarded-access-token'];
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const token = typeof forwarded === 'string' ? forwarded : (bearer ?? query.get('token'));
    if (this.traps.quotesToken) return { status: 401, body: { error: `Token ${token} expired or invalid` } };
    const reader = token !== null && token === this.#options.readerToken;
    if (token !== this.token && !reader) return { status: 401, body: { error: 'Token expired or invalid' } };
    if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(project))
      return { status: 400, body: { error: 'Invalid project name format' } };
    if (!(this.#options.projects ?? ['team-a']).includes(project))
      return { status: 403, body: { error: 'Unauthorized to access project' } };
    return reader ? 'reader' : 'editor';
  }

  /** Those that the token may use, newest first as everywhere. */
  #projects(request: IncomingMessage, query: URLSearchParams): Reply {
    const projects = this.#options.projects ?? ['team-a'];
    const who = this.#authorize(request, query, projects[0] ?? '');
    if (typeof who === 'object') return who;
    const [limit, offset] = [Number(query.get('limit') ?? 20), Number(query.get('offset') ?? 0)];
    const items = projects.slice(offset, offset + limit).map((name) => ({ name, displayName: '', labels: {} }));
    const next = offset + items.length;
    const hasMore = next < projects.length;
    return {
      status: 200,
      body: { items, totalCount: projects.length, limit, offset, hasMore, ...(hasMore && { nextOffset: next }) },
    };
  }

  async #events(response: ServerResponse, name: string): Promise<void> {
    const session = this.sessions.find((s) => s.name === name);
    if (session === undefined && !this.traps.hangUnknown)
      return send(response, { status: 404, body: { error: 'Session not found' } });
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    if (!this.traps.slowHeaders) response.flushHeaders();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    void this.#beat(response, AbortSignal.any([gone.signal, this.#end.signal])).catch(() => undefined);
    await session?.log.join(response);
  }

  async #beat(response: ServerResponse, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.clock.sleep(this.#options.heartbeat ?? TIMES.heartbeat, signal);
      if (!response.writableEnded) response.write(': heartbeat\n\n');
    }
  }
}

function send(
  response: ServerResponse,
  reply: Reply & { readonly headers?: { readonly [name: string]: string } },
): void {
  const { status, body = '', headers } = reply;
  const html = typeof body === 'string' && body.startsWith('<');
  const type = typeof body === 'object' ? 'application/json; charset=utf-8' : html ? 'text/html' : 'text/plain';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += chunk as string;
  return text;
}
