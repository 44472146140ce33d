import type { Env } from '../../../core/env.ts';
import { AmberError } from '../../../core/errors.ts';
import type { KeyHeader, RegisteredAgent } from '../agents/known-agents.ts';

/** A key that Amber keeps, and what the agent gets in its place. */
export interface KeptKey {
  readonly variable: string;
  readonly value: string;
  readonly placeholder: string;
  readonly header: KeyHeader;
}

/** What a key proxy is made of. */
export interface KeyPlan {
  /** The model's API: requests go there and nowhere else. */
  readonly upstream: URL;
  readonly keys: readonly KeptKey[];
  /** The agent's environment, once the proxy's address is known. @throws AmberError CONFIG */
  env(address: URL): { readonly [name: string]: string };
}

/**
 * Which keys of an agent's environment Amber can keep, or why it can't. `placeholder` makes one that nobody can guess.
 * @throws AmberError CONFIG if the environment names an address that is none
 */
export function planKeys(
  agent: { readonly name: string; readonly known: RegisteredAgent | undefined },
  env: { readonly [name: string]: string },
  placeholder: () => string,
): KeyPlan | { readonly why: string } {
  const { name, known } = agent;
  if (known === undefined) return { why: `it is not known how the agent "${name}" reaches its model` };
  const { api } = known;
  if (api === undefined) return { why: `the agent "${name}" can't be pointed at another address of its model` };
  const other = api.elsewhere.find((variable) => env[variable]);
  if (other !== undefined) return { why: `${other} makes the agent "${name}" use another API` };
  const keys = Object.entries(api.keys).flatMap(([variable, header]) => {
    const value = env[variable];
    return value ? [{ variable, value, header, placeholder: placeholder() }] : [];
  });
  const [first] = keys;
  if (first === undefined)
    return { why: `the environment has no key of the agent "${name}" (${Object.keys(api.keys).join(', ')})` };
  const upstream = addressOf(env[api.addressVariable] || api.address, api.addressVariable);
  return {
    upstream,
    keys,
    env: (address) => ({
      ...env,
      ...Object.fromEntries(keys.map((key) => [key.variable, key.placeholder])),
      [api.addressVariable]: address.origin,
      ...api.point?.(address.origin, first.variable, env),
      ...direct(address.hostname, env),
    }),
  };
}

function addressOf(text: string, variable: string): URL {
  const url = URL.parse(text);
  if ((url?.protocol === 'https:' || url?.protocol === 'http:') && url.username === '' && url.search === '') return url;
  throw new AmberError(
    'CONFIG',
    `${variable} is no address of an API: it must be an http or https URL without a query`,
  );
}

/** The proxies that the agent knows do not stand between it and this host. */
export function direct(host: string, env: Env): { readonly [name: string]: string } {
  const without = (name: string): string => (env[name] ? `${env[name]},${host}` : host);
  return { NO_PROXY: without('NO_PROXY'), no_proxy: without(env.no_proxy ? 'no_proxy' : 'NO_PROXY') };
}
