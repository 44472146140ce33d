import { isObject, object, text } from '../../core/agui/events.ts';
import { AmberError, type ErrorCode } from '../../core/errors.ts';
import { shellWord } from '../../core/text.ts';
import { HttpFailure } from '../../http/errors.ts';
import { type Asked, deedOf, GROUP, PLURAL } from './api-paths.ts';

type Json = { readonly [field: string]: unknown };

/** Who asks, for the words of a hint. */
export interface Asker {
  readonly server: string;
  /** Flags for kubectl that make it ask as the same user: `["--context", "team"]`. */
  readonly flags: readonly string[];
}

/** Kubernetes' `Status`, as far as Amber reads it. */
interface Status {
  readonly message: string;
  readonly reason?: string;
  readonly details: Json;
}

/** The HTTP status behind an error of a cluster; undefined where no answer came. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof AmberError && error.cause instanceof HttpFailure ? error.cause.status : undefined;
}

/** The `reason` of the API server's answer behind an error: `AlreadyExists`, `Expired` … */
export function reasonOf(error: unknown): string | undefined {
  return error instanceof AmberError && error.cause instanceof HttpFailure
    ? readStatus(error.cause.body)?.reason
    : undefined;
}

/** How long the API server asks to wait before the next try, in ms. */
export function retryAfterOf(error: unknown): number | undefined {
  if (!(error instanceof AmberError && error.cause instanceof HttpFailure)) return undefined;
  const seconds = Number(error.cause.headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}

/** An answer that is no success, or a request that got none → the error to throw. */
export function clusterError(error: AmberError, asked: Asked, asker: Asker): AmberError {
  const { cause } = error;
  if (!(cause instanceof HttpFailure)) return troubleOf(error, asked, asker);
  const { code, says, hint } = faultOf(cause, error.code, asked, asker);
  return new AmberError(code, `cannot ${deedOf(asked)}: ${says}`, { ...(hint !== undefined && { hint }), cause });
}

function troubleOf(error: AmberError, asked: Asked, { flags }: Asker): AmberError {
  const isAway = error.code === 'UNAVAILABLE' || error.code === 'TIMEOUT';
  const hint = error.hint ?? (isAway ? `is the cluster up? ${kubectl('cluster-info', flags)}` : undefined);
  return new AmberError(error.code, `cannot ${deedOf(asked)}: ${error.message}`, {
    ...(hint !== undefined && { hint }),
    cause: error,
  });
}

interface Fault {
  readonly code: ErrorCode;
  readonly says: string;
  readonly hint?: string;
}

/** What a rule of a cluster's own says where it refuses, or can't be asked → whom to ask about it. */
const RULES = [
  ['admission webhook "', 'a rule of this cluster refuses it: the owner of that webhook can say what it wants'],
  ['failed calling webhook "', 'a webhook of this cluster does not answer: its owner can repair it'],
  ["ValidatingAdmissionPolicy '", 'a rule of this cluster refuses it: the owner of that policy can say what it wants'],
] as const;

function faultOf({ status, body }: HttpFailure, code: ErrorCode, asked: Asked, asker: Asker): Fault {
  const own = readStatus(body);
  const says = `${status} ${own === undefined ? 'from something that is no API server' : plain(own.message)}`;
  if (status === 401)
    return { code, says, hint: `the cluster does not take these credentials: ${kubectl('auth whoami', asker.flags)}` };
  const hint = RULES.find(([words]) => own?.message.includes(words))?.[1];
  if (hint !== undefined) return { code: status === 403 ? 'FORBIDDEN' : code, says, hint };
  if (status === 403) return { code, says, hint: forbiddenHint(own, asked, asker.flags) };
  if (status === 404) return missing(own, says, asked, asker);
  if (own === undefined && status < 500 && status !== 408 && status !== 429)
    return { code: 'BAD_RESPONSE', says: `${says}: ${asker.server}`, hint: 'check the server of the kubeconfig' };
  if (status === 400 || status === 422) return { code: 'INVALID', says };
  if (status === 410) return { code: 'UNAVAILABLE', says };
  if (code === 'UNAVAILABLE') return { code, says, hint: 'try again in a moment' };
  return { code, says };
}

/** `cannot <verb> resource` are the words of the API server's own access rules; a quota or a namespace that ends has others. */
function forbiddenHint(own: Status | undefined, asked: Asked, flags: readonly string[]): string {
  if (own !== undefined && !/\bcannot \w+ resource\b|\bcannot impersonate\b/.test(own.message))
    return kubectl(`get events${inNamespace(asked)}`, flags);
  const impersonation = impersonationOf(own?.message, flags);
  const { verb, group, resource, subresource, name } = impersonation ?? asked;
  const asking =
    impersonation === undefined ? flags : flags.filter((_, at) => !isOfAs(flags[at]) && !isOfAs(flags[at - 1]));
  const kind = `${resource}${group === '' ? '' : `.${group}`}${verb !== 'create' && name ? `/${name}` : ''}`;
  const sub = subresource === undefined ? '' : ` --subresource=${subresource}`;
  return `ask an administrator of the cluster for it, and check: ${kubectl(`auth can-i ${verb} ${kind}${sub}${impersonation === undefined ? inPlace(asked) : ''}`, asking)}`;
}

const isOfAs = (flag: string | undefined): boolean => flag === '--as' || flag === '--as-group';

/**
 * What the API server says was missing, where that is not what was asked for, but to ask in somebody else's name. Since
 * Kubernetes 1.36 its words are those of a right to do just this for somebody; the older right, to act as them, is enough.
 */
function impersonationOf(message = '', flags: readonly string[]): Asked | undefined {
  const [, resource, name] =
    /^(users|groups|serviceaccounts|uids|userextras)(?:\.[\w.]+)? "([^"]*)" is forbidden: .*cannot impersonate/.exec(
      message,
    ) ?? (/cannot impersonate-on:/.test(message) ? ['', 'users', flags.find((_, at) => flags[at - 1] === '--as')] : []);
  return resource === undefined ? undefined : { verb: 'impersonate', group: '', resource, ...(name && { name }) };
}

/** 404 has three meanings: no such object, no such namespace, no such kind. The last one is never "the session is gone". */
function missing(own: Status | undefined, says: string, asked: Asked, { flags, server }: Asker): Fault {
  const kind = own === undefined ? undefined : text(own.details, 'kind');
  if (own !== undefined && kind === 'namespaces' && asked.resource !== 'namespaces')
    return {
      code: 'NOT_FOUND',
      says,
      hint: `${kubectl('get namespaces', flags)}, or --project with one that is there`,
    };
  const isObjectMissing = own !== undefined && asked.name !== undefined && text(own.details, 'name') === asked.name;
  if (isObjectMissing)
    return asked.resource === PLURAL
      ? { code: 'NOT_FOUND', says, hint: listHint(asked, flags) }
      : { code: 'NOT_FOUND', says };
  if (asked.group !== GROUP) return { code: own === undefined ? 'BAD_RESPONSE' : 'NOT_FOUND', says };
  return {
    code: 'UNSUPPORTED',
    says: `${server} knows no AgenticSession: the CustomResourceDefinition is missing`,
    hint: `amber crd | ${kubectl('apply --server-side -f -', flags)}`,
  };
}

/** Amber's flags for a cluster are kubectl's. */
function listHint({ namespace }: Asked, flags: readonly string[]): string {
  const project = namespace === undefined ? [] : ['--project', namespace];
  return ['amber list --engine kubernetes', ...[...project, ...flags].map(shellWord)].join(' ');
}

/** Without a flag kubectl asks about the namespace of the context. */
function inPlace(asked: Asked): string {
  return asked.namespace === undefined && asked.resource === PLURAL ? ' --all-namespaces' : inNamespace(asked);
}

function inNamespace({ namespace }: Asked): string {
  return namespace === undefined ? '' : ` --namespace ${shellWord(namespace)}`;
}

/** A call of kubectl that asks as Amber did. */
function kubectl(call: string, flags: readonly string[]): string {
  return ['kubectl', call, ...flags.map(shellWord)].join(' ');
}

/** The `Status` that an API server answers errors with; undefined for anybody else's words. */
function readStatus(body: string): Status | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  return statusFrom(json);
}

/** The `Status` in an answer or in a watch's ERROR frame; undefined for anything else. */
export function statusFrom(json: unknown): (Status & { readonly code?: number }) | undefined {
  if (!isObject(json) || json.kind !== 'Status') return undefined;
  const reason = text(json, 'reason');
  return {
    message: text(json, 'message') ?? reason ?? 'without a word',
    ...(reason !== undefined && { reason }),
    ...(typeof json.code === 'number' && { code: json.code }),
    details: object(json, 'details') ?? {},
  };
}

/** Foreign text in a message of ours: one line, no control characters, no more than a person reads. */
export function plain(says: string): string {
  const line = says.replace(/\p{Cc}+/gu, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}
