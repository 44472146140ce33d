import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Callers } from './auth/callers.ts';
import { compressed, html, json, noRoute, text } from './http/responses.ts';
import type { FilePath, OpenPath } from './http/router.ts';
import type { Metrics } from './metrics.ts';
import { readPageFile } from './page/page-template.ts';
import { FAVICON, indexPage, sessionPage } from './page/pages.ts';

export interface NonApiRoutesDeps {
  readonly callers: Callers;
  readonly metrics: Metrics;
  /** False while serve starts or shuts down. */
  readonly isReady: () => boolean;
  /** The address of this server. */
  readonly address: () => string;
  readonly memory: () => number;
  /** The one whose sessions are shown first. */
  readonly project: string;
  /** What a new session may name as its agent; absent: anything. */
  readonly agents?: () => readonly string[];
  /** The agent of one that names none. */
  readonly agent?: string;
}

/** Routes beside the API: health, metrics, sign-in, pages. */
export class NonApiRoutes {
  readonly #deps: NonApiRoutesDeps;
  // Read at the start: an update of the program must not mix two versions.
  readonly #script = Buffer.from(readPageFile('page.js'));
  readonly #style = Buffer.from(readPageFile('page.css'));

  constructor(deps: NonApiRoutesDeps) {
    this.#deps = deps;
  }

  get isReady(): boolean {
    return this.#deps.isReady();
  }

  /** Routes that need no token. */
  async open(
    path: OpenPath,
    query: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (path === '/healthz') text(response, 200, 'ok\n');
    else if (path === '/readyz') this.#ready(response);
    else if (path === '/favicon.svg')
      text(response, 200, FAVICON, 'image/svg+xml', { 'cache-control': 'max-age=86400' });
    else if (path === '/page.css') compressed(response, this.#style, 'text/css; charset=utf-8');
    else await this.#deps.callers.signIn(request, response, query);
  }

  page(session: { readonly project: string; readonly name: string }, response: ServerResponse): void {
    html(response, 200, sessionPage(session));
  }

  /** Routes that need one. */
  file(path: Exclude<FilePath, OpenPath>, response: ServerResponse): void {
    switch (path) {
      case '/':
        this.#index(response);
        break;
      case '/login/code':
        this.#newLink(response);
        break;
      case '/metrics':
        this.#deps.metrics.set('process_resident_memory_bytes', this.#deps.memory());
        text(response, 200, this.#deps.metrics.text(), 'text/plain; version=0.0.4; charset=utf-8');
        break;
      case '/page.js':
        compressed(response, this.#script, 'text/javascript; charset=utf-8');
        break;
    }
  }

  #index(response: ServerResponse): void {
    const { agent, agents, project } = this.#deps;
    const known = { project, ...(agent !== undefined && { agent }), ...(agents !== undefined && { agents: agents() }) };
    html(response, 200, indexPage(known));
  }

  #ready(response: ServerResponse): void {
    if (this.isReady) text(response, 200, 'ok\n');
    else text(response, 503, 'shutting down\n');
  }

  #newLink(response: ServerResponse): void {
    const { callers, address } = this.#deps;
    const url = callers.newLink?.(address());
    if (url === undefined) noRoute(response);
    else json(response, 201, { url });
  }
}
