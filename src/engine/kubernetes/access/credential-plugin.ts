import type { ExecaError } from 'execa';
import { isObject, object, text } from '../../../core/agui/events.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Env } from '../../../core/env.ts';
import { AmberError, systemCodeOf } from '../../../core/errors.ts';
import { plain } from '../errors.ts';
import type { KubeContext } from './kubeconfig.ts';

type Json = { readonly [field: string]: unknown };

/** What a credential plugin gives: a token, a certificate with its key (PEM), or both. */
export interface PluginCredential {
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Some open a browser (ms). */
const TIMEOUT = 120_000;
/** A credential is a few kilobytes. */
const MAX_OUTPUT = 1024 * 1024;

/**
 * The credential plugin of a kubeconfig's user (`exec`). Amber runs it by itself: the Kubernetes client's way to do it has no
 * limit of size or time, shows what it can't read, which may be the token, and goes on with no credential where none came.
 */
export class CredentialPlugin {
  readonly #exec: Json;
  readonly #context: KubeContext;
  readonly #env: Env;
  readonly #clock: Clock;
  #given: { readonly credential: PluginCredential; readonly until: number } | undefined;

  constructor(exec: Json, context: KubeContext, env: Env, clock: Clock) {
    this.#exec = exec;
    this.#context = context;
    this.#env = env;
    this.#clock = clock;
  }

  /** Asks the plugin, unless what it gave last still counts. @throws AmberError CONFIG, UNAUTHENTICATED */
  async get(): Promise<PluginCredential> {
    const now = this.#clock.date().getTime();
    if (this.#given === undefined || this.#given.until <= now) this.#given = this.#read(await this.#run());
    return this.#given.credential;
  }

  async #run(): Promise<string> {
    const { args, env } = this.#exec;
    const given = (Array.isArray(env) ? env.filter(isObject) : []).map(({ name, value }) => [name, value]);
    const info = JSON.stringify(infoOf(this.#exec, this.#context.cluster));
    const words = (Array.isArray(args) ? args : []).map(String);
    const { execa } = await import('execa');
    const ended = await execa(text(this.#exec, 'command') ?? '', words, {
      env: { ...this.#env, ...Object.fromEntries(given), KUBERNETES_EXEC_INFO: info },
      extendEnv: false,
      // Its request says that nobody can answer it: one that asks all the same reads an end.
      stdin: 'ignore',
      timeout: TIMEOUT,
      maxBuffer: MAX_OUTPUT,
      killSignal: 'SIGKILL',
    }).catch((error: ExecaError) => {
      throw this.#failed(error);
    });
    return ended.stdout;
  }

  /** Nothing of what it printed is shown: that is where the secret is. */
  #read(printed: string): { readonly credential: PluginCredential; readonly until: number } {
    let json: unknown;
    try {
      json = JSON.parse(printed);
    } catch {
      throw this.#bad(printed.trim() === '' ? 'it printed nothing' : 'it printed something that is no JSON');
    }
    const status = object(isObject(json) ? json : {}, 'status') ?? {};
    const { token, clientCertificateData: cert, clientKeyData: key } = status;
    if ([token, cert, key].some((one) => one !== undefined && one !== null && typeof one !== 'string'))
      throw this.#bad('its credential is no text');
    const credential = {
      ...(typeof token === 'string' && token !== '' && { token: token.trim() }),
      ...(typeof cert === 'string' && typeof key === 'string' && cert !== '' && key !== '' && { cert, key }),
    };
    if (Object.keys(credential).length === 0) throw this.#bad('it gave no token, and no certificate with its key');
    const until = Date.parse(text(status, 'expirationTimestamp') ?? '');
    return { credential, until: Number.isNaN(until) ? Number.POSITIVE_INFINITY : until };
  }

  #failed({ cause, exitCode, isMaxBuffer, signal, stderr, timedOut }: ExecaError): AmberError {
    if (systemCodeOf(cause) === 'ENOENT') return this.#bad('there is no such command', cause);
    if (isMaxBuffer) return this.#bad(`it printed more than ${MAX_OUTPUT / 1024} KiB`);
    if (timedOut) return this.#bad(`no answer within ${TIMEOUT / 1_000} s`);
    if (exitCode === undefined && signal === undefined) return this.#bad('cannot be started', cause);
    const said =
      String(stderr ?? '')
        .trim()
        .split('\n')
        .at(-1) ?? '';
    return this.#bad(said === '' ? 'it failed without a word' : plain(said), cause);
  }

  #bad(why: string, cause?: unknown): AmberError {
    const isMissing = systemCodeOf(cause) === 'ENOENT';
    const command = text(this.#exec, 'command') ?? '';
    const { name } = this.#context;
    const installHint = isMissing ? text(this.#exec, 'installHint')?.trim() : undefined;
    return new AmberError(
      isMissing ? 'CONFIG' : 'UNAUTHENTICATED',
      `credential plugin "${command}" of context "${name}": ${why}`,
      { hint: installHint || `kubectl get namespaces --context ${name}`, ...(cause !== undefined && { cause }) },
    );
  }
}

/** A variable says to a plugin what it is asked for. */
function infoOf(exec: Json, cluster: Json): object {
  const { server, 'tls-server-name': tlsServerName, 'certificate-authority-data': caData, extensions } = cluster;
  const config = (Array.isArray(extensions) ? extensions : []).find(
    (one) => isObject(one) && one.name === 'client.authentication.k8s.io/exec',
  );
  return {
    apiVersion: text(exec, 'apiVersion') ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo === true && {
        cluster: {
          server,
          'tls-server-name': tlsServerName,
          'certificate-authority-data': caData,
          config: isObject(config) ? config.extension : undefined,
        },
      }),
    },
  };
}
