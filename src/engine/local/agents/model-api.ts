import type { Env } from '../../../core/env.ts';

/** The API of an agent's model, of an agent that can be pointed at another address than the API's own. */
export interface ModelApi {
  /** Where it is, unless `addressVariable` names another place. */
  readonly address: string;
  readonly addressVariable: string;
  /** The variables that hold a key, and how the agent sends it. */
  readonly keys: { readonly [variable: string]: KeyHeader };
  /** Variables by which the agent talks to another API, in another way. */
  readonly elsewhere: readonly string[];
  /** What points the agent at an address, beside `addressVariable`. `keyVariable`: one that holds its key. @throws AmberError CONFIG */
  readonly point?: (address: string, keyVariable: string, env: Env) => { readonly [name: string]: string };
}

/** The header that a key is sent in; in `authorization` it stands behind the word Bearer. */
export type KeyHeader = 'authorization' | 'x-api-key' | 'x-goog-api-key';
