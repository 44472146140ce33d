import { expect, test } from 'vitest';
import { openCluster } from '../../../../src/engine/kubernetes/cluster-client.ts';
import { lacksOf, type SeenCrd } from '../../../../src/engine/kubernetes/crd/compare-crd.ts';
import { CRD } from '../../../../src/engine/kubernetes/crd/crd.ts';
import { readCrd } from '../../../../src/engine/kubernetes/crd/read-crd.ts';
import { apiServer } from '../../../fakes/api-server.ts';
import { Place } from '../../../scenarios/kit/place.ts';

const CRD_PATH = 'GET /apis/apiextensions.k8s.io/v1/customresourcedefinitions/agenticsessions.vteam.ambient-code';
const KINDS_PATH = 'GET /apis/vteam.ambient-code/v1alpha1';
const SCHEMA_PATH = 'GET /openapi/v3/apis/vteam.ambient-code/v1alpha1';

/** What the API server tells everyone of the kinds that it serves. */
const KINDS = {
  kind: 'APIResourceList',
  resources: [
    { name: 'agenticsessions', namespaced: true, kind: 'AgenticSession', shortNames: ['as'] },
    { name: 'agenticsessions/status', namespaced: true, kind: 'AgenticSession' },
  ],
};
const { stopOnRunFinished: _, ...spec } =
  CRD.spec.versions[0].schema.openAPIV3Schema.properties?.spec?.properties ?? {};
const WITHOUT_STOP = {
  components: {
    schemas: {
      'io.k8s.ObjectMeta': { type: 'object' },
      'code.ambient-code.AgenticSession': {
        type: 'object',
        'x-kubernetes-group-version-kind': [
          { group: 'vteam.ambient-code', kind: 'AgenticSession', version: 'v1alpha1' },
        ],
        properties: {
          ...CRD.spec.versions[0].schema.openAPIV3Schema.properties,
          spec: { type: 'object', properties: spec },
        },
      },
    },
  },
};

async function seenAt(answers: Parameters<typeof apiServer>[0]): Promise<SeenCrd | undefined> {
  await using place = new Place();
  await using server = await apiServer(answers);
  const kubeconfig = place.write('kubeconfig', server.kubeconfig);
  return await readCrd(await openCluster({ kubeconfig, env: {}, notice: () => undefined }));
}

test('a caller who may read the CRD sees all of it', async () => {
  const seen = await seenAt({ [CRD_PATH]: CRD });
  expect(seen?.additionalPrinterColumns).toHaveLength(5);
  expect(seen && lacksOf(seen)).toEqual([]);
});

test('a caller who may not sees what the API server publishes of its kinds: all but columns', async () => {
  const seen = await seenAt({ [CRD_PATH]: 403, [KINDS_PATH]: KINDS, [SCHEMA_PATH]: WITHOUT_STOP });
  expect(seen?.additionalPrinterColumns).toBeUndefined();
  expect((seen ? lacksOf(seen) : []).map(({ lacks }) => lacks)).toEqual(['spec.stopOnRunFinished']);
});

test('where the fields are not published they are not known, and none is said to be missing', async () => {
  const seen = await seenAt({ [CRD_PATH]: 403, [KINDS_PATH]: KINDS, [SCHEMA_PATH]: 404 });
  expect(seen).toMatchObject({ namespaced: true });
  expect(seen?.schema).toBeUndefined();
  expect(seen && lacksOf(seen)).toEqual([]);
});

test('a cluster that has none has none, for any caller', async () => {
  expect(await seenAt({})).toBeUndefined();
  expect(await seenAt({ [CRD_PATH]: 403 })).toBeUndefined();
  expect(await seenAt({ [CRD_PATH]: 403, [KINDS_PATH]: { kind: 'APIResourceList', resources: [] } })).toBeUndefined();
});

test('credentials that don’t count are an error, not a missing CRD', async () => {
  await expect(seenAt({ [CRD_PATH]: 401 })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test.each([{ items: [] }, { spec: { versions: [null] } }, { spec: { versions: [{}] } }])(
  'an answer that is no CRD is an error of its own: %j',
  async (answer) => {
    await expect(seenAt({ [CRD_PATH]: answer })).rejects.toMatchObject({ code: 'BAD_RESPONSE' });
  },
);
