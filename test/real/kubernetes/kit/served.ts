import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../src/async/system-clock.ts';
import type { SessionRef } from '../../../../src/core/session/session.ts';
import type { Engine } from '../../../../src/engine/engine.ts';
import { type Cluster as ClusterConnection, openCluster } from '../../../../src/engine/kubernetes/cluster-client.ts';
import { kubernetesEngine } from '../../../../src/engine/kubernetes/kubernetes-engine.ts';
import { clusterAccess } from '../../../../src/serve/cluster/caller-access.ts';
import { ClusterRunners } from '../../../../src/serve/cluster/runners.ts';
import { watchCluster } from '../../../../src/serve/cluster/watch-cluster.ts';
import { manifests } from '../../../../src/serve/manifests/manifests.ts';
import { serve } from '../../../../src/serve/serve.ts';
import type { Serving } from '../../../../src/serve/serve-options.ts';
import type { ServeTiming } from '../../../../src/serve/serve-timing.ts';
import { FakeRunners } from '../../../fakes/hostless/runner.ts';
import { type Ask, ask, type Json, type Reply, Tap } from '../../../serve/harness.ts';
import { sessionsPath } from './api-client.ts';
import type { Cluster } from './cluster.ts';
import { tokenOf, type User } from './control-plane.ts';

export const PROJECTS = ['team-a', 'team-b'];

/** Names a runner in the address that `--runner-url` makes; its token is `token-of-<that>`. */
export const RUNNER_NAME = '{namespace}.{session}';

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** All that `amber serve --manifests` prints. */
export function printed(): readonly KubernetesObject[] {
  const options = { namespace: 'amber', projects: PROJECTS, image: 'amber:test', args: [], asBackend: true };
  return manifests(options).map(({ object }) => object as unknown as KubernetesObject);
}

/** Where an object of the API lies. */
export function pathOf({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): string {
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = `${kind.toLowerCase().replace(/y$/, 'ie')}s`;
  return `${base}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${plural}/${name}`;
}

/** `amber serve --engine kubernetes` in this process, in front of a real API server and of runners that the test plays. */
export class Served implements AsyncDisposable {
  readonly cluster: Cluster;
  readonly runners = new FakeRunners();
  readonly logged: string[] = [];
  /** Of serve's own account. */
  kubeconfig = '';
  readonly stateDir = mkdtempSync(join(tmpdir(), 'amber-served-'));
  #serving: Serving | undefined;

  static async start(cluster: Cluster, timing: Partial<ServeTiming> = {}): Promise<Served> {
    const served = new Served(cluster);
    await served.runners.listen();
    await served.#account();
    await served.begin(timing);
    return served;
  }

  private constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  /** Gives serve its account, with the rights that its manifests give it and no others. */
  async #account(): Promise<void> {
    const { admin } = this.cluster;
    await this.cluster.namespace('amber');
    for (const object of printed())
      if (/^(ServiceAccount|ClusterRole|RoleBinding)$/.test(object.kind)) await admin.apply(pathOf(object), object);
    const path = '/api/v1/namespaces/amber/serviceaccounts/amber-serve/token';
    const spec = { expirationSeconds: 3600 };
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
    const { status } = await admin.ask<{ status: { token: string } }>('POST', path, request);
    this.kubeconfig = this.cluster.plane.writeKubeconfig('amber-serve', 'amber', { token: status.token });
  }

  /** Starts serve, or starts it again over what it left. */
  async begin(timing: Partial<ServeTiming> = {}): Promise<void> {
    const notice = (): void => undefined;
    const failed = (error: unknown): void => void this.logged.push(`watch: ${String(error)}`);
    const connection = await openCluster({
      kubeconfig: this.kubeconfig,
      env: {},
      notice,
    });
    const engineOf = (of: ClusterConnection): Engine =>
      kubernetesEngine(of, { clock: systemClock, notice, asksEachTime: true });
    const runners = new ClusterRunners({
      cluster: connection,
      clock: systemClock,
      url: `http://127.0.0.1:${this.runners.port}/of/${RUNNER_NAME}`,
    });
    this.#serving = await serve({
      engine: engineOf(connection),
      access: clusterAccess(connection, engineOf),
      runners: {
        address: (ref) => runners.address(ref),
        touch: (ref, at) => runners.touch(ref, at),
        watch: (reported, signal) =>
          watchCluster({ cluster: connection, clock: systemClock, projects: PROJECTS, failed }, reported, signal),
      },
      allowedHosts: 'any',
      host: '127.0.0.1',
      port: 0,
      stateDir: this.stateDir,
      clock: systemClock,
      redact: (text) => text,
      log: (level, event, facts) => void this.logged.push(JSON.stringify({ level, event, ...facts })),
      timing: { retryFirst: 20, retryMost: 200, connectFirst: 20, connectMost: 100, drain: 100, ...timing },
    });
  }

  async end(): Promise<void> {
    await this.#serving?.close();
  }

  get url(): string {
    return this.#serving?.url ?? '';
  }

  /** A session and the secret of its runner, as kubectl and the operator make them. */
  async session(ref: SessionRef, spec: Json = {}): Promise<void> {
    const { admin } = this.cluster;
    await admin.ask('POST', sessionsPath(ref.project), {
      apiVersion: 'vteam.ambient-code/v1alpha1',
      kind: 'AgenticSession',
      metadata: { name: ref.name },
      spec,
    });
    await this.secret(ref);
  }

  async secret({ project, name }: SessionRef): Promise<void> {
    const token = `token-of-${project}.${name}`;
    await this.cluster.admin.apply(`/api/v1/namespaces/${project}/secrets/ambient-runner-token-${name}`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `ambient-runner-token-${name}` },
      data: { 'agui-token': Buffer.from(token).toString('base64') },
    });
  }

  ask(who: User | { readonly token: string }, path: string, options: Ask = {}): Promise<Reply> {
    const token = typeof who === 'string' ? tokenOf(who) : who.token;
    const headers = { authorization: `Bearer ${token}`, ...options.headers };
    return ask(`${this.url}${path}`, { ...options, anonymous: true, headers });
  }

  path({ project, name }: SessionRef, rest = ''): string {
    return `/api/projects/${project}/agentic-sessions/${name}${rest}`;
  }

  run(who: User, ref: SessionRef, runId: string, content = 'hello'): Promise<Reply> {
    const body = { threadId: ref.name, runId, messages: [{ id: `m-${runId}`, role: 'user', content }] };
    return this.ask(who, this.path(ref, '/agui/run'), { method: 'POST', body });
  }

  stream(who: User, ref: SessionRef): Promise<Tap> {
    return Tap.open(`${this.url}${this.path(ref, '/agui/events')}`, { authorization: `Bearer ${tokenOf(who)}` });
  }

  async metric(name: string): Promise<number> {
    const { text } = await this.ask('admin', '/metrics');
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    await this.runners.close();
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}
