import { isIP } from 'node:net';

/**
 * Whether the `Host` of a request is one of ours. A page of a foreign site can make its own name point to this machine
 * (DNS rebinding) and would then be same-origin with us; but its name stays in `Host`. A plain address can't be rebound.
 */
export function isKnownHost(header: string | undefined, allowed: readonly string[]): boolean {
  const name = hostName(header);
  return name !== undefined && (name === 'localhost' || isIP(name) !== 0 || allowed.includes(name));
}

/** The name without port and brackets, in lower case; undefined if there is none. */
function hostName(header: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase().replace(/\.$/, '');
}

/** Whether a request that a browser sent comes from a page of ours: scheme aside, since a proxy in front may add TLS. */
export function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
