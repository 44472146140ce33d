import { Listening } from './http-server.ts';

/** What a request is answered with: an object, or a status with Kubernetes' word for it. */
export type ApiAnswer = object | number;

/** An API server that knows some answers, over plain HTTP: for what a command makes of them. */
export interface ApiServer extends AsyncDisposable {
  readonly url: string;
  readonly kubeconfig: string;
  /** What was asked: `GET /version`. */
  readonly asked: readonly string[];
}

/** A context's name as a cloud gives it. */
export const EKS = 'arn:aws:eks:eu-west-1:1:cluster/x';

/** A kubeconfig for a server: its current context is `team`, in namespace `team-a`; `EKS` is the other, in `team-b`. */
export function kubeconfigFor(url: string): string {
  return `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "${url}"}}]
users: [{name: u, user: {token: a-token-of-nobody}}]
contexts:
- {name: team, context: {cluster: c, user: u, namespace: team-a}}
- {name: "${EKS}", context: {cluster: c, user: u, namespace: team-b}}
current-context: team
`;
}

const REASONS: { readonly [status: number]: string } = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  503: 'ServiceUnavailable',
};

/** The words of the API server's own access rules, and of a Service without a ready pod. */
const WORDS: { readonly [status: number]: string } = {
  403: 'it is forbidden: User "nobody" cannot use resource "it"',
  503: 'no endpoints available for service "it"',
};

/** `answers` by method and path, without its query. What is not in there does not exist. `warning`: stands with each of them. */
export async function apiServer(
  answers: { readonly [request: string]: ApiAnswer | ((body: unknown) => ApiAnswer) },
  warning?: string,
): Promise<ApiServer> {
  const asked: string[] = [];
  const server = await Listening.http(async (incoming, outgoing) => {
    let text = '';
    for await (const piece of incoming.setEncoding('utf8')) text += piece as string;
    const request = `${incoming.method} ${incoming.url?.split('?')[0]}`;
    asked.push(request);
    const known = answers[request] ?? 404;
    const answer = typeof known === 'function' ? known(text === '' ? undefined : JSON.parse(text)) : known;
    const status = typeof answer === 'number' ? answer : 200;
    const body =
      typeof answer === 'number'
        ? {
            kind: 'Status',
            status: 'Failure',
            reason: REASONS[answer],
            message: WORDS[answer] ?? `${request}: ${REASONS[answer]}`,
            code: answer,
          }
        : answer;
    if (warning !== undefined) outgoing.setHeader('warning', `299 - ${JSON.stringify(warning)}`);
    outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return {
    url: server.url,
    kubeconfig: kubeconfigFor(server.url),
    asked,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
