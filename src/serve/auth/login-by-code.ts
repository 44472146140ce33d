import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../core/clock.ts';
import { isSameOrigin } from './allowed-hosts.ts';
import { isSame, newSecret, sign } from './api-token.ts';

/** How long an unused code counts, in ms. */
const CODE_LIFE = 15 * 60_000;
/** The same in words. */
export const CODE_LIFE_TEXT = `${CODE_LIFE / 60_000} minutes`;
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

  /**
   * The `Set-Cookie` for a code, which is used up then; undefined for a code that is not good (any more). `header`: the `Cookie`
   * header that came with it; a browser that is signed in stays the same one.
   */
  exchange(code: string, header: string | undefined, port: number): string | undefined {
    const now = this.#clock.now();
    const found = this.#codes.find((one) => isSame(code, one.code));
    this.#codes = this.#codes.filter((one) => one !== found && one.until > now);
    if (found === undefined || found.until <= now) return undefined;
    const until = Math.floor(this.#clock.date().getTime() / 1000) + COOKIE_LIFE;
    const value = `${until}.${this.browserOf(header, port) ?? newSecret().slice(0, 16)}`;
    return `${cookieName(port)}=${value}.${this.#sign(value)}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** The browser that a `Cookie` header names; undefined for one without a cookie of ours that still counts. */
  browserOf(header: string | undefined, port: number): string | undefined {
    const [, value, until, browser, proof] =
      /^((\d{1,12})\.([\w-]{16}))\.([\w-]+)$/.exec(cookieOf(header, port) ?? '') ?? [];
    if (value === undefined || proof === undefined || !isSame(proof, this.#sign(value))) return undefined;
    return Number(until) * 1000 > this.#clock.date().getTime() ? browser : undefined;
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

/**
 * Whether a request with a browser's cookie may be heeded. Pages at other ports of this host are of the same site: the browser
 * sends the cookie with what they ask for, and says where that comes from. They may lead here; no more.
 */
export function mayUseCookie({ method, headers }: IncomingMessage): boolean {
  if (method === 'GET' || method === 'HEAD')
    return /^(?:same-origin|none)?$/.test(String(headers['sec-fetch-site'] ?? '')) || isNavigation(headers);
  return (method === 'POST' || method === 'DELETE') && isSameOrigin(headers.origin, headers.host);
}

/** A link that was followed, or an address that was typed: not what another page would embed or read. */
const isNavigation = (headers: IncomingMessage['headers']): boolean =>
  headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
