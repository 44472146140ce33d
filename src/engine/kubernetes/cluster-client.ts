import type { IncomingMessage } from 'node:http';
import { systemClock } from '../../async/system-clock.ts';
import type { Clock } from '../../core/clock.ts';
import type { Env } from '../../core/env.ts';
import { AmberError } from '../../core/errors.ts';
import { HttpFailure, networkError } from '../../http/errors.ts';
import type { Reach } from '../../http/proxy.ts';
import { failure, request } from '../../http/request.ts';
import { exchange, type SentHeaders } from '../../http/transport.ts';
import { readSettingFile } from '../platform/credentials.ts';
import { ClusterCredentials, type RequestAccess } from './access/cluster-credentials.ts';
import { readContext } from './access/kubeconfig.ts';
import { secretsOfUser } from './access/kubeconfig-secrets.ts';
import { askedOf } from './api-paths.ts';
import { type Asker, clusterError } from './errors.ts';
import { RecentOutage } from './recent-outage.ts';
import { warningsOf } from './warnings.ts';

export interface ClusterOptions {
  /** Paths as in KUBECONFIG, or a whole kubeconfig; see `KubeconfigChoice`. */
  readonly kubeconfig?: string | undefined;
  readonly kubeconfigText?: string | undefined;
  readonly context?: string | undefined;
  /** Whom to act as: `--as`, `--as-group`. */
  readonly as?: string | undefined;
  readonly asGroups?: readonly string[] | undefined;
  /** Takes any certificate of the API server. */
  readonly insecure?: boolean | undefined;
  /** PEM file of the authority that is trusted in place of the kubeconfig's. */
  readonly caFile?: string | undefined;
  /** For KUBECONFIG, HOME, the pod's account and the proxy variables. */
  readonly env: Env;
  /** Shows something to a person, once. */
  readonly notice: (message: string) => void;
  /** Learns what must not be shown anywhere: tokens, passwords, keys. Called again and again. */
  readonly learn?: (secrets: readonly string[]) => void;
  /** See `Reach`. */
  readonly observe?: Reach['observe'];
  readonly clock?: Clock;
  /** Where a pod finds its account; another folder in tests. */
  readonly accountDir?: string;
}

export interface ClusterRequest {
  readonly query?: { readonly [name: string]: string };
  /** Sent as JSON. */
  readonly body?: object;
  /** `application/json` where there is a body; a patch says of which kind it is. */
  readonly contentType?: string;
  readonly headers?: SentHeaders;
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole; 30 s by default. */
  readonly timeoutMs?: number;
}

export interface ClusterAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  /** @throws AmberError BAD_RESPONSE if the body is no JSON */
  json(): unknown;
  /** The texts of the answer's `Warning` headers: fields that were dropped, versions that end. */
  readonly warnings: readonly string[];
}

export interface ClusterStream {
  readonly query?: { readonly [name: string]: string };
  readonly method?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: SentHeaders;
  readonly signal: AbortSignal;
}

export interface ClusterReach extends Reach {
  readonly headers: SentHeaders;
}

/** An API server, with somebody's credentials. */
export interface Cluster {
  /** `https://host:port`, and a path where the cluster has one. */
  readonly server: string;
  /** The namespace of the context. */
  readonly namespace?: string;
  /** Which context of which file this is, in words. */
  readonly source: string;
  /**
   * One request to a path of the API server, whose whole answer is read. Where the credentials are no longer taken (401),
   * they are asked for anew and it is sent once more; nothing else is repeated.
   * @throws AmberError by status, all with the `HttpFailure` as cause (`statusOf`, `reasonOf` of errors.ts): 401
   *   UNAUTHENTICATED, 403 FORBIDDEN with the verb, the resource and the `kubectl auth can-i` to ask, 404 NOT_FOUND
   *   (UNSUPPORTED where the cluster does not know the kind), 409 CONFLICT, 400 and 422 INVALID, 410, 429 and 5xx
   *   UNAVAILABLE, as without an answer; CONFIG for credentials or a certificate; `signal.reason`
   */
  request(method: string, path: string, options?: ClusterRequest): Promise<ClusterAnswer>;
  /**
   * The same as far as the headers of a success: its body is the caller's to read, in chunks, and to destroy. For watches,
   * and for what a service behind the API server streams. No time limit but the signal.
   */
  stream(path: string, options: ClusterStream): Promise<IncomingMessage>;
  /** What a connection of another kind to this server is made with, a WebSocket for example. @throws AmberError */
  reach(): Promise<ClusterReach>;
  /** The bearer token of the caller, if these credentials have one. @throws AmberError */
  token(): Promise<string | undefined>;
  /** The same server with another caller's token, and nothing of these credentials. */
  as(token: string): Cluster;
}

/** A signal that never comes makes a connection that nobody reads: the system notices a dead one by this (ms). */
const KEEP_ALIVE = 15_000;

/** The cluster that a kubeconfig, or the account of the pod, leads to. Nothing is asked of it yet. @throws AmberError CONFIG */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { as, asGroups = [], insecure, caFile, env, clock = systemClock } = options;
  if (as === undefined && asGroups.length > 0)
    throw new AmberError('CONFIG', '--as-group needs --as: a group alone is nobody', { hint: '--as USER' });
  const context = await readContext(options);
  options.learn?.(secretsOfUser(context.user));
  const ca = caFile === undefined ? undefined : await readSettingFile(caFile, `the CA file ${caFile}`);
  const server = String(context.cluster.server).replace(/\/+$/, '');
  const address = URL.parse(server);
  if (address === null || !/^https?:$/.test(address.protocol) || address.search + address.hash !== '')
    throw new AmberError(
      'CONFIG',
      `the server of context "${context.name}" is no address: ${server.replace(/\/\/[^/]*@/, '//')}`,
      {
        hint: 'kubectl config view --minify',
      },
    );
  if (insecure === true || context.cluster['insecure-skip-tls-verify'] === true)
    options.notice('warning: certificates are not checked: anyone in between can read the token');
  const credentials = new ClusterCredentials(() => readContext(options), { as, asGroups, ca, insecure }, env, clock);
  const flags = [
    ...(options.kubeconfig === undefined ? [] : ['--kubeconfig', options.kubeconfig]),
    ...(options.context === undefined ? [] : ['--context', options.context]),
    ...(as === undefined ? [] : ['--as', as]),
    ...asGroups.flatMap((group) => ['--as-group', group]),
  ];
  return new KubernetesCluster(
    { get: () => credentials.get(), renew: (refused) => credentials.renew(refused) },
    {
      asker: { server, flags },
      env,
      learn: options.learn ?? (() => undefined),
      observe: options.observe,
      outage: new RecentOutage(clock),
    },
    {
      ...(context.namespace !== undefined && { namespace: context.namespace }),
      source: `context "${context.name}" of ${context.source}`,
    },
  );
}

/** Where a request's credentials come from. */
interface Accesses {
  get(): Promise<RequestAccess>;
  renew(refused: RequestAccess): Promise<RequestAccess | undefined>;
}

interface Surroundings {
  readonly asker: Asker;
  readonly env: Env;
  readonly learn: (secrets: readonly string[]) => void;
  readonly observe: Reach['observe'];
  readonly outage: RecentOutage;
}

class KubernetesCluster implements Cluster {
  readonly server: string;
  readonly namespace?: string;
  readonly source: string;
  readonly #accesses: Accesses;
  readonly #around: Surroundings;

  constructor(accesses: Accesses, around: Surroundings, place: Pick<Cluster, 'namespace' | 'source'>) {
    this.#accesses = accesses;
    this.#around = around;
    this.server = around.asker.server;
    this.source = place.source;
    if (place.namespace !== undefined) this.namespace = place.namespace;
  }

  request(method: string, path: string, options: ClusterRequest = {}): Promise<ClusterAnswer> {
    const { query = {}, body, signal, timeoutMs, headers, contentType = 'application/json' } = options;
    return this.#authorized(method, path, query, signal, async (access, url) => {
      const answer = await request({
        ...this.#reach(access),
        method,
        url,
        headers: {
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': contentType }),
          ...headers,
          ...access.headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal !== undefined && { signal }),
        ...(timeoutMs !== undefined && { timeoutMs }),
      });
      return {
        status: answer.status,
        headers: answer.headers,
        json: () => {
          try {
            return answer.json();
          } catch (error) {
            throw error instanceof AmberError ? elsewhere(error) : error;
          }
        },
        body: answer.body,
        warnings: warningsOf(answer.headers),
      };
    });
  }

  stream(path: string, options: ClusterStream): Promise<IncomingMessage> {
    const { query = {}, method = 'GET', body, headers, signal } = options;
    return this.#authorized(method, path, query, signal, async (access, url) => {
      const answer = await exchange({
        ...this.#reach(access),
        method,
        url,
        headers: { accept: 'application/json', ...headers, ...access.headers },
        ...(body !== undefined && { body }),
        signal,
      });
      answer.socket.setKeepAlive(true, KEEP_ALIVE);
      const status = answer.statusCode ?? 0;
      if (status < 200 || status > 299) throw await failure(method, url, answer);
      return answer;
    });
  }

  async reach(): Promise<ClusterReach> {
    const access = await this.#access();
    return { ...this.#reach(access), headers: access.headers };
  }

  async token(): Promise<string | undefined> {
    const { headers } = await this.#access();
    return /^Bearer (.+)$/i.exec(String(headers.authorization ?? ''))?.[1];
  }

  as(token: string): Cluster {
    const access = async (): Promise<RequestAccess> => {
      const { trust, proxy } = await this.#accesses.get().catch((cause: unknown) => {
        // Nothing was asked yet: it says nothing of that caller, nor is it their business.
        throw new AmberError('UNAVAILABLE', 'the cluster cannot be asked now', { cause });
      });
      const { cert: _cert, key: _key, ...others } = trust;
      return { headers: { authorization: `Bearer ${token}` }, trust: others, ...(proxy && { proxy }) };
    };
    const { namespace, source } = this;
    return new KubernetesCluster(
      { get: access, renew: async () => undefined },
      { ...this.#around, asker: { server: this.server, flags: [] } },
      { ...(namespace !== undefined && { namespace }), source },
    );
  }

  async #authorized<T>(
    method: string,
    path: string,
    query: { readonly [name: string]: string },
    signal: AbortSignal | undefined,
    send: (access: RequestAccess, url: URL) => Promise<T>,
  ): Promise<T> {
    const search = new URLSearchParams({ ...query }).toString();
    const url = new URL(`${this.server}${path}${search === '' ? '' : `?${search}`}`);
    const access = await this.#access();
    try {
      try {
        return await send(access, url);
      } catch (error) {
        // A refused request had no effect: sending it again is safe.
        const isRefused =
          error instanceof AmberError && error.cause instanceof HttpFailure && error.cause.status === 401;
        const renewed = isRefused ? await this.#accesses.renew(access) : undefined;
        if (renewed === undefined) throw error;
        this.#learn(renewed);
        return await send(renewed, url);
      }
    } catch (error) {
      signal?.throwIfAborted();
      const failed = networkError(method, url, error);
      if (!(failed.cause instanceof HttpFailure) && failed.code !== 'UNAVAILABLE') throw elsewhere(failed);
      const problem = clusterError(failed, askedOf(method, path, query), this.#around.asker);
      throw this.#around.outage.explain(problem);
    }
  }

  async #access(): Promise<RequestAccess> {
    const access = await this.#accesses.get();
    this.#learn(access);
    return access;
  }

  #learn({ headers }: RequestAccess): void {
    const [, secret] = String(headers.authorization ?? '').split(' ');
    if (secret !== undefined) this.#around.learn([secret]);
  }

  #reach({ trust, proxy }: RequestAccess): Reach {
    const { env, observe } = this.#around;
    return { env, ...trust, ...(proxy && { proxy }), ...(observe && { observe }) };
  }
}

/** An answer that no API server gives: the address was read from the kubeconfig, not from a setting. */
function elsewhere(error: AmberError): AmberError {
  if (error.code !== 'BAD_RESPONSE') return error;
  const hint = 'check the server of the kubeconfig, and whether a proxy or a login page stands before it';
  return new AmberError(error.code, error.message, { hint, cause: error.cause });
}
