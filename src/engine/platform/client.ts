import { isAmberError } from '../../core/errors.ts';
import type { StreamItem } from '../../core/events.ts';
import { type Params, pathOf, ROUTES, type RouteName } from './api.ts';
import type { Credentials } from './credentials.ts';
import { type Answer, type Asked, isUnknownRoute, jsonOf, notThisApi, problemOf } from './problems.ts';
import type { Transport } from './transport.ts';

export interface Ask {
  readonly query?: { readonly [name: string]: string };
  readonly body?: object;
  /** Milliseconds. */
  readonly timeoutMs?: number;
}

/** A request and its answer, for whoever wants to judge them himself. */
export interface Exchanged {
  readonly answer: Answer;
  readonly asked: Asked;
}

const TIMEOUT = 30_000;

/** Requests to the routes of `api.ts`: address, token, and answers that became errors. */
export class Client {
  readonly #transport: Transport;
  readonly #credentials: Credentials;
  #bases: readonly string[];

  constructor(transport: Transport, credentials: Credentials, bases: readonly [string, ...string[]]) {
    this.#transport = transport;
    this.#credentials = credentials;
    this.#bases = bases;
  }

  /** The address in use, or the likeliest one. */
  get base(): string {
    return this.#bases[0] ?? '';
  }

  /**
   * Asks, and reads the answer's JSON with `read`.
   * @throws AmberError for any status but a success, and BAD_RESPONSE where `read` makes nothing of it
   */
  async ask<R extends RouteName, T>(
    route: R,
    params: Params<R>,
    read: (json: unknown) => T | undefined,
    ask: Ask = {},
  ): Promise<T> {
    const { answer, asked } = await this.exchange(route, params, ask);
    if (!isSuccess(answer)) throw problemOf(answer, asked);
    const value = read(jsonOf(answer));
    if (value === undefined) throw notThisApi(answer, asked);
    return value;
  }

  /** Asks for something whose answer says nothing but that it was taken. @throws AmberError */
  async tell<R extends RouteName>(route: R, params: Params<R>, ask: Ask = {}): Promise<void> {
    const { answer, asked } = await this.exchange(route, params, ask);
    if (!isSuccess(answer)) throw problemOf(answer, asked);
    if (answer.body !== '' && jsonOf(answer) === undefined) throw notThisApi(answer, asked);
  }

  /** Asks, and gives the answer whatever its status. @throws AmberError UNAVAILABLE or TIMEOUT if there is none */
  async exchange<R extends RouteName>(route: R, params: Params<R>, ask: Ask = {}): Promise<Exchanged> {
    let first: Exchanged | undefined;
    for (const base of this.#bases) {
      const exchanged = await this.#send(base, route, params, ask);
      if (!isUnknownRoute(exchanged.answer)) {
        if (jsonOf(exchanged.answer) !== undefined) this.#bases = [base];
        return exchanged;
      }
      first ??= exchanged;
    }
    if (first === undefined) throw new TypeError('a client needs an address');
    return first;
  }

  /** One connection to a route's events. @throws AmberError */
  async *events<R extends RouteName>(
    route: R,
    params: Params<R>,
    signal: AbortSignal,
    headers: { readonly [name: string]: string } = {},
  ): AsyncGenerator<readonly StreamItem[], void, void> {
    const url = `${this.base}${pathOf(route, params)}`;
    const open = (token: string): AsyncIterable<readonly StreamItem[]> =>
      this.#transport.events({
        url,
        headers: { accept: 'text/event-stream', ...headers, ...authorization(token) },
        signal,
      });
    const token = await this.#credentials.get();
    let opened = false;
    try {
      for await (const items of open(token)) {
        opened = true;
        yield items;
      }
      return;
    } catch (error) {
      if (opened || !isAmberError(error, 'UNAUTHENTICATED')) throw error;
      const renewed = await this.#credentials.renew(token);
      if (renewed === undefined) throw error;
      yield* open(renewed);
    }
  }

  async #send<R extends RouteName>(base: string, route: R, params: Params<R>, ask: Ask): Promise<Exchanged> {
    const query = ask.query === undefined ? '' : `?${new URLSearchParams({ ...ask.query })}`;
    const url = `${base}${pathOf(route, params)}${query}`;
    const token = await this.#credentials.get();
    const { project = '', name }: { readonly [param: string]: string | undefined } = params;
    const asked = { route, project, ...(name !== undefined && { name }), url, withToken: token !== '' };
    const answer = await this.#exchange(url, route, ask, token);
    if (answer.status !== 401) return { answer, asked };
    // Refused requests were not carried out: sending one again is safe.
    const renewed = await this.#credentials.renew(token);
    return { answer: renewed === undefined ? answer : await this.#exchange(url, route, ask, renewed), asked };
  }

  #exchange(url: string, route: RouteName, { body, timeoutMs = TIMEOUT }: Ask, token: string): Promise<Answer> {
    return this.#transport.exchange({
      method: ROUTES[route].method,
      url,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...authorization(token),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      timeoutMs,
    });
  }
}

/** Any 2xx: versions of the platform differ in which one. What a body must be, its reader says. */
function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/**
 * The token as `Authorization`, never as `X-Forwarded-Access-Token`: that one is for a proxy in front to set, and it
 * would win over ours even when it is bad.
 */
function authorization(token: string): { readonly [name: string]: string } {
  return token === '' ? {} : { authorization: `Bearer ${token}` };
}
