import type { CommentedObject } from '../../engine/kubernetes/crd/commented-object.ts';
import { SERVE } from '../../engine/kubernetes/crd/rbac-roles.ts';
import { LABELS, PORT, SELECTOR } from './network.ts';

/** Where the image keeps its state; of the Dockerfile. */
const STATE = '/var/lib/amber';
/** The image's user, by number: a kubelet refuses a name where root is refused. */
const USER = 1000;

const get = (path: string): object => ({ httpGet: { path, port: 'http' } });

/** The pod: one, since it is the only writer of its logs. */
export function deployment(
  metadata: object,
  {
    image,
    projects,
    args,
  }: { readonly image: string; readonly projects: readonly string[]; readonly args: readonly string[] },
): CommentedObject {
  const serve = ['serve', '--engine', 'kubernetes', '--host', '0.0.0.0', '--port', String(PORT)];
  const container = {
    name: 'serve',
    image,
    args: [...serve, ...projects.flatMap((project) => ['--for', project]), ...args],
    env: [{ name: 'AMBER_STATE_DIR', value: STATE }],
    ports: [{ name: 'http', containerPort: PORT, protocol: 'TCP' }],
    // Runs that an earlier pod left are settled before it listens.
    startupProbe: { ...get('/healthz'), periodSeconds: 5, failureThreshold: 60 },
    livenessProbe: { ...get('/healthz'), periodSeconds: 15, timeoutSeconds: 5 },
    readinessProbe: { ...get('/readyz'), periodSeconds: 5, timeoutSeconds: 5 },
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'state', mountPath: STATE },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
  return {
    comment: 'One pod: it alone writes the logs, so that a new one starts only once the old one is gone.',
    notes: {
      'spec.template.spec.securityContext':
        'OpenShift chooses numbers itself: there, leave out runAsUser, runAsGroup and fsGroup.',
    },
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        strategy: { type: 'Recreate' },
        selector: { matchLabels: SELECTOR },
        template: {
          metadata: { labels: LABELS },
          spec: {
            serviceAccountName: SERVE,
            automountServiceAccountToken: true,
            enableServiceLinks: false,
            // Runs get 25 s to come to their end, and readers time to read it.
            terminationGracePeriodSeconds: 60,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: USER,
              runAsGroup: USER,
              fsGroup: USER,
              fsGroupChangePolicy: 'OnRootMismatch',
              seccompProfile: { type: 'RuntimeDefault' },
            },
            containers: [container],
            volumes: [
              { name: 'state', persistentVolumeClaim: { claimName: SERVE } },
              { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
            ],
          },
        },
      },
    },
  };
}
