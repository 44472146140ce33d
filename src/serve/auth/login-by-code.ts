import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../core/clock.ts';
import { isSameOrigin } from './allowed-hosts.ts';
import { isSame, newSecret, sign } from './api-token.ts';

/** How long an unused code counts, in ms. */
const CODE_LIFE = 15 * 60_000;
/** Codes that wait at a time; the oldest goes first. */
const MAX_CODES = 16;
/** How long a browser stays signed in, in seconds: a working day. */
const COOKIE_LIFE = 8 * 3600;

/**
 * Signs browsers in: a code from the terminal, good once, is exchanged for a cookie. Browsers send it to every port of this
 * host, so it is good for little: it is signed with a key that only this process has, which ends with it, and it is not kept
 * when the browser is closed.
 */
export class BrowserLogins {
  readonly #key = newSecret();
  readonly #clock: Clock;
  #codes: { readonly code: string; readonly until: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  newCode(): string {
    const code = newSecret();
    this.#codes = [...this.#codes, { code, until: this.#clock.now() + CODE_LIFE }].slice(-MAX_CODES);
    return code;
  }

  /** The `Set-Cookie` for a code, which is used up then; undefined for a code that is not good (any more). */
  exchange(code: string, port: number): string | undefined {
    const now = this.#clock.now();
    const found = this.#codes.find((one) => isSame(code, one.code));
    this.#codes = this.#codes.filter((one) => one !== found && one.until > now);
    if (found === undefined || found.until <= now) return undefined;
    const until = Math.floor(this.#clock.date().getTime() / 1000) + COOKIE_LIFE;
    const value = `${until}.${newSecret().slice(0, 16)}`;
    return `${cookieName(port)}=${value}.${this.#sign(value)}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether a `Cookie` header holds a cookie of ours that still counts. */
  accepts(header: string | undefined, port: number): boolean {
    const match = /^((\d{1,12})\.[\w-]{16})\.([\w-]+)$/.exec(cookieOf(header, port) ?? '');
    if (match?.[1] === undefined || match[3] === undefined) return false;
    return isSame(match[3], this.#sign(match[1])) && Number(match[2]) * 1000 > this.#clock.date().getTime();
  }

  #sign(value: string): string {
    return sign(`amber-serve-cookie:${value}`, this.#key);
  }
}

/** Cookies don't know ports: two serves on one machine need two names. */
export const cookieName = (port: number): string => `amber-${port}`;

/** The value of our cookie in a `Cookie` header. */
export function cookieOf(header: string | undefined, port: number): string | undefined {
  const prefix = `${cookieName(port)}=`;
  return header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix))
    ?.slice(prefix.length);
}

/** Whether a request with a browser's cookie may be heeded: GET, and what changes something from a page of ours. */
export function mayUseCookie({ method, headers }: IncomingMessage): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  return (method === 'POST' || method === 'DELETE') && isSameOrigin(headers.origin, headers.host);
}
