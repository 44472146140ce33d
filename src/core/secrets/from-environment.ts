import { isObject } from '../agui/events.ts';
import type { Env } from '../env.ts';
import { literalParts } from '../mcp-servers.ts';
import type { SessionSpec } from '../session/session.ts';
import { percentDecoded } from '../text.ts';

const SECRET_NAME =
  /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PAT)S?(?:_|$)|(?:^|_)AUTH$|^(?:AUTHORIZATION|COOKIE)$/i;
/** `API_KEY_FILE` and the like name a place, not the secret. */
const PLACE_NAME = /_(?:FILE|PATH|DIR|URL|HOST|ENDPOINT|NAME|USER|ID)$/i;
/** The platform writes these into a session's environment by itself: an agent's name and the name of another session. */
const PLATFORM_NAMES: ReadonlySet<string> = new Set(['RUNNER_TYPE', 'RUNNER_STATE_DIR', 'PARENT_SESSION_ID']);
/** Anything shorter also occurs by chance. */
const MIN_LENGTH = 8;

/** The values of an environment that must not appear anywhere, by the names of their variables. */
export function secretsOf(...environments: readonly Env[]): readonly string[] {
  return valuesIn(environments, isSecret);
}

/**
 * The values that a user gives to a session: which of them are secret only the user knows, so all of them count as
 * secret, whatever their names.
 */
export function givenSecrets(...environments: readonly Env[]): readonly string[] {
  return valuesIn(environments, (name, value) => value.length >= MIN_LENGTH && !PLATFORM_NAMES.has(name));
}

/** Of a query. Nothing else tells such a value from others, so more names count than of variables. */
const SECRET_PARAMETER =
  /token|secret|passw|passphrase|credential|jwt|(?:^|[^a-z])(?:pwd|pass|pat|sig|auth)(?:[^a-z]|$)|(?:key|signature|authorization)s?$/i;
/** A query is part of an address that the user chose: of its values fewer occur by chance. */
const MIN_PARAMETER_LENGTH = 6;

/** The secrets in the queries of addresses, wherever these stand in the texts: `https://host/r.git?private_token=…`. */
export function secretsInAddresses(...found: readonly string[]): readonly string[] {
  const queries = found
    .flatMap((text) => text.match(/:\/\/[^\s"'<>\\]*/g) ?? [])
    .map((url) => url.replace(/^[^?]*/, ''));
  const values = queries.flatMap((query) =>
    [...query.matchAll(/[?&;]([^=&;#?]+)=([^&;#]+)/g)].flatMap(([, name = '', value = '']) =>
      SECRET_PARAMETER.test(percentDecoded(name)) ? [value, percentDecoded(value)] : [],
    ),
  );
  return [...new Set(values.filter((value) => value.length >= MIN_PARAMETER_LENGTH))];
}

/** Someone else can have written a session’s file. */
const isString = (value: unknown): value is string => typeof value === 'string';

/**
 * The secrets that a session carries: in its variables, in the addresses of its repositories and its agent, and in its
 * MCP servers’ variables, headers, addresses and arguments.
 */
export function secretsIn(spec: SessionSpec): readonly string[] {
  const { activeWorkflow, environmentVariables = {}, mcpServers = {}, repos = [], runnerType = '' } = spec;
  const servers: { readonly [field: string]: unknown }[] = Object.values(mcpServers.custom ?? {}).filter(isObject);
  const found = [
    ...givenSecrets(...servers.map(({ env }) => texts(env))),
    ...secretsOf(...servers.map(({ headers }) => texts(headers))).flatMap((value) => [
      value,
      value.replace(SCHEME, ''),
    ]),
    ...secretsOf(...servers.flatMap(({ url, args }) => [...parametersOf(url), ...optionsOf(args)])),
  ];
  return [
    ...givenSecrets(environmentVariables),
    ...secretsInAddresses(...[runnerType, activeWorkflow?.gitUrl, ...repos.map(({ url }) => url)].filter(isString)),
    // A variable's name in place of its value is no secret.
    ...found.flatMap(literalParts).filter((value) => value.length >= MIN_LENGTH),
  ];
}

/** Of `Authorization`: a token can appear without it. */
const SCHEME = /^[A-Za-z]{1,16} +/;

function parametersOf(url: unknown): readonly Env[] {
  if (typeof url !== 'string' || !URL.canParse(url)) return [];
  return [...new URL(url).searchParams].map(([name, value]) => ({ [name]: value }));
}

/** Of a command line: `--api-key=…`, `--api-key …`, `API_KEY=…`. */
function optionsOf(args: unknown): readonly Env[] {
  const words = Array.isArray(args) ? args.filter((word) => typeof word === 'string') : [];
  return words.map((word, at) => {
    const [, name = word, value = words[at + 1] ?? ''] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    return { [name]: value };
  });
}

function valuesIn(environments: readonly Env[], isMeant: (name: string, value: string) => boolean): readonly string[] {
  const found = environments.flatMap((env) =>
    Object.entries(env).flatMap(([name, value = '']) => (isMeant(name, value) ? [value] : [])),
  );
  return [...new Set(found)];
}

function texts(json: unknown): Env {
  if (!isObject(json)) return {};
  return Object.fromEntries(
    Object.entries(json).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

function isSecret(name: string, value: string): boolean {
  if (value.length < MIN_LENGTH || !SECRET_NAME.test(name) || PLACE_NAME.test(name)) return false;
  // GOOGLE_APPLICATION_CREDENTIALS and its kind hold a path.
  return !(/CREDENTIALS?$/i.test(name) && value.startsWith('/'));
}
