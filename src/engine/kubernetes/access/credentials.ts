import type { RequestOptions } from 'node:https';
import { within } from '../../../async/abort.ts';
import { isObject, object, text } from '../../../core/agui/events.ts';
import type { Clock } from '../../../core/clock.ts';
import { AmberError, messageOf, systemCodeOf } from '../../../core/errors.ts';
import type { Trust } from '../../../http/pool.ts';
import type { HttpProxy } from '../../../http/proxy.ts';
import { isSocks } from '../../../http/socks.ts';
import type { SentHeaders } from '../../../http/transport.ts';
import type { KubeContext } from './kubeconfig.ts';

type Json = { readonly [field: string]: unknown };

/** How one request is made: who asks, whom it trusts, and by which way it goes. */
export interface Access {
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

/** Some credential plugins open a browser (ms). */
const PLUGIN_TIMEOUT = 120_000;

/**
 * Credentials of a kubeconfig's context, by the Kubernetes client's `KubeConfig`: it knows client certificates, tokens,
 * token files that are replaced, and credential plugins. Of that library nothing else is used. Its connections know no
 * NO_PROXY and no time limit; its typed APIs hide warnings and statuses from the caller, and are 1.3 MB; its `Watch`
 * swallows what the consumer throws, and a line that is no JSON.
 */
export class ClusterCredentials {
  readonly #load: () => Promise<KubeContext>;
  readonly #overrides: AccessOverrides;
  readonly #clock: Clock;
  #opened: Promise<() => Promise<Access>> | undefined;
  /** Requests that begin together share one call of a credential plugin. */
  #asking: Promise<Access> | undefined;

  /** @param load reads the context anew: its file may have changed since */
  constructor(load: () => Promise<KubeContext>, overrides: AccessOverrides, clock: Clock) {
    this.#load = load;
    this.#overrides = overrides;
    this.#clock = clock;
  }

  /** What the next request is made with. @throws AmberError CONFIG, UNAUTHENTICATED */
  get(): Promise<Access> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** Asks everything anew after `refused` was not taken; undefined if there is nothing else. @throws AmberError */
  async renew(refused: Access): Promise<Access | undefined> {
    const current = await this.get();
    if (!isSame(current, refused)) return current;
    this.#opened = undefined;
    const fresh = await this.get();
    return isSame(fresh, refused) ? undefined : fresh;
  }

  async #ask(): Promise<Access> {
    this.#opened ??= this.#load().then((context) => opened(context, this.#overrides, this.#clock));
    try {
      return await (await this.#opened)();
    } catch (error) {
      this.#opened = undefined; // the next request tries again
      throw error;
    }
  }
}

function isSame(one: Access, other: Access): boolean {
  return JSON.stringify([one.headers, one.trust]) === JSON.stringify([other.headers, other.trust]);
}

async function opened(context: KubeContext, overrides: AccessOverrides, clock: Clock): Promise<() => Promise<Access>> {
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
      const done = within(
        config.applyToHTTPSOptions(found).then(() => true),
        PLUGIN_TIMEOUT,
        clock,
        false,
      );
      if (!(await done)) throw new Error(`no answer within ${PLUGIN_TIMEOUT / 1_000} s`);
    } catch (error) {
      throw credentialsError(error, context);
    }
    const access = accessOf(found, user, overrides);
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
function libraryUser({ user, cluster, source }: KubeContext): Json {
  const { tokenFile, exec, 'auth-provider': provider, ...rest } = user;
  // In the order of kubectl: a file wins over a token beside it.
  if (typeof tokenFile === 'string' && tokenFile !== '')
    return { ...rest, token: undefined, 'auth-provider': { name: 'tokenFile', config: { tokenFile } } };
  if (isObject(exec)) return { ...rest, exec: pluginOf(exec, cluster) };
  if (!isObject(provider)) return rest;
  const kind = text(provider, 'name') ?? '';
  if (kind !== 'oidc')
    throw new AmberError('CONFIG', `user "${user.name}" of ${source} logs in by auth-provider "${kind}"`, {
      hint: 'Kubernetes has no such providers any more: a credential plugin (exec) takes their place',
    });
  // Renewing would use up the refresh token, which kubectl then has not got.
  const { 'refresh-token': _kept, ...config } = object(provider, 'config') ?? {};
  return { ...rest, 'auth-provider': { name: kind, config } };
}

/** A credential plugin is told what it is asked for in a variable. */
function pluginOf(exec: Json, cluster: Json): Json {
  const { server, 'tls-server-name': tlsServerName, 'certificate-authority-data': caData, extensions } = cluster;
  const config = (Array.isArray(extensions) ? extensions : []).find(
    (one) => isObject(one) && one.name === 'client.authentication.k8s.io/exec',
  );
  const info = {
    apiVersion: text(exec, 'apiVersion') ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo === true && {
        cluster: {
          server,
          'tls-server-name': tlsServerName,
          'certificate-authority-data': caData,
          config: isObject(config) ? config.extension : undefined,
        },
      }),
    },
  };
  const env = Array.isArray(exec.env) ? exec.env.filter(isObject) : [];
  return { ...exec, env: [...env, { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }] };
}

function accessOf(found: RequestOptions, user: Json, overrides: AccessOverrides): Access {
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
      ...(found.servername !== undefined && { serverName: found.servername }),
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

/** What went wrong before anything was sent: a file that can't be read, a plugin that failed. */
function credentialsError(error: unknown, { name, user, source }: KubeContext): AmberError {
  const exec = object(user, 'exec');
  if (exec === undefined)
    return new AmberError('CONFIG', `cannot read the credentials of "${user.name}" in ${source}: ${messageOf(error)}`, {
      cause: error,
    });
  const command = text(exec, 'command') ?? '';
  const isMissing = systemCodeOf(error) === 'ENOENT';
  const said = messageOf(error).trim().split('\n').at(-1) ?? '';
  const why = isMissing ? 'there is no such command' : said === '' ? 'it failed without a word' : said.slice(0, 300);
  return new AmberError(
    isMissing ? 'CONFIG' : 'UNAUTHENTICATED',
    `credential plugin "${command}" of context "${name}": ${why}`,
    {
      hint: (isMissing ? text(exec, 'installHint')?.trim() : undefined) || `kubectl get namespaces --context ${name}`,
      cause: error,
    },
  );
}
