import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../core/clock.ts';
import { isAmberError } from '../../core/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { readText } from '../http/request-body.ts';
import { HttpError, html, redirect } from '../http/responses.ts';
import type { Metrics } from '../metrics.ts';
import { tokenPage } from '../page/pages.ts';
import type { ServeTiming } from '../serve-timing.ts';
import { AccessReviews, type Reviewer } from './access-reviews.ts';
import { isSameOrigin } from './allowed-hosts.ts';
import { givenToken } from './api-token.ts';
import type { Caller, CallerRights, Callers, Refusal } from './callers.ts';
import { cookieOf, mayUseCookie } from './login-by-code.ts';
import { TokenLogins } from './login-by-token.ts';
import type { Right } from './route-rights.ts';

/** A cluster whose API server knows the callers. */
export interface ClusterAccess extends Reviewer {
  /** The store in the name of whom the token belongs to, and of nobody else. */
  engineOf(token: string): Engine;
}

/** A right that everyone who is known can be asked about: the answer does not matter, that there is one does. */
const ANY: Right = { verb: 'get', path: '/' };

/** Largest form that is read, in bytes: tokens of some identity providers have many kilobytes. */
const MAX_FORM = 64 * 1024;

/**
 * Lets in whom the API server knows by a token of their own, and lets them do what they may do there: the store is asked with
 * their token, and for what serve does itself (streams, runs) the API server is asked whether they might.
 */
export class ClusterCallers implements Callers {
  readonly #access: ClusterAccess;
  readonly #reviews: AccessReviews;
  readonly #logins: TokenLogins;
  readonly #clock: Clock;
  readonly #metrics: Metrics;
  readonly #timing: Pick<ServeTiming, 'accessReviewLife'>;

  constructor(access: ClusterAccess, clock: Clock, metrics: Metrics, timing: Pick<ServeTiming, 'accessReviewLife'>) {
    this.#access = access;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#timing = timing;
    this.#logins = new TokenLogins(clock);
    this.#reviews = new AccessReviews({ reviewer: access, clock, metrics, life: timing.accessReviewLife });
  }

  async identify(request: IncomingMessage): Promise<Caller | Refusal> {
    const given = givenToken(request);
    const { headers, socket } = request;
    const browser = given === undefined ? cookieOf(headers.cookie, socket.localPort ?? 0) : undefined;
    const token = given ?? this.#logins.tokenOf(browser);
    if (token === undefined || !(await this.#isKnown(token))) return 'unknown';
    if (browser !== undefined && !mayUseCookie(request)) return 'forbidden';
    const known = { engine: this.#access.engineOf(token), rights: this.#rightsOf(token) };
    return browser === undefined ? known : { ...known, browser };
  }

  async signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') return html(response, 200, tokenPage());
    const { headers, socket } = request;
    // A form of another site must not sign a browser in as somebody else.
    if (!isSameOrigin(headers.origin, headers.host)) throw new HttpError(403, 'Sign in from the page of this server');
    const token = new URLSearchParams(await readText(request, MAX_FORM)).get('token')?.trim() ?? '';
    if (!(await this.#isKnown(token))) return html(response, 401, tokenPage('The cluster does not know this token.'));
    const isSecure = headers['x-forwarded-proto'] === 'https';
    redirect(response, 303, '/', { 'set-cookie': this.#logins.add(token, socket.localPort ?? 0, isSecure) });
  }

  askToSignIn(response: ServerResponse): void {
    html(response, 401, tokenPage());
  }

  /** Nothing but what can stand in a header is sent on: an API server takes a request without a token for one of anybody's. */
  async #isKnown(token: string): Promise<boolean> {
    if (!/^[\x21-\x7e]+$/.test(token)) return false;
    try {
      await this.#reviews.allows(token, ANY);
      return true;
    } catch (error) {
      if (isAmberError(error, 'UNAUTHENTICATED')) return false;
      throw error;
    }
  }

  #rightsOf(token: string): CallerRights {
    const need = async (right: Right): Promise<void> => {
      if (await this.#reviews.allows(token, right)) return;
      this.#metrics.add('amber_serve_forbidden_total');
      throw new HttpError(403, `Forbidden: this token may not ${wordsOf(right)}`);
    };
    return { need, lost: (right, signal) => this.#lost(() => need(right), signal) };
  }

  /** Asks again and again. While the API server does not answer, its last answer counts for a while. */
  async #lost(need: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const { accessReviewLife } = this.#timing;
    for (let sure = this.#clock.now(), pause = accessReviewLife; ; ) {
      try {
        await this.#clock.sleep(pause, signal);
      } catch {
        return;
      }
      const now = this.#clock.now();
      try {
        await need();
        sure = now;
        pause = accessReviewLife;
      } catch (error) {
        if (signal.aborted) return;
        const isOver = !isAmberError(error, 'UNAVAILABLE') || now - sure >= 2 * accessReviewLife;
        if (isOver) {
          this.#metrics.add('amber_serve_access_withdrawn_total');
          return;
        }
        pause = accessReviewLife / 3;
      }
    }
  }
}

function wordsOf(right: Right): string {
  if ('path' in right) return `get ${right.path}`;
  return `${right.verb} agenticsessions in the namespace ${right.project}`;
}
