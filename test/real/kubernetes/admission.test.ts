import { expect, test } from 'vitest';
import { Listening } from '../../fakes/http-server.ts';
import { onKubernetes } from './kit/amber.ts';
import { TEST_CA, TEST_TLS } from './kit/api-proxy.ts';
import { GROUP, PLATFORM_CRD } from './kit/cluster.ts';
import { onCluster } from './kit/suite.ts';

const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const RULES = [
  {
    apiGroups: [GROUP],
    apiVersions: ['*'],
    operations: ['CREATE'],
    resources: ['agenticsessions'],
    scope: 'Namespaced',
  },
];

onCluster('a cluster with rules of its own', PLATFORM_CRD, (cluster) => {
  test('a webhook that refuses: its words, and no session', async () => {
    await using story = await onKubernetes(cluster());
    await using webhook = await Listening.https(TEST_TLS, (request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      request.on('end', () => {
        const { request: asked } = JSON.parse(text) as { request: { uid: string } };
        const status = { code: 403, message: 'sessions need a label team' };
        const body = {
          apiVersion: 'admission.k8s.io/v1',
          kind: 'AdmissionReview',
          response: { uid: asked.uid, allowed: false, status },
        };
        response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
      });
    });
    const path = `${ADMISSION}/validatingwebhookconfigurations/refuses`;
    await cluster().admin.apply(path, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'refuses' },
      webhooks: [
        {
          name: 'refuses.amber.test',
          clientConfig: {
            url: `${webhook.url.replace('127.0.0.1', 'localhost')}/`,
            caBundle: Buffer.from(TEST_CA).toString('base64'),
          },
          rules: RULES,
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
        },
      ],
    });
    try {
      await expect.poll(async () => (await story.call('run', 'hello')).code, { timeout: 20_000 }).toBe(4);
      const { stdout, stderr } = await story.call('run', 'hello');
      expect(stdout).toBe('');
      expect(stderr).toContain('sessions need a label team');
      expect(story.platform.sessions.length).toBeLessThanOrEqual(1);
    } finally {
      await cluster().admin.ask('DELETE', path);
    }
  });

  test('a policy that refuses: its words, and no session', async () => {
    await using story = await onKubernetes(cluster());
    const apiVersion = 'admissionregistration.k8s.io/v1';
    const metadata = { name: 'refuses.amber.test' };
    await cluster().admin.apply(`${ADMISSION}/validatingadmissionpolicies/${metadata.name}`, {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: RULES },
        validations: [
          { expression: "has(object.metadata.labels) && 'team' in object.metadata.labels", message: 'name your team' },
        ],
      },
    });
    await cluster().admin.apply(`${ADMISSION}/validatingadmissionpolicybindings/${metadata.name}`, {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: metadata.name, validationActions: ['Deny'] },
    });
    await expect
      .poll(async () => (await story.call('run', '--dry-run=server', 'hello')).stderr, { timeout: 60_000 })
      .toContain('name your team');
    const { code, stdout, stderr } = await story.call('run', 'hello');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('name your team');
    expect(await story.result('run', '--label', 'team=a', 'hello')).toMatchObject({ outcome: 'finished' });
    expect(story.platform.sessions).toHaveLength(1);
  });
});
