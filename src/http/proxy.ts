import { BlockList, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Env } from '../core/env.ts';
import { AmberError } from '../core/errors.ts';
import type { Trust } from './pool.ts';

/** A proxy, and what names it: a variable, in whose case NO_PROXY goes around it, or a setting. */
export interface HttpProxy {
  readonly url: URL;
  readonly variable: string;
}

/** One request that was made, and what came of it as far as the headers of its answer: the status, or what was in the way. */
export interface ObservedRequest {
  readonly method: string;
  /** May hold secrets, as its query does. */
  readonly url: URL;
  readonly outcome: { readonly status: number } | { readonly error: unknown };
  /** Milliseconds until then. */
  readonly ms: number;
}

/** How a server is reached. */
export interface Reach extends Trust {
  /** Called for every request, repeated and redirected ones too. */
  readonly observe?: (request: ObservedRequest) => void;
  /** Environment variables, for the proxy's. */
  readonly env: Env;
  /** The proxy for all of it, whatever the environment says. */
  readonly proxy?: HttpProxy;
  /** Makes the connection, for one request, where the address is reached by another way than the network's. Plain HTTP alone. */
  readonly dial?: (signal: AbortSignal) => Promise<Duplex>;
}

/** What a person can do about a proxy that is in the way. */
export function aroundProxy({ variable }: HttpProxy, host: string): string {
  return /_proxy$/i.test(variable) ? `NO_PROXY=${host} goes around it` : `check ${variable}`;
}

/** The proxy for a URL, if there is one. @throws AmberError CONFIG */
export function proxyOf(url: URL, { proxy, env, dial }: Reach): HttpProxy | undefined {
  return dial === undefined ? (proxy ?? proxyFor(url, env)) : undefined;
}

const PORTS: { readonly [protocol: string]: string } = { 'http:': '80', 'https:': '443' };

/**
 * The proxy for a URL as `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say, in lower case (which wins, as
 * with curl) or upper case; undefined for a direct connection. A proxy without a scheme speaks HTTP.
 * Our own because the packages for it read the process's environment and know no address ranges.
 * @throws AmberError CONFIG for a proxy that is no http or https URL
 */
export function proxyFor(url: URL, env: Env): HttpProxy | undefined {
  const scheme = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const found = lookUp(env, scheme) ?? lookUp(env, 'all_proxy');
  if (found === undefined || bypasses(url, lookUp(env, 'no_proxy')?.value ?? '')) return undefined;
  const { variable, value } = found;
  const parsed = URL.parse(value.includes('://') ? value : `http://${value}`);
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return { url: parsed, variable };
  // Not the whole: it may hold a password.
  const named = parsed === null ? 'no address' : `${parsed.protocol}//${parsed.host}`;
  throw new AmberError('CONFIG', `${variable} names ${named}, which is not an HTTP proxy`, {
    hint: `${scheme.toUpperCase()}=http://proxy.example.com:3128, or NO_PROXY=${bare(url.hostname)} to go without one`,
  });
}

function lookUp(env: Env, name: string): { readonly variable: string; readonly value: string } | undefined {
  for (const variable of [name, name.toUpperCase()]) {
    const value = env[variable];
    if (value) return { variable, value };
  }
  return undefined;
}

/**
 * `NO_PROXY`: entries between commas or blanks: `*`; a host, which covers its subdomains, with or without a leading
 * `.` or `*.`; an address; a range `10.0.0.0/8`; each with `:port` where only that port is meant.
 */
function bypasses(url: URL, noProxy: string): boolean {
  const host = bare(url.hostname);
  const port = url.port || PORTS[url.protocol];
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      if (entry === '') return false;
      if (entry === '*') return true;
      if (entry.includes('/')) return inRange(host, entry);
      const [, name = entry, only] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
      if (only !== undefined && only !== port) return false;
      const suffix = bare(name).replace(/^\*?\./, '');
      return host === suffix || (isIP(host) === 0 && host.endsWith(`.${suffix}`));
    });
}

/** An IPv6 address without the brackets that URLs put around it; any other host as it is. */
export function bareAddress(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** A host as the rules compare it: also without a root dot. */
function bare(host: string): string {
  return bareAddress(host).replace(/\.$/, '');
}

function inRange(host: string, range: string): boolean {
  const [address = '', bits] = range.split('/');
  const [kind, own] = [isIP(host), isIP(bare(address))];
  const prefix = Number(bits);
  if (kind === 0 || kind !== own || !Number.isInteger(prefix) || prefix < 0 || prefix > (kind === 4 ? 32 : 128))
    return false;
  const list = new BlockList();
  const family = kind === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(bare(address), prefix, family);
  return list.check(host, family);
}
