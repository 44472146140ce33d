import type { CommentedObject } from '../../engine/kubernetes/crd/commented-object.ts';
import { SERVE, SERVE_ROLE } from '../../engine/kubernetes/crd/rbac-roles.ts';
import { deployment } from './deployment.ts';
import { ingressPolicy, LABELS, PORT, runnerPolicy, SELECTOR } from './network.ts';

/** The options of `amber serve --manifests`. */
export interface ManifestOptions {
  /** Namespace of serve itself. */
  readonly namespace: string;
  /** The projects that it serves, each a namespace; one at least. */
  readonly projects: readonly string[];
  /** The container image, by tag or digest. */
  readonly image: string;
  /** Further arguments of `amber serve`. */
  readonly args: readonly string[];
  /** Adds a Service of the name to which runners post their initial prompt. */
  readonly asBackend: boolean;
}

/** All that `amber serve` needs in a cluster, in the order in which it is applied. */
export function manifests(options: ManifestOptions): readonly CommentedObject[] {
  const { namespace, projects, asBackend } = options;
  const metadata = { name: SERVE, namespace, labels: LABELS };
  return [
    {
      comment:
        'Whom amber serve is to the API server. Its token is in its own pod, and in no other that may use this account.',
      object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    },
    SERVE_ROLE,
    ...projects.map((project) => binding(project, namespace)),
    ...projects.map((project) => runnerPolicy(project, namespace)),
    ingressPolicy(metadata, projects),
    service(
      metadata,
      'Where callers find it. It speaks plain HTTP: what comes from outside of the cluster needs TLS in front.',
      80,
    ),
    ...(asBackend
      ? [
          service(
            { ...metadata, name: 'backend-service' },
            `Where runners post their initial prompt, once the platform’s operator has BACKEND_NAMESPACE=${namespace}. They then ask it\nfor all that they ask the backend for, and it knows sessions alone: no credentials, no workflows.`,
            PORT,
          ),
        ]
      : []),
    {
      comment: 'The event logs: they outlive the pod.',
      object: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata,
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
      },
    },
    deployment(metadata, options),
    {
      comment:
        'An eviction would cut the runs that are under way: the drain of a node waits until somebody deletes the pod. With\nmaxUnavailable: 1 it would not wait.',
      object: {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata,
        spec: { maxUnavailable: 0, selector: { matchLabels: SELECTOR }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
      },
    },
  ];
}

function binding(project: string, namespace: string): CommentedObject {
  return {
    comment: `What amber serve may do in ${project}, and in no namespace that has no such binding.`,
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: SERVE, namespace: project, labels: LABELS },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: SERVE },
      subjects: [{ kind: 'ServiceAccount', name: SERVE, namespace }],
    },
  };
}

function service(metadata: object, comment: string, port: number): CommentedObject {
  const ports = [{ name: 'http', port, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }];
  return { comment, object: { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: SELECTOR, ports } } };
}
