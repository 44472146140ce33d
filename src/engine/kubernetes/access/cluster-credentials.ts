import type { RequestOptions } from 'node:https';
import { isObject, object, text } from '../../../core/agui/events.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Env } from '../../../core/env.ts';
import { AmberError, messageOf } from '../../../core/errors.ts';
import type { Trust } from '../../../http/pool.ts';
import type { HttpProxy } from '../../../http/proxy.ts';
import { isSocks } from '../../../http/socks.ts';
import type { SentHeaders } from '../../../http/transport.ts';
import { CredentialPlugin, type PluginCredential } from './credential-plugin.ts';
import type { KubeContext } from './kubeconfig.ts';

type Json = { readonly [field: string]: unknown };

/** How one request is made: who asks, whom it trusts, and by which way it goes. */
export interface RequestAccess {
  readonly headers: SentHeaders;
  readonly trust: Trust;
  readonly proxy?: HttpProxy;
}

/** What the caller says in place of the kubeconfig. */
export interface AccessOverrides {
  /** Whom to act as, and as a member of which groups: `--as`, `--as-group`. */
  readonly as?: string | undefined;
  readonly asGroups?: readonly string[] | undefined;
  /** PEM. */
  readonly ca?: string | undefined;
  readonly insecure?: boolean | undefined;
}

/**
 * Credentials of a kubeconfig's context, by the Kubernetes client's `KubeConfig`: it knows client certificates, tokens
 * and token files that are replaced. Of that library nothing else is used. Its connections know no
 * NO_PROXY and no time limit; its typed APIs hide warnings and statuses from the caller, and are 1.3 MB; its `Watch`
 * swallows what the consumer throws, and a line that is no JSON.
 */
export class ClusterCredentials {
  readonly #load: () => Promise<KubeContext>;
  readonly #overrides: AccessOverrides;
  readonly #env: Env;
  readonly #clock: Clock;
  #opened: Promise<() => Promise<RequestAccess>> | undefined;
  /** Requests that begin together share one call of a credential plugin. */
  #asking: Promise<RequestAccess> | undefined;

  /**
   * @param load reads the context anew: its file may have changed since
   * @param env of credential plugins
   */
  constructor(load: () => Promise<KubeContext>, overrides: AccessOverrides, env: Env, clock: Clock) {
    this.#load = load;
    this.#overrides = overrides;
    this.#env = env;
    this.#clock = clock;
  }

  /** What the next request is made with. @throws AmberError CONFIG, UNAUTHENTICATED */
  get(): Promise<RequestAccess> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** Asks everything anew after `refused` was not taken; undefined if there is nothing else. @throws AmberError */
  async renew(refused: RequestAccess): Promise<RequestAccess | undefined> {
    const current = await this.get();
    if (!isSame(current, refused)) return current;
    this.#opened = undefined;
    const fresh = await this.get();
    return isSame(fresh, refused) ? undefined : fresh;
  }

  async #ask(): Promise<RequestAccess> {
    this.#opened ??= this.#load().then((context) => {
      const { tokenFile, token, exec: plugged } = context.user;
      // As with kubectl, what the kubeconfig itself holds comes first: the plugin need not be asked.
      const exec = tokenFile || token || !isObject(plugged) ? undefined : plugged;
      const plugin = exec === undefined ? undefined : new CredentialPlugin(exec, context, this.#env, this.#clock);
      return opened(context, this.#overrides, plugin);
    });
    try {
      return await (await this.#opened)();
    } catch (error) {
      this.#opened = undefined; // the next request tries again
      throw error;
    }
  }
}

function isSame(one: RequestAccess, other: RequestAccess): boolean {
  return JSON.stringify([one.headers, one.trust]) === JSON.stringify([other.headers, other.trust]);
}

async function opened(
  context: KubeContext,
  overrides: AccessOverrides,
  plugin: CredentialPlugin | undefined,
): Promise<() => Promise<RequestAccess>> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const { name, user } = context;
  const { server: _server, 'proxy-url': proxyUrl, ...cluster } = context.cluster;
  const config = new KubeConfig();
  // The library only finds credentials: it is shown a server and no proxy for which it would refuse nothing.
  config.loadFromString(
    JSON.stringify({
      clusters: [{ name, cluster: { ...cluster, server: 'https://kubernetes.invalid' } }],
      users: [{ name: user.name, user: libraryUser(context) }],
      contexts: [{ name, context: { cluster: name, user: user.name } }],
      'current-context': name,
    }),
  );
  const proxy = proxyOf(proxyUrl);
  return async () => {
    const found: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(found);
    } catch (error) {
      throw credentialsError(error, context);
    }
    const access = accessOf(withPlugin(found, await plugin?.get()), user, overrides);
    checkHeaders(access.headers, context);
    if (isObject(user['auth-provider']) && user.tokenFile === undefined && access.headers.authorization === undefined)
      throw new AmberError(
        'UNAUTHENTICATED',
        `the OIDC token of user "${user.name}" in ${context.source} has expired`,
        {
          hint: `kubectl get namespaces --context ${name} renews it`,
        },
      );
    return { ...access, ...(proxy && { proxy }) };
  };
}

/** The user as the library reads one. @throws AmberError CONFIG for ways to log in that Kubernetes itself has given up */
function libraryUser({ user, source }: KubeContext): Json {
  const { tokenFile, exec, 'auth-provider': provider, ...rest } = user;
  // In the order of kubectl: a file wins over a token beside it.
  if (typeof tokenFile === 'string' && tokenFile !== '')
    return { ...rest, token: undefined, 'auth-provider': { name: 'tokenFile', config: { tokenFile } } };
  if (isObject(exec) || !isObject(provider)) return rest;
  const kind = text(provider, 'name') ?? '';
  if (kind !== 'oidc')
    throw new AmberError('CONFIG', `user "${user.name}" of ${source} logs in by auth-provider "${kind}"`, {
      hint: 'Kubernetes has no such providers any more: a credential plugin (exec) takes their place',
    });
  // Renewing would use up the refresh token, which kubectl then has not got.
  const { 'refresh-token': _kept, ...config } = object(provider, 'config') ?? {};
  return { ...rest, 'auth-provider': { name: kind, config } };
}

function withPlugin(found: RequestOptions, given: PluginCredential | undefined): RequestOptions {
  if (given === undefined) return found;
  const { token, cert, key } = given;
  const headers = { ...found.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  return { ...found, headers, ...(cert !== undefined && { cert, key }) };
}

/** What no header can hold is nobody's token and nobody's name: asking again would not help. @throws AmberError CONFIG */
function checkHeaders(headers: SentHeaders, { user, source }: KubeContext): void {
  for (const [name, value] of Object.entries(headers))
    if (!/^[\x20-\x7e]*$/.test([value].flat().join()))
      throw new AmberError('CONFIG', `user "${user.name}" of ${source}: a character that header ${name} can't hold`, {
        hint: name === 'authorization' ? 'a token is one line of ASCII' : 'kubectl config view --minify',
      });
}

function accessOf(found: RequestOptions, user: Json, overrides: AccessOverrides): RequestAccess {
  const { authorization, ...impersonation } = lowerCase(found.headers);
  const basic = typeof found.auth === 'string' ? `Basic ${Buffer.from(found.auth).toString('base64')}` : undefined;
  const authorized = authorization ?? basic;
  const insecure = overrides.insecure === true || found.rejectUnauthorized === false;
  const ca = overrides.ca ?? pem(found.ca);
  const [cert, key] = [pem(found.cert), pem(found.key)];
  return {
    headers: {
      ...impersonation,
      ...impersonationOf(user, overrides),
      ...(authorized !== undefined && { authorization: authorized.trim() }),
    },
    trust: {
      ...(insecure ? { insecure } : ca !== undefined && { ca }),
      ...(cert !== undefined && key !== undefined && { cert, key }),
      ...(typeof found.servername === 'string' && { serverName: found.servername }),
    },
  };
}

/** The flags win over the kubeconfig's `as` as a whole: groups of one user are not another's. */
function impersonationOf(user: Json, { as, asGroups }: AccessOverrides): SentHeaders {
  const given = as !== undefined || (asGroups ?? []).length > 0;
  const groups: unknown = given ? asGroups : user['as-groups'];
  const name = given ? as : text(user, 'as');
  const named = (Array.isArray(groups) ? groups : []).filter((one) => typeof one === 'string');
  return {
    ...(name !== undefined && { 'impersonate-user': name }),
    ...(named.length > 0 && { 'impersonate-group': named }),
  };
}

function lowerCase(headers: RequestOptions['headers']): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function pem(value: unknown): string | undefined {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value.toString() : undefined;
}

function proxyOf(value: unknown): HttpProxy | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const url = URL.parse(value);
  const proxy = url === null ? undefined : { url, variable: 'proxy-url' };
  if (proxy !== undefined && (/^https?:$/.test(proxy.url.protocol) || isSocks(proxy))) return proxy;
  throw new AmberError('CONFIG', `proxy-url of the kubeconfig is no proxy: ${url?.protocol ?? 'no address'}`, {
    hint: 'proxy-url: http://proxy.example.com:3128, or socks5://proxy.example.com:1080',
  });
}

/** What went wrong before anything was sent: a file that can't be read. */
function credentialsError(error: unknown, { user, source }: KubeContext): AmberError {
  return new AmberError('CONFIG', `cannot read the credentials of "${user.name}" in ${source}: ${messageOf(error)}`, {
    cause: error,
  });
}
