import type { StreamItem } from '../../core/agui/events.ts';
import { AmberError, isAmberError } from '../../core/errors.ts';
import { HttpFailure } from '../../http/errors.ts';
import { type Params, pathOf, ROUTES, type RouteName } from './api-routes.ts';
import type { ApiTransport } from './api-transport.ts';
import type { Credentials } from './credentials.ts';
import {
  type ApiAnswer,
  type AskedRequest,
  isUnknownRoute,
  jsonOf,
  notThisApi,
  platformError,
  troubleOf,
} from './errors.ts';

export interface AskOptions {
  readonly query?: { readonly [name: string]: string };
  readonly body?: object;
  /** Milliseconds. */
  readonly timeoutMs?: number;
  /** Called with the headers of a success. */
  readonly headers?: (headers: ApiAnswer['headers']) => void;
}

/** A request and its answer, for a caller that reads errors itself. */
export interface Exchanged {
  readonly answer: ApiAnswer;
  readonly asked: AskedRequest;
}

const TIMEOUT = 30_000;

/** Requests to the routes of `api-routes.ts`: address, token, and answers that became errors. */
export class Client {
  readonly #way: ApiTransport;
  readonly #credentials: Credentials;
  #bases: readonly string[];

  constructor(way: ApiTransport, credentials: Credentials, bases: readonly [string, ...string[]]) {
    this.#way = way;
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
    ask: AskOptions = {},
  ): Promise<T> {
    const { answer, asked } = await this.exchange(route, params, ask);
    if (!isSuccess(answer)) throw platformError(answer, asked);
    const value = read(jsonOf(answer));
    if (value === undefined) throw notThisApi(answer, asked);
    ask.headers?.(answer.headers);
    return value;
  }

  /** Makes a request whose answer says only that it was accepted. @throws AmberError */
  async tell<R extends RouteName>(route: R, params: Params<R>, ask: AskOptions = {}): Promise<void> {
    checkTaken(await this.exchange(route, params, ask));
  }

  /** Asks, and returns the answer whatever its status. @throws AmberError UNAVAILABLE or TIMEOUT if there is none */
  async exchange<R extends RouteName>(route: R, params: Params<R>, ask: AskOptions = {}): Promise<Exchanged> {
    let first: Exchanged | undefined;
    for (const base of this.#bases) {
      const exchanged = await this.#send(base, route, params, ask);
      if (!isUnknownRoute(exchanged.answer)) {
        if (this.#bases.length > 1 && jsonOf(exchanged.answer) !== undefined) this.#bases = [base];
        return exchanged;
      }
      first ??= exchanged;
    }
    if (first === undefined) throw new TypeError('a client needs an address');
    return first;
  }

  /** One connection to a route's events; it ends when the connection does. @throws AmberError, or the signal's reason */
  async *events<R extends RouteName>(
    route: R,
    params: Params<R>,
    signal: AbortSignal,
    headers: { readonly [name: string]: string } = {},
  ): AsyncGenerator<readonly StreamItem[], void, void> {
    const url = `${this.base}${pathOf(route, params)}`;
    let token = await this.#credentials.get();
    for (let isRenewed = false; ; isRenewed = true) {
      try {
        yield* this.#way.events({ url, signal, headers: { ...headers, ...authorization(token) } });
        return;
      } catch (error) {
        signal.throwIfAborted();
        const asked = askedOf(route, params, url, token);
        const mayRenew = !isRenewed && isAmberError(error, 'UNAUTHENTICATED');
        const renewed = mayRenew ? await this.#credentials.renew(token) : undefined;
        if (renewed === undefined) throw errorOf(error, asked);
        token = renewed;
      }
    }
  }

  async #send<R extends RouteName>(base: string, route: R, params: Params<R>, ask: AskOptions): Promise<Exchanged> {
    const query = ask.query === undefined ? '' : `?${new URLSearchParams({ ...ask.query })}`;
    const url = `${base}${pathOf(route, params)}${query}`;
    const token = await this.#credentials.get();
    const asked = askedOf(route, params, url, token);
    const answer = await this.#exchange(asked, ask, token);
    if (answer.status !== 401) return { answer, asked };
    // A refused request had no effect: sending it again is safe.
    const renewed = await this.#credentials.renew(token);
    return { answer: renewed === undefined ? answer : await this.#exchange(asked, ask, renewed), asked };
  }

  async #exchange(asked: AskedRequest, { body, timeoutMs = TIMEOUT }: AskOptions, token: string): Promise<ApiAnswer> {
    try {
      return await this.#way.send({
        method: ROUTES[asked.route].method,
        url: asked.url,
        headers: { accept: 'application/json', ...authorization(token) },
        ...(body !== undefined && { body }),
        timeoutMs,
      });
    } catch (error) {
      throw errorOf(error, asked);
    }
  }
}

/** @throws AmberError unless it was taken */
export function checkTaken({ answer, asked }: Exchanged): void {
  if (!isSuccess(answer)) throw platformError(answer, asked);
  if (answer.body !== '' && jsonOf(answer) === undefined) throw notThisApi(answer, asked);
}

function askedOf(
  route: RouteName,
  params: { readonly [name: string]: string | undefined },
  url: string,
  token: string,
): AskedRequest {
  const { project = '', name } = params;
  return { route, project, ...(name !== undefined && { name }), url, withToken: token !== '' };
}

/** What went wrong on the way, in the words of what was wanted. */
function errorOf(error: unknown, asked: AskedRequest): unknown {
  // Where there is no way there is none for anything else either.
  if (!(error instanceof AmberError) || error.code === 'NO_STREAM') return error;
  return error.cause instanceof HttpFailure ? platformError(error.cause, asked) : troubleOf(error, asked);
}

/** Any 2xx: versions of the platform differ in which one. What a body must be, its reader says. */
function isSuccess({ status }: ApiAnswer): boolean {
  return status >= 200 && status < 300;
}

/**
 * The token as `Authorization`, never as `X-Forwarded-Access-Token`: that one is for a proxy in front to set, and it
 * would win over ours even when it is bad.
 */
function authorization(token: string): { readonly [name: string]: string } {
  return token === '' ? {} : { authorization: `Bearer ${token}` };
}
