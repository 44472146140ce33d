import { getOctokit } from '@actions/github';
import { Deadline } from '../../async/abort.ts';
import type { Clock } from '../../core/clock.ts';
import type { Env } from '../../core/env.ts';
import { AmberError, isAmberError } from '../../core/errors.ts';
import { fetchThrough } from './octokit-fetch.ts';
import { type Failure, withRetries } from './retry.ts';

export interface GitHubOptions {
  readonly token: string;
  /** `https://api.github.com`, or a GitHub Enterprise Server's `https://HOST/api/v3`. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly owner: string;
  readonly repo: string;
  readonly clock: Clock;
  /** For the proxy variables. */
  readonly env: Env;
  /** Ends all that is under way, beside each call's own signal. */
  readonly signal?: AbortSignal;
  /** The longest that the pauses of one call may take together, in ms; a minute and a half if absent. */
  readonly waitMs?: number;
  /** Called for each request, also for one that is sent again. */
  readonly onRequest?: (request: SentRequest) => void;
}

/** A request as it leaves. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  /** Of GraphQL, the text of the body. */
  readonly body?: string;
}

/** What a request of Octokit's takes beside its parameters. */
export interface RequestOptions {
  readonly signal: AbortSignal;
}

const MAX_WAIT_MS = 90_000;
/** For one answer. GitHub's own limit is 10 s. */
const ANSWER_TIMEOUT_MS = 20_000;
const ignore = (): void => undefined;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** The toolkit's Octokit, with patience, time limits, and errors as Amber has them. */
export class GitHubClient {
  readonly octokit: ReturnType<typeof getOctokit>;
  readonly #options: GitHubOptions;
  /** Until then nothing is asked: GitHub bars those who go on while it asks them to wait. By the clock's `now`. */
  #quietUntil = 0;

  constructor(options: GitHubOptions) {
    const { token, apiUrl, env, onRequest } = options;
    this.#options = options;
    const send = fetchThrough(env);
    this.octokit = getOctokit(token, {
      baseUrl: apiUrl.replace(/\/$/, ''),
      log: SILENT,
      userAgent: 'amber',
      request: {
        fetch: (url: string, init: Parameters<typeof send>[1]) => {
          onRequest?.({ url, ...init });
          return send(url, init);
        },
      },
    });
  }

  /**
   * One call, again where that makes sense.
   * @throws AmberError, or the signal's reason
   */
  ask<T>(
    call: (request: RequestOptions) => Promise<T>,
    signal: AbortSignal | undefined,
    isIdempotent = true,
  ): Promise<T> {
    const { clock, waitMs = MAX_WAIT_MS, signal: all } = this.#options;
    const either = AbortSignal.any([all, signal].filter((one) => one !== undefined));
    const attempt = async (): Promise<T> => {
      for (let left = this.#left(); left > 0; left = this.#left()) await clock.sleep(left, either);
      const limit = new Deadline(clock, ANSWER_TIMEOUT_MS, either);
      try {
        return await call({ signal: limit.signal });
      } catch (error) {
        // Octokit wraps it. A proxy or a certificate that is refused is no outage, and says itself what to do.
        const { cause } = error as { cause?: unknown };
        throw isAmberError(cause) && cause.code !== 'UNAVAILABLE' ? cause : error;
      } finally {
        limit.clear();
      }
    };
    const limited = (pause: number): void => {
      this.#quietUntil = Math.max(this.#quietUntil, clock.now() + pause);
    };
    return withRetries(attempt, failureOf, isIdempotent, { clock, waitMs, signal: either, limited });
  }

  #left(): number {
    return this.#quietUntil - this.#options.clock.now();
  }

  /** A query, or a mutation that may be done twice. `unread` is called with each part that is null since it can't be read. */
  graphql<T>(
    query: string,
    variables: object,
    signal: AbortSignal | undefined,
    unread?: (path: readonly (string | number)[]) => void,
  ): Promise<T> {
    return this.ask(async (request) => {
      const post = { method: 'POST', url: this.#options.graphqlUrl, query, variables, request } as const;
      const { data, headers } = await this.octokit.request(post).catch((error: { readonly status?: unknown }) => {
        throw NO_ROUTE.has(error.status) ? this.#noGraphql(`answers ${error.status}`, error) : error;
      });
      if (typeof data !== 'object' || data === null) throw this.#noGraphql('answers with no JSON');
      const known = dataOf<T>(data, headers);
      for (const { path } of (data as { errors?: readonly GraphqlError[] }).errors ?? []) unread?.(path ?? []);
      return known;
    }, signal);
  }

  /** Servers that only look like GitHub have no GraphQL. */
  #noGraphql(how: string, cause?: unknown): AmberError {
    return new AmberError('UNSUPPORTED', `this server has no GraphQL API: ${this.#options.graphqlUrl} ${how}`, {
      hint: 'Amber reads threads with it: github.com and GitHub Enterprise Server have it; GITHUB_GRAPHQL_URL says where. A step with the input prompt needs none',
      cause,
    });
  }
}

/** What a server says that does not know the address: GraphQL itself never does. */
const NO_ROUTE: ReadonlySet<unknown> = new Set([404, 405, 410, 501]);

/** GraphQL says 200 and then that something is wrong. */
class GraphqlRefusal extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

interface GraphqlError {
  readonly type?: string;
  readonly message?: string;
  /** The part of the answer that is null for it. */
  readonly path?: readonly (string | number)[];
}

/** A query that took GitHub too long, or met a fault of its own: it has no type, and comes with 200. */
const OUTAGE = /^Something went wrong while executing your query/;

const STATUS: { readonly [type: string]: number } = {
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  RATE_LIMITED: 429,
  RATE_LIMIT: 429,
};

/** A part that the token may not see is null and has an error: the rest counts all the same. */
function dataOf<T>(answer: unknown, headers: Failure['headers']): T {
  const { data, errors = [] } = answer as {
    data?: { [key: string]: unknown } | null;
    errors?: readonly GraphqlError[];
  };
  const [first] = errors;
  const hasAny = Object.values(data ?? {}).some((value) => value !== null);
  if (hasAny || (first === undefined && data != null)) return data as T;
  throw new GraphqlRefusal({
    status: STATUS[first?.type ?? ''] ?? (OUTAGE.test(first?.message ?? '') ? 502 : 400),
    headers,
    message: first?.message ?? 'an answer without data',
    neverSent: false,
  });
}

/** Where nothing was sent: the name was not found, or no program listens there. */
const UNREACHED: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** What Octokit throws. It calls a connection that broke an answer of 500; what came with no answer is none. */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof GraphqlRefusal) return error.failure;
  if (!(error instanceof Error)) return undefined;
  const { status, response } = error as { status?: unknown; response?: { headers: Failure['headers'] } };
  if (typeof status === 'number' && response !== undefined)
    return { status, headers: response.headers, message: error.message, neverSent: false };
  if (status === undefined && error.name !== 'TimeoutError') return undefined;
  const causes = [error, error.cause, (error.cause as Error | undefined)?.cause] as readonly { code?: unknown }[];
  return {
    status: 0,
    headers: {},
    message: error.message,
    neverSent: causes.some((cause) => UNREACHED.has(cause?.code)),
  };
}
