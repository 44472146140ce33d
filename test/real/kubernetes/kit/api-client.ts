import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';

export type Json = { readonly [field: string]: unknown };

/** An object of the API, as far as every one is alike. */
export interface ApiObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly annotations?: { readonly [key: string]: string };
    readonly labels?: { readonly [key: string]: string };
  } & Json;
  readonly [field: string]: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Json;
}

/** One line of a watch. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: ApiObject;
}

export const SESSIONS = 'apis/vteam.ambient-code/v1alpha1';

/** Where sessions of a namespace are, or one of them. */
export function sessionsPath(namespace: string, name?: string): string {
  return `/${SESSIONS}/namespaces/${namespace}/agenticsessions${name === undefined ? '' : `/${name}`}`;
}

const CONTENT_TYPE = {
  POST: 'application/json',
  PUT: 'application/json',
  PATCH: 'application/merge-patch+json',
  APPLY: 'application/apply-patch+yaml',
} as const;

/** Requests to the API server as one user: what the tests play the cluster's other inhabitants with. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;
  readonly #agent: Agent;

  constructor(url: string, ca: string, token: string) {
    this.#url = url;
    this.#token = token;
    this.#agent = new Agent({ ca, keepAlive: true });
  }

  async call(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await this.#request(method, path, body);
    let text = '';
    answer.setEncoding('utf8');
    for await (const piece of answer) text += piece as string;
    const isJson = String(answer.headers['content-type']).startsWith('application/json');
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      body: isJson ? (JSON.parse(text) as Json) : { message: text },
    };
  }

  /** What the server answers with, once it has caught up with its storage; throws for anything but success. */
  async ask<Shape = ApiObject>(method: string, path: string, body?: object): Promise<Shape> {
    let answer = await this.call(method, path, body);
    while (answer.status === 429) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      answer = await this.call(method, path, body);
    }
    if (answer.status >= 300)
      throw new ApiError(answer.status, `${method} ${path}: ${answer.status} ${answer.body.message}`);
    return answer.body as Shape;
  }

  /** Creates or changes an object as `kubectl apply --server-side` does. */
  apply(path: string, body: object): Promise<ApiObject> {
    return this.ask('APPLY', `${path}?fieldManager=test&force=true`, body);
  }

  /** The lines of a watch, until the server or the signal ends it. */
  async *watch(path: string, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const answer = await this.#request('GET', path, undefined, signal);
    if (answer.statusCode !== 200) throw new ApiError(answer.statusCode ?? 0, `watch of ${path}: ${answer.statusCode}`);
    answer.setEncoding('utf8');
    let rest = '';
    for await (const piece of answer) {
      const lines = (rest + (piece as string)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as WatchEvent;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #request(method: string, path: string, body?: object, signal?: AbortSignal): Promise<IncomingMessage> {
    const type = CONTENT_TYPE[method as keyof typeof CONTENT_TYPE];
    return new Promise((resolve, reject) => {
      const sent = request(`${this.#url}${path}`, {
        method: method === 'APPLY' ? 'PATCH' : method,
        agent: this.#agent,
        headers: { authorization: `Bearer ${this.#token}`, ...(type !== undefined && { 'content-type': type }) },
        ...(signal !== undefined && { signal }),
      });
      sent.once('response', resolve);
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
