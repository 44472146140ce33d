import { isIP } from 'node:net';
import { AmberError } from '../../../core/errors.ts';
import { bareAddress } from '../../../http/proxy.ts';

/** How AG-UI servers are reached. */
export interface ServerSettings {
  /** Headers by the address that they are for: an origin, or a URL, then for its path and all below it. */
  readonly headers?: { readonly [address: string]: Headers };
  /** Hosts, beside this machine's own, that may be reached by plain HTTP. */
  readonly plainHttp?: readonly string[];
  /** Path of a PEM file with the certificates to trust. */
  readonly caFile?: string;
  /** Trust any certificate. */
  readonly insecure?: boolean;
}

interface Headers {
  readonly [name: string]: string;
}

/** The address of an agent that is a server, from the words of its command line; undefined for a command. */
export function serverOf(argv: readonly string[]): URL | undefined {
  const [first = '', ...more] = argv;
  return more.length === 0 && /^https?:\/\//i.test(first) ? (URL.parse(first) ?? undefined) : undefined;
}

/**
 * Refuses an address that would show what is said, or a password, to others.
 * @throws AmberError USAGE
 */
export function checkServer(url: URL, { plainHttp = [] }: ServerSettings = {}): void {
  if (url.username !== '' || url.password !== '')
    throw new AmberError('USAGE', `the address of the agent at ${url.host} holds a user or a password`, {
      hint: 'agentHeaders in your own configuration carries credentials: amber help config',
    });
  const host = bareAddress(url.hostname);
  if (url.protocol === 'https:' || isLoopback(host) || plainHttp.includes(host)) return;
  throw new AmberError(
    'USAGE',
    `the agent at ${url.host} is to be reached by plain HTTP, which anyone on the way can read`,
    {
      hint: `https://${url.host}${url.pathname}, or AMBER_PLAIN_HTTP_HOSTS=${host} if the network in between is yours`,
    },
  );
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (isIP(host) === 4 && host.startsWith('127.'))
  );
}

/** The headers for an address: of all entries that match it, the more exact one counts for each header. */
export function headersFor(url: URL, headers: ServerSettings['headers'] = {}): Headers {
  const found = Object.entries(headers)
    .map(([address, given]) => ({ base: new URL(address), given }))
    .filter(({ base }) => base.origin === url.origin && isBeneath(url.pathname, base.pathname))
    .sort((one, other) => one.base.pathname.length - other.base.pathname.length);
  return Object.assign({}, ...found.map(({ given }) => lowerCase(given)));
}

function isBeneath(path: string, base: string): boolean {
  const folder = base.endsWith('/') ? base : `${base}/`;
  return path === base || path.startsWith(folder);
}

function lowerCase(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** What belongs to the connection and to the body: a server would read another request than was sent. */
const FRAMING = new Set([
  'connection',
  'content-length',
  'content-type',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The name of a header that can be none, by its name or its value; undefined if all can be sent. */
export function badHeader(headers: Headers): string | undefined {
  return Object.entries(headers).find(
    ([name, value]) =>
      !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || FRAMING.has(name.toLowerCase()) || /[^\t\x20-\x7e\x80-\xff]/.test(value),
  )?.[0];
}

/** The values of headers, none of which may be shown, also without the word before a token. */
export function headerSecrets(headers: ServerSettings['headers'] = {}): readonly string[] {
  const values = Object.values(headers).flatMap((given) => Object.values(given));
  return values.flatMap((value) => [value, value.replace(/^\S+\s+/, '')]).filter((value) => value.length >= MIN_SECRET);
}

/** Anything shorter also occurs by chance. */
const MIN_SECRET = 6;
