import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../core/clock.ts';
import type { Engine } from '../../engine/engine.ts';
import { html, redirect } from '../http/responses.ts';
import { signInPage } from '../page/pages.ts';
import { givenToken, isSame } from './api-token.ts';
import type { Caller, Callers, Refusal } from './callers.ts';
import { BrowserLogins, mayUseCookie } from './login-by-code.ts';

/** Lets in who knows the one token, or has signed a browser in with it. They may do everything. */
export class SingleTokenCallers implements Callers {
  readonly #token: string;
  readonly #browser: BrowserLogins;
  readonly #caller: Caller;

  constructor(token: string, engine: Engine, clock: Clock) {
    this.#token = token;
    this.#browser = new BrowserLogins(clock);
    this.#caller = { engine };
  }

  async identify(request: IncomingMessage): Promise<Caller | Refusal> {
    const given = givenToken(request);
    if (given !== undefined) return isSame(given, this.#token) ? this.#caller : 'unknown';
    const browser = this.#browser.browserOf(request.headers.cookie, request.socket.localPort ?? 0);
    if (browser === undefined) return 'unknown';
    return mayUseCookie(request) ? { ...this.#caller, browser } : 'forbidden';
  }

  async signIn(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    const code = request.method === 'GET' ? (query.get('code') ?? '') : '';
    const cookie = this.#browser.exchange(code, request.headers.cookie, request.socket.localPort ?? 0);
    if (cookie === undefined) this.askToSignIn(response);
    else redirect(response, 303, '/', { 'set-cookie': cookie });
  }

  askToSignIn(response: ServerResponse): void {
    html(response, 401, signInPage());
  }

  newLink(address: string): string {
    return `${address}/login?code=${this.#browser.newCode()}`;
  }
}
