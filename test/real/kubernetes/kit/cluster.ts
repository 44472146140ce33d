import { API_VERSION, KIND, type SessionRef } from '../../../../src/core/session/session.ts';
import { type ApiClient, type ApiObject, SESSIONS, sessionsPath } from './api-client.ts';
import { ControlPlane, type ControlPlaneOptions, type User } from './control-plane.ts';
import { platformCrd } from './crd.ts';

export const GROUP = 'vteam.ambient-code';

/** What a role allows on sessions and what belongs to them. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** All that a user of the platform may do with sessions (its ClusterRole `ambient-project-admin`, as far as it concerns them). */
export const SESSION_USER: readonly Rule[] = [
  {
    apiGroups: [GROUP],
    resources: ['agenticsessions'],
    verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
  },
  { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
];

/** An API server that knows sessions, with namespaces `team-a` and `team-b`; alice may use both. */
export class Cluster implements AsyncDisposable {
  readonly plane: ControlPlane;
  readonly admin: ApiClient;

  static async start(crd: object, options?: ControlPlaneOptions): Promise<Cluster> {
    const plane = await ControlPlane.start(options);
    try {
      const cluster = new Cluster(plane);
      await cluster.define(crd);
      for (const namespace of ['team-a', 'team-b']) {
        await cluster.namespace(namespace);
        await cluster.allow('alice', namespace, SESSION_USER);
      }
      return cluster;
    } catch (error) {
      await plane[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(plane: ControlPlane) {
    this.plane = plane;
    this.admin = plane.client('admin');
  }

  /** Applies a CustomResourceDefinition and waits until it is served, and published as it is now. */
  async define(crd: object): Promise<void> {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${(crd as ApiObject).metadata.name}`;
    await this.admin.apply(path, crd);
    for (;;) {
      const { status } = (await this.admin.ask('GET', path)) as unknown as {
        status?: { conditions?: { type: string; status: string }[] };
      };
      const isServed = status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True') === true;
      if (isServed && (await this.admin.call('GET', sessionsPath('default'))).status === 200) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const isPublished = async (): Promise<boolean> => {
      const { status, body } = await this.admin.call('GET', `/openapi/v3/${SESSIONS}`);
      return status === 200 && MARKS.every((mark) => isIn(body, mark) === isIn(crd, mark));
    };
    while (!(await isPublished())) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async namespace(name: string): Promise<void> {
    await this.admin.apply(`/api/v1/namespaces/${name}`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }

  /** Gives a user, and `others`, a role of its own in a namespace; a second call replaces what the first one gave. */
  async allow(user: User, namespace: string, rules: readonly Rule[], others: readonly object[] = []): Promise<void> {
    const base = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    const metadata = { name: user };
    await this.admin.apply(`${base}/roles/${user}`, { apiVersion, kind: 'Role', metadata, rules });
    await this.admin.apply(`${base}/rolebindings/${user}`, {
      apiVersion,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: user },
      subjects: [{ kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' }, ...others],
    });
  }

  /** Gives a user a role of its own in all namespaces. */
  async allowEverywhere(user: User, rules: readonly Rule[]): Promise<void> {
    const base = '/apis/rbac.authorization.k8s.io/v1';
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    const metadata = { name: user };
    await this.admin.apply(`${base}/clusterroles/${user}`, { apiVersion, kind: 'ClusterRole', metadata, rules });
    await this.admin.apply(`${base}/clusterrolebindings/${user}`, {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: user },
      subjects: [{ kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' }],
    });
  }

  /** Makes a session that nobody's run is waiting for. */
  create({ project, name }: SessionRef, spec: object): Promise<ApiObject> {
    const body = { apiVersion: API_VERSION, kind: KIND, metadata: { name }, spec };
    return this.admin.ask('POST', sessionsPath(project), body);
  }

  session(namespace: string, name: string): Promise<ApiObject> {
    return this.admin.ask('GET', sessionsPath(namespace, name));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.plane[Symbol.asyncDispose]();
  }
}

/** What tells the definitions of the tests apart. */
const MARKS = ['"stopOnRunFinished"', '"run-finished"'];
const isIn = (object: object, mark: string): boolean => JSON.stringify(object).includes(mark);

/** The platform's definition as of now. */
export const PLATFORM_CRD = platformCrd({ stopOnRunFinished: true });
/** The same before sessions could stop by themselves. */
export const OLDER_CRD = platformCrd({ stopOnRunFinished: false });
