import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../src/core/clock.ts';
import { Listening } from '../http-server.ts';
import type { GitServer } from './git-server.ts';
import { answerQuery, queryFaults } from './graphql.ts';
import { fill, type Match, matchRoute, requestFaults, responseFaults } from './openapi.ts';
import { type Answer, answerRoute, invalid } from './routes.ts';
import { GitHubState } from './state.ts';

/** What goes wrong, once, with the next request that fits. */
export interface Fault {
  /** In the route (`post /repos/{owner}/{repo}/issues/{issue_number}/comments`) or `graphql`; any if absent. */
  readonly route?: RegExp;
  /** In the text of a GraphQL query. */
  readonly query?: RegExp;
  /** Said instead of doing anything. */
  readonly answer?: Answer;
  /** The connection ends, before anything was done or after it all was. */
  readonly drop?: 'before' | 'after';
  /** No answer ever comes. */
  readonly hang?: true;
}

/** A request as it came. */
export interface Recorded {
  /** By the clock of the fake, in ms. */
  readonly at: number;
  readonly route: string;
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
}

export interface FakeOptions {
  readonly clock?: Clock;
  /** As a GitHub Enterprise Server: `/api/v3` and `/api/graphql`. */
  readonly enterprise?: boolean;
}

/**
 * GitHub, as far as Amber uses it, over real HTTP. Every request and answer is checked against GitHub's own descriptions;
 * what does not fit is in `violations`, which a test that is done expects to be empty.
 */
export class FakeGitHub implements AsyncDisposable {
  readonly state = new GitHubState();
  readonly requests: Recorded[] = [];
  /** What broke GitHub's descriptions, on either side. */
  readonly violations: string[] = [];
  readonly #faults: Fault[] = [];
  readonly #options: FakeOptions;
  #listening: Listening | undefined;

  private constructor(options: FakeOptions) {
    this.#options = options;
  }

  static async start(options: FakeOptions = {}): Promise<FakeGitHub> {
    const github = new FakeGitHub(options);
    github.#listening = await Listening.http((request, response) => void github.#serve(request, response));
    return github;
  }

  get apiUrl(): string {
    return `${this.#listening?.url ?? ''}${this.#prefix}`;
  }

  get graphqlUrl(): string {
    return `${this.#listening?.url ?? ''}${this.#options.enterprise === true ? '/api' : ''}/graphql`;
  }

  /** Where its repositories are fetched from; nothing is there without it. */
  git: GitServer | undefined;

  /** The variables that GitHub's runner would give a job here. */
  get env(): { readonly [name: string]: string } {
    const { owner, repo } = this.state;
    return {
      GITHUB_API_URL: this.apiUrl,
      GITHUB_GRAPHQL_URL: this.graphqlUrl,
      GITHUB_SERVER_URL: this.git?.url ?? 'https://github.com',
      GITHUB_REPOSITORY: `${owner}/${repo}`,
    };
  }

  fail(...faults: readonly Fault[]): void {
    this.#faults.push(...faults);
  }

  get #prefix(): string {
    return this.#options.enterprise === true ? '/api/v3' : '';
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      let text = '';
      for await (const chunk of request) text += chunk;
      await this.#answer(request, text === '' ? undefined : JSON.parse(text), response);
    } catch (error) {
      this.violations.push(`${request.method} ${request.url}: ${String(error)}`);
      response.destroy();
    }
  }

  async #answer(request: IncomingMessage, body: unknown, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake');
    const isGraphql = request.method === 'POST' && `${url.pathname}` === new URL(this.graphqlUrl).pathname;
    const match = isGraphql ? undefined : this.#match(request.method ?? '', url.pathname);
    const route = isGraphql ? 'graphql' : (match?.route ?? `unknown ${request.method} ${url.pathname}`);
    const fault = this.#takeFault(route, (body as { query?: unknown } | undefined)?.query);
    const record = (status: number): void => {
      this.requests.push({ at: this.#options.clock?.now() ?? 0, route, path: url.pathname, body, status });
    };
    if (fault?.hang === true || fault?.drop === 'before') {
      record(0);
      if (fault.drop !== undefined) request.socket.destroy();
      return;
    }
    const answer = fault?.answer ?? (await this.#do(request, url, match, body, isGraphql));
    record(fault?.drop === undefined ? answer.status : 0);
    if (fault?.drop === 'after') {
      request.socket.destroy();
      return;
    }
    this.#send(answer, response, match, fault !== undefined);
  }

  async #do(
    request: IncomingMessage,
    url: URL,
    match: Match | undefined,
    body: unknown,
    isGraphql: boolean,
  ): Promise<Answer> {
    const token = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const isReader = token === this.state.readToken;
    if (token !== this.state.token && !isReader) return refusal(401, 'Bad credentials');
    if (isReader && request.method !== 'GET' && !isGraphql)
      return refusal(403, 'Resource not accessible by integration');
    if (request.headers['user-agent'] === undefined) return refusal(403, 'Request forbidden by administrative rules.');
    if (isGraphql) return this.#graphql(body as { query: string; variables: { [name: string]: unknown } });
    if (match === undefined) {
      this.violations.push(`Amber is not known to use ${request.method} ${url.pathname}`);
      return refusal(404, 'Not Found');
    }
    const wrong = requestFaults(match, url.searchParams, body);
    this.violations.push(...wrong.map((fault) => `request ${match.route}: ${fault}`));
    if (wrong.length > 0) return invalid(wrong.join('; '));
    if (this.state.denied.has(match.route)) return refusal(403, 'Resource not accessible by integration');
    const now = this.#options.clock?.date() ?? new Date();
    const answer = answerRoute(this.state, match, body, request.headers.accept ?? '', now);
    return answer.status < 300 && typeof answer.body !== 'string'
      ? { ...answer, body: Array.isArray(answer.body) ? answer.body : fill(match, answer.status, answer.body) }
      : answer;
  }

  async #graphql({ query, variables }: { query: string; variables: { [name: string]: unknown } }): Promise<Answer> {
    const wrong = queryFaults(query);
    this.violations.push(...wrong.map((fault) => `graphql: ${fault}`));
    if (wrong.length > 0) return { status: 200, body: { errors: wrong.map((message) => ({ message })) } };
    const { data, errors } = await answerQuery(this.state, query, variables);
    const found = errors?.map(({ message, path }) => ({ type: 'FORBIDDEN', path, message }));
    return { status: 200, body: { data, ...(found === undefined ? {} : { errors: found }) } };
  }

  #send({ status, headers, body }: Answer, response: ServerResponse, match: Match | undefined, isFault: boolean): void {
    const isText = typeof body === 'string';
    if (match !== undefined && !isText && !isFault) {
      const wrong = responseFaults(match, status, body);
      this.violations.push(...wrong.map((fault) => `answer ${status} to ${match.route}: ${fault}`));
    }
    response.writeHead(status, {
      date: (this.#options.clock?.date() ?? new Date()).toUTCString(),
      'content-type': isText ? 'application/vnd.github.raw+json; charset=utf-8' : 'application/json; charset=utf-8',
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '999',
      'x-github-request-id': 'FAKE:0000:000000:0000000:00000000',
      ...headers,
    });
    response.end(isText ? body : JSON.stringify(body ?? {}));
  }

  #match(method: string, path: string): Match | undefined {
    const own = `${this.#prefix}/repos/${this.state.owner}/${this.state.repo}`;
    // Commits of other repositories, which are public, can be asked for too.
    if (path !== own && !path.startsWith(`${own}/`) && !/\/repos\/[^/]+\/[^/]+\/commits\/[^/]+$/.test(path))
      return undefined;
    return matchRoute(method, path.slice(this.#prefix.length));
  }

  #takeFault(route: string, query: unknown): Fault | undefined {
    const at = this.#faults.findIndex(
      (fault) => (fault.route?.test(route) ?? true) && (fault.query?.test(String(query)) ?? true),
    );
    return at === -1 ? undefined : this.#faults.splice(at, 1)[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.git?.[Symbol.asyncDispose]();
    await this.#listening?.[Symbol.asyncDispose]();
  }
}

/** An error as GitHub words it. */
export function refusal(status: number, message: string): Answer {
  const documentation_url = 'https://docs.github.com/rest';
  return { status, body: { message, documentation_url, status: `${status}` } };
}
