import { AmberError, type ErrorCode } from '../../core/errors.ts';
import { readError } from './api-bodies.ts';
import type { RouteName } from './api-routes.ts';

/** A whole answer of the server, whatever its status. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly body: string;
}

/** What was asked, and of whom: for the words of an error. */
export interface AskedRequest {
  readonly route: RouteName;
  readonly project: string;
  readonly name?: string;
  readonly url: string;
  readonly withToken: boolean;
  /** Another route has said that the token may not do this: what else the answer could mean, it does not. */
  readonly isDenied?: boolean;
}

/** The JSON of an answer; undefined for anything else. */
export function jsonOf(answer: ApiAnswer): unknown {
  try {
    return JSON.parse(answer.body) as unknown;
  } catch {
    return undefined;
  }
}

/** True if the platform itself says this, and not a proxy in front of it: its errors are `{"error": "…"}`. */
function isOwnError(answer: ApiAnswer): boolean {
  return readError(jsonOf(answer)) !== undefined;
}

/** True for an answer to a path that the server has no route for: the platform says it as plain text. */
export function isUnknownRoute(answer: ApiAnswer): boolean {
  return answer.status === 404 && !isOwnError(answer);
}

/** An answer that is no success → the error to throw. Sources: docs/platform.md, "Session API" and "Traps of the objects". */
export function platformError(answer: ApiAnswer, asked: AskedRequest): AmberError {
  const { code, says, hint } = faultOf(answer, asked);
  return new AmberError(code, `cannot ${deedOf(asked)}: ${says}`, hint === undefined ? {} : { hint });
}

/** The error for a success whose body is not what the route answers. */
export function notThisApi(answer: ApiAnswer, asked: AskedRequest): AmberError {
  const what = isHtml(answer) ? 'a web page' : 'something that is not this API';
  return new AmberError(
    'BAD_RESPONSE',
    `cannot ${deedOf(asked)}: ${originOf(asked)} answered ${answer.status} with ${what}`,
    {
      hint: isHtml(answer) ? LOGIN_HINT : URL_HINT,
    },
  );
}

/** A request that got no answer, in the words of what was wanted. */
export function troubleOf(error: AmberError, asked: AskedRequest): AmberError {
  const hint = error.hint ?? (error.code === 'UNAVAILABLE' ? PLACE_HINT : undefined);
  return new AmberError(error.code, `cannot ${deedOf(asked)}: ${error.message}`, {
    ...(hint !== undefined && { hint }),
    cause: error,
  });
}

const LOGIN_HINT = 'this looks like a sign-in page: check --api-url, and that the proxy in front lets tokens through';
const PLACE_HINT = 'is it up? amber doctor shows the address, and where it comes from';
const URL_HINT = 'check --api-url: amber doctor';
const DAY_HINT = 'that is its --max-cost-per-day: wait for midnight (UTC), or ask its operator';
const TOKEN_HINT = 'set AMBER_TOKEN, --token-file or tokenCommand to a token that is valid now';

interface Fault {
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint?: string;
}

function faultOf(answer: ApiAnswer, asked: AskedRequest): Fault {
  const { status } = answer;
  const own = readError(jsonOf(answer));
  const says = `${status} ${own === undefined ? nameOf(status) : plain(own)}`;
  const where = `"${asked.project}"`;
  if (status === 401)
    return { code: 'UNAUTHENTICATED', says, hint: asked.withToken ? TOKEN_HINT : `no token was sent: ${TOKEN_HINT}` };
  if (status === 402 && own !== undefined) return { code: 'FORBIDDEN', says: plain(own), hint: DAY_HINT };
  if (asked.route === 'listProjects' && isUnknownRoute(answer) && !isHtml(answer))
    return {
      code: 'UNSUPPORTED',
      says: `${originOf(asked)} does not say which there are`,
      hint: 'amber list --project NAME',
    };
  if (status === 403 && asked.route === 'listProjects')
    return { code: 'FORBIDDEN', says, hint: 'amber list --project NAME' };
  if (status === 403)
    return { code: 'FORBIDDEN', says, hint: `there is no project ${where}, or this token may not do that in it` };
  if (own === undefined && status < 500 && status !== 408 && status !== 429)
    return isHtml(answer)
      ? { code: 'BAD_RESPONSE', says: `${originOf(asked)} answered ${status} with a web page`, hint: LOGIN_HINT }
      : {
          code: 'BAD_RESPONSE',
          says: `${status} from ${originOf(asked)}, which does not know this API`,
          hint: URL_HINT,
        };
  if (status === 404) return { code: 'NOT_FOUND', says, hint: `amber list --project ${asked.project}` };
  if (status === 409) return { code: 'CONFLICT', says };
  if (status === 501) return { code: 'UNSUPPORTED', says };
  if (status === 408 || status === 429 || status >= 500) return failing(says, own, asked, status);
  return { code: 'INVALID', says };
}

/** The platform answers missing rights with 500 as well, in words that other failures share. */
function failing(says: string, own: string | undefined, asked: AskedRequest, status: number): Fault {
  const rights = `this token may not be allowed to change sessions in "${asked.project}"`;
  if (asked.isDenied)
    return { code: 'FORBIDDEN', says, hint: `the platform says this when ${rights.replace(' be allowed to', '')}` };
  if (own === 'Failed to validate API key configuration')
    return { code: 'FORBIDDEN', says, hint: `the platform says this when ${rights.replace('change', 'create')}` };
  if (asked.route === 'interruptRun' && own !== undefined && (status === 500 || status === 502))
    return { code: 'CONFLICT', says, hint: 'nothing runs in this session now' };
  if (own === 'Failed to update session')
    return { code: 'UNAVAILABLE', says, hint: `try again; if it goes on, ${rights}` };
  if (own === 'Failed to create agentic session')
    return { code: 'UNAVAILABLE', says, hint: 'labels and annotations that Kubernetes refuses end so too' };
  return { code: 'UNAVAILABLE', says, hint: 'try again in a moment' };
}

function deedOf({ route, project, name }: AskedRequest): string {
  const session = `session "${name ?? ''}" in "${project}"`;
  switch (route) {
    case 'listProjects':
      return 'list the projects';
    case 'listSessions':
      return `list the sessions of "${project}"`;
    case 'listPastRuns':
      return `list the past runs of "${project}"`;
    case 'createSession':
      return `create a session in "${project}"`;
    case 'getSession':
      return `read ${session}`;
    case 'patchSession':
    case 'replaceSession':
      return `change ${session}`;
    case 'deleteSession':
      return `delete ${session}`;
    case 'startSession':
      return `start ${session}`;
    case 'stopSession':
      return `stop ${session}`;
    case 'postRun':
      return `send a message to ${session}`;
    case 'streamEvents':
      return `read the events of ${session}`;
    case 'interruptRun':
      return `interrupt ${session}`;
    case 'listTasks':
    case 'taskOutput':
    case 'stopTask':
      return `ask the runner of ${session}`;
    case 'exportSession':
      return `export ${session}`;
  }
}

function originOf(asked: AskedRequest): string {
  return new URL(asked.url).origin;
}

/** True for a web page, by its type or by its first character. */
function isHtml(answer: ApiAnswer): boolean {
  return /\bhtml\b/i.test(String(answer.headers['content-type'] ?? '')) || /^\s*</.test(answer.body);
}

/** Foreign text in a message of ours: one line, no control characters, no more than a person reads. */
function plain(says: string): string {
  // biome's rule against control characters is met by their Unicode class
  const line = says.replace(/\p{Cc}+/gu, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}

const NAMES: { readonly [status: number]: string } = {
  400: 'bad request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not found',
  408: 'request timeout',
  409: 'conflict',
  413: 'content too large',
  429: 'too many requests',
  500: 'internal server error',
  501: 'not implemented',
  502: 'bad gateway',
  503: 'service unavailable',
  504: 'gateway timeout',
};

function nameOf(status: number): string {
  return NAMES[status] ?? '';
}
