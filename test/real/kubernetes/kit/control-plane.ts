import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedPort } from '../../../fakes/fixed-port.ts';
import { HANG_MS } from '../../../fakes/patience.ts';
import { ApiClient } from './api-client.ts';
import { GuardedProcess } from './guarded-process.ts';

const ASSETS = process.env.KUBEBUILDER_ASSETS ?? '';

/** Why there is no API server; undefined if there is one. */
export const NO_API_SERVER = ['etcd', 'kube-apiserver'].every((name) => existsSync(join(ASSETS, name)))
  ? undefined
  : 'no etcd and kube-apiserver in KUBEBUILDER_ASSETS: `setup-envtest use` fetches them';

export const ISSUER = 'https://amber.test';

/** Who may sign in: `admin` may all, the others what a test gives them. */
const USERS = ['admin', 'alice', 'bob', 'carol', 'dave', 'operator', 'serve'] as const;
export type User = (typeof USERS)[number];

/** Where requests go, and the certificate to trust there. */
export interface Server {
  readonly url: string;
  readonly ca: string;
}

export interface ControlPlaneOptions {
  /** More flags for the API server. */
  readonly flags?: readonly string[];
}

/**
 * A real API server with its etcd, on loopback and on ports of its own; no other part of Kubernetes. It has RBAC, and no
 * controllers: nothing starts pods, collects what was owned, or makes service accounts.
 */
export class ControlPlane implements AsyncDisposable {
  readonly folder: string;
  readonly url: string;
  /** Signs the tokens of service accounts. */
  readonly signingKey: KeyObject;
  readonly #etcdUrl: string;
  readonly #flags: readonly string[];
  readonly #etcd: GuardedProcess;
  readonly #clients: ApiClient[] = [];
  #kubeconfigs = 0;
  #server: GuardedProcess;
  #ca = '';

  static async start(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
    const ports = { client: await fixedPort(), peer: await fixedPort(), secure: await fixedPort() };
    const plane = new ControlPlane(ports, options);
    try {
      await plane.#ready();
    } catch (error) {
      await plane[Symbol.asyncDispose]();
      throw error;
    }
    return plane;
  }

  private constructor(
    ports: { readonly client: number; readonly peer: number; readonly secure: number },
    { flags = [] }: ControlPlaneOptions,
  ) {
    this.folder = mkdtempSync(join(tmpdir(), 'amber-control-plane-'));
    this.url = `https://127.0.0.1:${ports.secure}`;
    this.#etcdUrl = `http://127.0.0.1:${ports.client}`;
    this.#flags = flags;
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.signingKey = keys.privateKey;
    writeFileSync(this.path('sa.key'), keys.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const rows = USERS.map((user) => `${tokenOf(user)},${user},${user},"${user === 'admin' ? 'system:masters' : ''}"`);
    writeFileSync(this.path('tokens.csv'), `${rows.join('\n')}\n`, { mode: 0o600 });
    const peers = `http://127.0.0.1:${ports.peer}`;
    this.#etcd = new GuardedProcess(
      join(ASSETS, 'etcd'),
      [
        `--data-dir=${this.path('etcd')}`,
        `--listen-client-urls=${this.#etcdUrl}`,
        `--advertise-client-urls=${this.#etcdUrl}`,
        `--listen-peer-urls=${peers}`,
        `--initial-advertise-peer-urls=${peers}`,
        `--initial-cluster=default=${peers}`,
        '--unsafe-no-fsync',
        '--log-level=error',
      ],
      this.folder,
    );
    this.#server = this.#serve();
  }

  /** A file of the control plane. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** The certificate to trust. In PEM. */
  get ca(): string {
    return this.#ca;
  }

  /** Requests as that user. */
  client(user: User | { readonly token: string } = 'admin'): ApiClient {
    const client = new ApiClient(this.url, this.#ca, typeof user === 'string' ? tokenOf(user) : user.token);
    this.#clients.push(client);
    return client;
  }

  /** Writes a kubeconfig whose one context is that user's in that namespace; gives its path. */
  kubeconfig(user: User, namespace = 'team-a', server: Server = this): string {
    return this.writeKubeconfig(user, namespace, { token: tokenOf(user) }, server);
  }

  /** The same with other credentials: what stands under `user` in a kubeconfig. */
  writeKubeconfig(name: string, namespace: string, credentials: object, server: Server = this): string {
    const path = this.path(`${name}-${namespace}-${++this.#kubeconfigs}.kubeconfig`);
    // JSON is YAML.
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'test',
          cluster: {
            server: server.url,
            'certificate-authority-data': Buffer.from(server.ca).toString('base64'),
          },
        },
      ],
      users: [{ name, user: credentials }],
      contexts: [{ name, context: { cluster: 'test', user: name, namespace } }],
      'current-context': name,
    };
    writeFileSync(path, JSON.stringify(config, null, 2), { mode: 0o600 });
    return path;
  }

  /** Ends the API server at once, as a crash does; open connections break. Its data stays. */
  async kill(): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  /** Ends the API server in order: watches are closed first. */
  async stop(): Promise<void> {
    await this.#server.terminate();
  }

  /** Starts the API server again, at its address and with its data. */
  async restart(): Promise<void> {
    await this.kill();
    this.#server = this.#serve();
    await this.#ready();
  }

  /** Makes etcd forget every version but the newest, as it does by itself every five minutes. */
  async compact(): Promise<void> {
    const range = await this.#askEtcd('kv/range', { key: Buffer.from('\0').toString('base64'), count_only: true });
    const { revision } = range.header as { revision: string };
    await this.#askEtcd('kv/compaction', { revision, physical: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#server[Symbol.asyncDispose]();
    await this.#etcd[Symbol.asyncDispose]();
  }

  async #askEtcd(path: string, body: object): Promise<{ readonly [field: string]: unknown }> {
    const answer = await fetch(`${this.#etcdUrl}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`etcd: ${path}: ${await answer.text()}`);
    return (await answer.json()) as { [field: string]: unknown };
  }

  #serve(): GuardedProcess {
    return new GuardedProcess(join(ASSETS, 'kube-apiserver'), [
      `--etcd-servers=${this.#etcdUrl}`,
      `--secure-port=${new URL(this.url).port}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--cert-dir=${this.path('certs')}`,
      `--service-account-issuer=${ISSUER}`,
      `--service-account-key-file=${this.path('sa.key')}`,
      `--service-account-signing-key-file=${this.path('sa.key')}`,
      // No controller makes the service accounts that it would ask for, nor the API server's own endpoints.
      '--disable-admission-plugins=ServiceAccount',
      '--endpoint-reconciler-type=none',
      `--token-auth-file=${this.path('tokens.csv')}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.0.0.0/16',
      ...this.#flags,
    ]);
  }

  async #ready(): Promise<void> {
    const deadline = performance.now() + HANG_MS;
    for (;;) {
      const died = this.#server.isOver ? this.#server : this.#etcd.isOver ? this.#etcd : undefined;
      if (died !== undefined) throw new Error(`the control plane did not start:\n${died.words}`);
      if (await this.#isReady()) return;
      if (performance.now() > deadline) throw new Error(`the control plane is never ready:\n${this.#server.words}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async #isReady(): Promise<boolean> {
    try {
      this.#ca = readFileSync(this.path('certs/apiserver.crt'), 'utf8');
      const client = new ApiClient(this.url, this.#ca, tokenOf('admin'));
      try {
        return (await client.call('GET', '/readyz')).status === 200;
      } finally {
        client.close();
      }
    } catch {
      return false;
    }
  }
}

/** The token that a user signs in with. */
export function tokenOf(user: User): string {
  return `test-token-of-${user}`;
}
