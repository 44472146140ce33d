import { createHash } from 'node:crypto';
import type { Clock } from '../../core/clock.ts';
import { newSecret } from './api-token.ts';
import { cookieName } from './login-by-code.ts';

/** How long a browser stays signed in, in seconds: a working day. */
const LIFE = 8 * 3600;
/** Browsers that are signed in at a time; the oldest goes first. */
const MAX_LOGINS = 1_000;

/**
 * The tokens of people who signed in with a browser: in memory only, each behind a cookie of its own. A restart signs all of
 * them out.
 */
export class TokenLogins {
  readonly #clock: Clock;
  /** By a hash of the cookie's value. */
  readonly #logins = new Map<string, { readonly token: string; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keeps the token; returns the `Set-Cookie` of the browser that gave it. */
  add(token: string, port: number, isSecure: boolean): string {
    const value = newSecret();
    this.#logins.set(hash(value), { token, until: this.#clock.now() + LIFE * 1000 });
    const [oldest] = this.#logins.keys();
    if (this.#logins.size > MAX_LOGINS && oldest !== undefined) this.#logins.delete(oldest);
    const secure = isSecure ? '; Secure' : '';
    return `${cookieName(port)}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${LIFE}${secure}`;
  }

  /** The token behind a cookie's value, if there is one that still counts. */
  tokenOf(cookie = ''): string | undefined {
    const key = hash(cookie);
    const login = this.#logins.get(key);
    if (login === undefined || login.until > this.#clock.now()) return login?.token;
    this.#logins.delete(key);
    return undefined;
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
