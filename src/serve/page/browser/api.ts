import type { SessionSummary } from '../../../core/list/session-summary.ts';
import type { Session } from '../../../core/session/session.ts';

export const SIGNED_OUT =
  'You are signed out: open a new link of amber serve in this browser, and this page goes on by itself.';

/** There is no way to the server, or none without a new sign-in: nothing that one action could do about. */
export class Offline extends Error {}

/** What the API answers. @throws Offline, Refusal */
export async function api<Body>(path: string, options: RequestInit = {}): Promise<Body> {
  let answer: Response;
  try {
    answer = await fetch(`/api${path}`, {
      ...options,
      headers: options.body === undefined ? {} : { 'content-type': 'application/json' },
    });
  } catch {
    throw new Offline('The server can not be reached: is amber serve still running?');
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  if (answer.status === 401) throw new Offline(SIGNED_OUT);
  throw new Refusal(
    typeof body.error === 'string' ? body.error : `The server answered ${answer.status}`,
    answer.status,
  );
}

/** What the API would not do. */
export class Refusal extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export const post = <Body>(path: string, body: object = {}): Promise<Body> =>
  api(path, { method: 'POST', body: JSON.stringify(body) });

export const sessionsPath = (project: string): string => `/projects/${encodeURIComponent(project)}/agentic-sessions`;

export const sessionPath = (project: string, name: string): string =>
  `${sessionsPath(project)}/${encodeURIComponent(name)}`;

/** The page of a project's sessions. */
export const listPath = (project: string): string => `/?project=${encodeURIComponent(project)}`;

/** The page of a session. */
export const pagePath = (project: string, name: string): string =>
  `/projects/${encodeURIComponent(project)}/sessions/${encodeURIComponent(name)}`;

export interface ListedSession extends Session {
  readonly summary: SessionSummary;
}

/** A page of a list, as it is asked for with summaries. */
export interface SessionList {
  readonly items: readonly ListedSession[];
  readonly totalCount: number;
  readonly hasMore: boolean;
}

/** An id that nobody else has. `crypto.randomUUID` is there only over TLS and on loopback. */
export const newId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
