import type { CommentedObject } from '../../engine/kubernetes/crd/commented-object.ts';
import { SERVE } from '../../engine/kubernetes/crd/rbac-roles.ts';
import { SERVE_LABEL } from '../../engine/kubernetes/events/find-service.ts';

/** Labels of all of it; the pods are found by the first. */
export const SELECTOR = { [SERVE_LABEL.key]: SERVE_LABEL.value };
export const LABELS = { ...SELECTOR, 'app.kubernetes.io/part-of': 'amber' };

/** Port of the container; below 1024 needs a right that it does not have. */
export const PORT = 8080;

/** Labels and port of the platform's runners (docs/platform.md, "The runner"). */
const RUNNER = { app: 'ambient-code-runner' };
const RUNNER_PORT = 8001;

/** A policy is about the ports of pods and machines, not of Services: these are the usual ones. */
const DNS_PORTS = [53, 5353];
const API_PORTS = [443, 6443, 8443];

const inNamespace = (name: string): object => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
const tcp = (...ports: readonly (number | string)[]): readonly object[] =>
  ports.map((port) => ({ protocol: 'TCP', port }));

/** Who reaches amber serve, and whom it reaches. */
export function ingressPolicy(metadata: object, projects: readonly string[]): CommentedObject {
  return {
    comment:
      'Callers come from anywhere, each with a token of their own; nothing but the one port is open. Out of it go names, the API\nserver, and the runners of the projects.',
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: {
        podSelector: { matchLabels: SELECTOR },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ ports: tcp('http') }],
        egress: [
          { ports: DNS_PORTS.flatMap((port) => [{ protocol: 'UDP', port }, ...tcp(port)]) },
          { ports: tcp(...API_PORTS) },
          {
            to: projects.map((project) => ({
              namespaceSelector: inNamespace(project),
              podSelector: { matchLabels: RUNNER },
            })),
            ports: tcp(RUNNER_PORT),
          },
        ],
      },
    },
  };
}

/** The platform's own policy lets only its backend's namespace reach runners: this one adds amber serve. */
export function runnerPolicy(project: string, namespace: string): CommentedObject {
  return {
    comment: `Lets amber serve reach the runners of ${project}: the platform’s own policy, runner-allow-backend-only, admits its backend’s\nnamespace alone.`,
    object: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `${SERVE}-to-runners`, namespace: project, labels: LABELS },
      spec: {
        podSelector: { matchLabels: RUNNER },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [{ namespaceSelector: inNamespace(namespace), podSelector: { matchLabels: SELECTOR } }],
            ports: tcp(RUNNER_PORT),
          },
        ],
      },
    },
  };
}
