import { isObject, object, text } from '../../core/agui/events.ts';
import type { Clock } from '../../core/clock.ts';
import { AmberError, isAmberError } from '../../core/errors.ts';
import type { SessionRef } from '../../core/session/session.ts';
import { sessionPath } from '../../engine/kubernetes/api-paths.ts';
import type { Cluster } from '../../engine/kubernetes/cluster-client.ts';
import { keyed } from '../run-backend.ts';
import type { RunnerAddress } from '../serve-options.ts';

/** Each runner has a token of its own (docs/platform.md, "The runner"). */
const TOKEN_HEADER = 'X-Ambient-Session-Token';

/** How long a runner's token is kept: it is made with a session's first pod and never changes; only the session may (ms). */
const TOKEN_LIFE = 60_000;
const MAX_TOKENS = 5_000;

export interface ClusterRunnersDeps {
  readonly cluster: Pick<Cluster, 'request'>;
  readonly clock: Clock;
  /** `{service}`, `{namespace}` and `{session}` stand for the names. */
  readonly url: string;
}

/** The runners of a cluster's sessions: each behind a Service of its own, with a token of its own. */
export class ClusterRunners {
  readonly #deps: ClusterRunnersDeps;
  readonly #tokens = new Map<string, { readonly token: string; readonly until: number }>();

  constructor(deps: ClusterRunnersDeps) {
    this.#deps = deps;
  }

  /** @throws AmberError UNAVAILABLE if the session has no runner yet, INVALID if it never has one, FORBIDDEN if serve may not know its token */
  async address(ref: SessionRef): Promise<RunnerAddress> {
    // The operator makes no Service for it, and the address would be one of another place.
    if (ref.name.includes('.'))
      throw new AmberError('INVALID', `a session with a dot in its name has no runner: "${ref.name}"`);
    const token = await this.#token(ref);
    const names: { readonly [name: string]: string } = {
      service: `session-${ref.name}`,
      namespace: ref.project,
      session: ref.name,
    };
    const url = this.#deps.url.replace(/\{(\w+)\}/g, (all, name: string) => names[name] ?? all);
    return { url: url.replace(/\/+$/, ''), headers: { [TOKEN_HEADER]: token } };
  }

  /** A merge patch without a resourceVersion: it cannot conflict with anybody's. */
  async touch(ref: SessionRef, at: Date): Promise<void> {
    await this.#deps.cluster.request('PATCH', `${sessionPath(ref)}/status`, {
      contentType: 'application/merge-patch+json',
      body: { status: { lastActivityTime: `${at.toISOString().slice(0, 19)}Z` } },
    });
  }

  /** The session is gone: another one of its name has another token. */
  forget(ref: SessionRef): void {
    this.#tokens.delete(keyed(ref).key);
  }

  async #token(ref: SessionRef): Promise<string> {
    const { clock } = this.#deps;
    const { key } = keyed(ref);
    const known = this.#tokens.get(key);
    if (known !== undefined && known.until > clock.now()) return known.token;
    const token = await this.#read(ref);
    this.#tokens.delete(key);
    this.#tokens.set(key, { token, until: clock.now() + TOKEN_LIFE });
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size > MAX_TOKENS && oldest !== undefined) this.#tokens.delete(oldest);
    return token;
  }

  /** By its usual name: anyone who may annotate a session could name another secret. */
  async #read({ project, name }: SessionRef): Promise<string> {
    const path = `/api/v1/namespaces/${encodeURIComponent(project)}/secrets/ambient-runner-token-${encodeURIComponent(name)}`;
    const secret = await this.#deps.cluster.request('GET', path).then(
      (answer) => answer.json(),
      (error: unknown) => {
        if (isAmberError(error, 'NOT_FOUND')) return undefined;
        throw error;
      },
    );
    const data = isObject(secret) ? text(object(secret, 'data') ?? {}, 'agui-token') : undefined;
    const token = Buffer.from(data ?? '', 'base64')
      .toString()
      .trim();
    // No cause: no runner was reached, and there may be one soon.
    if (!/^[\x21-\x7e]+$/.test(token)) throw new AmberError('UNAVAILABLE', `session "${name}" has no runner yet`);
    return token;
  }
}
