import { expect, test } from 'vitest';
import { PLATFORM_CRD } from './kit/cluster.ts';
import { pathOf, printed } from './kit/served.ts';
import { onCluster } from './kit/suite.ts';

onCluster('what amber serve --manifests prints', PLATFORM_CRD, (started) => {
  test('is taken by a real API server, field by field', async () => {
    const { admin } = started();
    await started().namespace('amber');
    const kinds: string[] = [];
    for (const object of printed()) {
      const query = 'fieldManager=test&force=true&dryRun=All&fieldValidation=Strict';
      const answer = await admin.call('APPLY', `${pathOf(object)}?${query}`, object);
      expect([object.kind, answer.status, answer.body.message]).toEqual([object.kind, 201, undefined]);
      expect([object.kind, answer.headers.warning]).toEqual([object.kind, undefined]);
      kinds.push(object.kind);
    }
    for (const kind of ['Deployment', 'Service', 'ServiceAccount', 'ClusterRole', 'RoleBinding', 'NetworkPolicy'])
      expect(kinds).toContain(kind);
    for (const kind of ['PodDisruptionBudget', 'PersistentVolumeClaim']) expect(kinds).toContain(kind);
  });

  test('and the pod in it meets the restricted Pod Security Standard', async () => {
    const { admin } = started();
    await admin.apply('/api/v1/namespaces/restricted', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'restricted', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });
    const deployment = printed().find(({ kind }) => kind === 'Deployment') as unknown as {
      spec: { template: { metadata: object; spec: { containers: object[] } } };
    };
    const { metadata, spec } = deployment.spec.template;
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'amber-serve' }, spec };
    const path = '/api/v1/namespaces/restricted/pods?dryRun=All&fieldValidation=Strict';
    expect(await admin.call('POST', path, pod)).toMatchObject({ status: 201 });
    // The judge itself: without one of its settings the same pod is refused.
    const { securityContext: _gone, ...weaker } = spec as unknown as { securityContext: object };
    expect(await admin.call('POST', path, { ...pod, spec: weaker })).toMatchObject({ status: 403 });
  });
});
