import { readFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { isObject, object, text } from '../../../core/agui/events.ts';
import { didYouMean } from '../../../core/did-you-mean.ts';
import type { Env } from '../../../core/env.ts';
import { AmberError, messageOf, systemCodeOf } from '../../../core/errors.ts';
import { readInputFile } from '../../input-file.ts';

type Json = { readonly [field: string]: unknown };
type Named = Json & { readonly name: string };

/** Which kubeconfig, and what of it. */
export interface KubeconfigChoice {
  /** Paths as in KUBECONFIG; where this is absent, KUBECONFIG itself, then ~/.kube/config, then the pod's own account. */
  readonly kubeconfig?: string | undefined;
  /** A whole kubeconfig, in place of all these. */
  readonly kubeconfigText?: string | undefined;
  /** The context; the current one where this is absent. */
  readonly context?: string | undefined;
  readonly env: Env;
  /** Where a pod finds its account; another folder in tests. */
  readonly accountDir?: string | undefined;
}

/** One context of a kubeconfig, resolved: paths are absolute, files of several lists are merged. */
export interface KubeContext {
  readonly name: string;
  readonly namespace?: string;
  /** As the file says it: `server`, `certificate-authority` … */
  readonly cluster: Named;
  readonly user: Named;
  /** Where it was found: paths, or words for the pod's account. */
  readonly source: string;
}

/** Everything that the files say. */
interface Merged {
  readonly clusters: readonly Named[];
  readonly users: readonly Named[];
  readonly contexts: readonly Named[];
  readonly current?: string | undefined;
  readonly source: string;
}

/** The folder of a pod's service account. */
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const IN_CLUSTER = 'in-cluster';

/** The context that the choice names. @throws AmberError CONFIG */
export async function readContext(choice: KubeconfigChoice): Promise<KubeContext> {
  const merged = await readMerged(choice);
  const { contexts, clusters, users, source } = merged;
  const name = choice.context ?? merged.current;
  if (name === undefined || name === '')
    throw new AmberError('CONFIG', `${source} has no current context`, {
      hint: `--context NAME${contexts.length === 0 ? '' : `: ${namesOf(contexts)}`}`,
    });
  const context = contexts.find((one) => one.name === name);
  if (context === undefined)
    throw new AmberError('CONFIG', `there is no context "${name}" in ${source}`, {
      hint:
        didYouMean(
          name,
          contexts.map((one) => one.name),
        ) ?? `there are: ${namesOf(contexts)}`,
    });
  const body = object(context, 'context') ?? {};
  const cluster = clusters.find((one) => one.name === text(body, 'cluster'));
  if (cluster === undefined || text(object(cluster, 'cluster') ?? {}, 'server') === undefined)
    throw new AmberError('CONFIG', `context "${name}" of ${source} names no cluster that has a server`, {
      hint: 'kubectl config view',
    });
  const user = users.find((one) => one.name === text(body, 'user'));
  if (user === undefined && text(body, 'user') !== undefined)
    throw new AmberError('CONFIG', `context "${name}" of ${source} names a user that is not there`, {
      hint: 'kubectl config view',
    });
  const namespace = text(body, 'namespace');
  return {
    name,
    ...(namespace !== undefined && namespace !== '' && { namespace }),
    cluster: { name: cluster.name, ...object(cluster, 'cluster') },
    user: { name: user?.name ?? 'nobody', ...(user && object(user, 'user')) },
    source,
  };
}

/** The names of all contexts, and their namespaces: for completion. Never throws: a file that is broken has none. */
export async function listContexts(choice: KubeconfigChoice): Promise<readonly { name: string; namespace?: string }[]> {
  const merged = await readMerged(choice).catch(() => undefined);
  return (merged?.contexts ?? []).map((context) => {
    const namespace = text(object(context, 'context') ?? {}, 'namespace');
    return { name: context.name, ...(namespace !== undefined && { namespace }) };
  });
}

async function readMerged(choice: KubeconfigChoice): Promise<Merged> {
  const { kubeconfig, kubeconfigText, env } = choice;
  if (kubeconfigText !== undefined) {
    const what = 'the kubeconfig that was given as a text';
    return merge([await parsed(kubeconfigText, what)], what);
  }
  const named = kubeconfig ?? (env.KUBECONFIG || undefined);
  const home = env.HOME || env.USERPROFILE;
  const paths =
    named === undefined ? (home ? [join(home, '.kube', 'config')] : []) : named.split(delimiter).filter(Boolean);
  const read = await Promise.all(paths.map(readOne));
  const found = read.filter((file) => file !== undefined);
  if (found.length > 0) return merge(found, paths.join(delimiter));
  if (kubeconfig !== undefined)
    throw new AmberError('CONFIG', `there is no kubeconfig ${kubeconfig}`, { hint: '--kubeconfig FILE' });
  const account = await readAccount(choice);
  if (account !== undefined) return account;
  const where = named === undefined ? '~/.kube/config' : `KUBECONFIG=${named}`;
  throw new AmberError('CONFIG', `no kubeconfig: ${where} does not exist, and this is no pod with a service account`, {
    hint: '--kubeconfig FILE, or KUBECONFIG=FILE',
  });
}

/** The first file that says something wins, as with kubectl. */
function merge(files: readonly Json[], source: string): Merged {
  const all = (list: string): readonly Named[] => {
    const seen = new Map<string, Named>();
    for (const file of files) for (const one of named(file[list])) if (!seen.has(one.name)) seen.set(one.name, one);
    return [...seen.values()];
  };
  const current = files.map((file) => text(file, 'current-context')).find((name) => name !== undefined && name !== '');
  return {
    clusters: all('clusters'),
    users: all('users'),
    contexts: all('contexts'),
    current,
    source,
  };
}

function named(list: unknown): readonly Named[] {
  return (Array.isArray(list) ? list : []).filter(
    (one): one is Named => isObject(one) && typeof one.name === 'string' && one.name !== '',
  );
}

/** A file of a list that does not exist says nothing, as with kubectl. @throws AmberError CONFIG for one that is broken */
async function readOne(path: string): Promise<Json | undefined> {
  let content: string;
  try {
    // What `KUBECONFIG=/dev/null` says is known: nothing.
    content = path === devNull ? '' : (await readInputFile(path, LARGEST)).toString();
  } catch (cause) {
    if (systemCodeOf(cause) === 'ENOENT') return undefined;
    throw new AmberError('CONFIG', `cannot read the kubeconfig ${path}: ${messageOf(cause)}`, { cause });
  }
  return withAbsolutePaths(await parsed(content, `the kubeconfig ${path}`), dirname(path));
}

/** The texts that were parsed last: one call reads its kubeconfig several times, and parsing it takes 20 ms and more. */
const known = new Map<string, unknown>();
const MAX_KNOWN = 8;
/** A thousand clusters fit in; reading YAML that was made to be slow takes seconds per MiB. */
const MAX_LENGTH = 4 * 1024 * 1024;
/** Of a file that is read at all, in bytes: one that is too long is told from one that has no end. */
const LARGEST = 16 * 1024 * 1024;

async function parseOnce(content: string): Promise<unknown> {
  if (known.has(content)) return known.get(content);
  const { parse } = await import('yaml');
  // As JSON, which is what kubectl makes of it as well: a YAML alias can put a value into itself.
  const config: unknown = JSON.parse(JSON.stringify(parse(content)) ?? 'null');
  if (known.size === MAX_KNOWN) known.clear();
  known.set(content, config);
  return config;
}

/** @throws AmberError CONFIG for what is no kubeconfig; never with a word of it */
async function parsed(content: string, what: string): Promise<Json> {
  if (content.length > MAX_LENGTH)
    throw new AmberError('CONFIG', `${what} has more than ${MAX_LENGTH / 1024 / 1024} Mi characters`, {
      hint: 'kubectl config view --minify --raw > FILE, and --kubeconfig FILE',
    });
  let config: unknown;
  try {
    config = await parseOnce(content);
  } catch (cause) {
    // Only the place: the text around it may be a secret.
    const at = /at line \d+, column \d+/.exec(messageOf(cause))?.[0] ?? 'somewhere';
    throw new AmberError('CONFIG', `${what} is no YAML ${at}`, { hint: 'kubectl config view' });
  }
  if (config === null || config === undefined) return {};
  if (!isObject(config)) throw new AmberError('CONFIG', `${what} is none`, { hint: 'kubectl config view' });
  return config;
}

/** Paths in a kubeconfig are meant from its own folder. */
function withAbsolutePaths(config: Json, folder: string): Json {
  const absolute = (body: Json, field: string, isPath: (value: string) => boolean = () => true): Json => {
    const value = text(body, field);
    return value === undefined || value === '' || isAbsolute(value) || !isPath(value)
      ? {}
      : { [field]: resolve(folder, value) };
  };
  const within = (list: unknown, kind: string, change: (body: Json) => Json): readonly Json[] =>
    named(list).map((one) => {
      const body = object(one, kind);
      return body === undefined ? one : { ...one, [kind]: { ...body, ...change(body) } };
    });
  return {
    ...config,
    clusters: within(config.clusters, 'cluster', (body) => absolute(body, 'certificate-authority')),
    users: within(config.users, 'user', (body) => {
      const exec = object(body, 'exec');
      return {
        ...absolute(body, 'client-certificate'),
        ...absolute(body, 'client-key'),
        ...absolute(body, 'tokenFile'),
        // A bare name is looked up on PATH.
        ...(exec && { exec: { ...exec, ...absolute(exec, 'command', (command) => /[/\\]/.test(command)) } }),
      };
    }),
  };
}

/** The account of the pod that this runs in; undefined elsewhere. Its token is replaced by and by: it stays a file here. */
async function readAccount({ env, accountDir = ACCOUNT }: KubeconfigChoice): Promise<Merged | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env;
  if (!host) return undefined;
  const tokenFile = join(accountDir, 'token');
  const isThere = await readFile(tokenFile).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  const namespace = await readFile(join(accountDir, 'namespace'), 'utf8').catch(() => '');
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const name = IN_CLUSTER;
  return {
    clusters: [{ name, cluster: { server, 'certificate-authority': join(accountDir, 'ca.crt') } }],
    users: [{ name, user: { tokenFile } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: namespace.trim() } }],
    current: name,
    source: 'the service account of this pod',
  };
}

function namesOf(contexts: readonly Named[]): string {
  return contexts.length === 0 ? 'none' : contexts.map(({ name }) => name).join(', ');
}
