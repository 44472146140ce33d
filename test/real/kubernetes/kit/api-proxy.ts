import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import { fileURLToPath } from 'node:url';
import { Listening } from '../../../fakes/http-server.ts';

const pem = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../fixtures/tls/${name}.pem`, import.meta.url)), 'utf8');

/** The certificate of servers of the tests, for `localhost` and 127.0.0.1, and the authority that signed it. */
export const TEST_TLS = { key: pem('server-key'), cert: pem('server') };
export const TEST_CA = pem('ca');

/** One request that went through, `at` that time of `performance.now()`. */
export interface Passed {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly at: number;
  /** Of the answer; 0 while there is none. */
  status: number;
}

/** Stands in front of the API server: writes down what is asked of it, and may keep an answer back. */
export class ApiProxy implements AsyncDisposable {
  readonly requests: Passed[] = [];
  /** True for a request that is carried out, and whose connection then breaks instead of an answer. Asked once a request. */
  losesAnswer: (passed: Passed) => boolean = () => false;
  #isAway = false;
  readonly #target: string;
  readonly #agent: Agent;
  readonly #waiting = new Set<() => void>();
  #server: Listening | undefined;

  static async start(target: string, ca: string): Promise<ApiProxy> {
    const proxy = new ApiProxy(target, ca);
    proxy.#server = await Listening.https(TEST_TLS, (incoming, outgoing) => proxy.#pass(incoming, outgoing));
    return proxy;
  }

  private constructor(target: string, ca: string) {
    this.#target = target;
    this.#agent = new Agent({ ca, keepAlive: true });
  }

  readonly ca = TEST_CA;

  get url(): string {
    return this.#server?.url ?? '';
  }

  /** The first request that fits, now or later. */
  async passed(fits: (passed: Passed) => boolean): Promise<Passed> {
    for (;;) {
      const found = this.requests.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Breaks all connections, and each that is made until it is set back. */
  set isAway(away: boolean) {
    this.#isAway = away;
    if (away) for (const socket of this.#server?.sockets ?? []) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    await this.#server?.[Symbol.asyncDispose]();
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const passed = { method: incoming.method ?? '', url: incoming.url ?? '', at: performance.now(), status: 0 };
    this.requests.push(passed);
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    if (this.#isAway) return void outgoing.destroy();
    const isLost = this.losesAnswer(passed);
    const { host: _, ...headers } = incoming.headers;
    const onwards = request(`${this.#target}${passed.url}`, { method: passed.method, headers, agent: this.#agent });
    onwards.once('response', (answer) => {
      passed.status = answer.statusCode ?? 0;
      if (isLost) {
        answer.resume();
        outgoing.destroy();
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.once('error', () => outgoing.destroy());
    });
    onwards.once('error', () => outgoing.destroy());
    outgoing.once('close', () => onwards.destroy());
    incoming.pipe(onwards);
  }
}
