import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { CRD } from '../../src/engine/kubernetes/crd/crd.ts';
import { type ApiAnswer, apiServer } from '../fakes/api-server.ts';
import { Place } from './kit/place.ts';

const CRD_PATH = 'GET /apis/apiextensions.k8s.io/v1/customresourcedefinitions/agenticsessions.vteam.ambient-code';
const kindsOf = (yaml: string): readonly string[] =>
  parseAllDocuments(yaml).map((document) => {
    const { kind, metadata } = document.toJS() as { kind: string; metadata: { name: string } };
    return `${kind} ${metadata.name}`;
  });

describe('amber crd prints what a cluster needs', () => {
  test('the CRD, as YAML that says how to apply it', async () => {
    await using place = new Place();
    const { code, stdout, stderr } = await place.amber(['crd']).done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^# .*\n# .*\napiVersion: apiextensions\.k8s\.io\/v1\n/);
    expect(stdout).toContain('kubectl apply --server-side -f -');
    expect(parse(stdout)).toEqual(JSON.parse(JSON.stringify(CRD)));
    expect((await place.call(['crd', '-o', 'yaml'])).stdout).toBe(stdout);
  });

  test('the same as JSON', async () => {
    await using place = new Place();
    const { stdout } = await place.call(['crd', '-o', 'json']);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(CRD)));
  });

  test('with roles and rules, each with a comment; as JSON one list of all', async () => {
    await using place = new Place();
    const all = ['crd', '--rbac', '--policy'];
    const { stdout } = await place.call(all);
    const kinds = [
      'CustomResourceDefinition agenticsessions.vteam.ambient-code',
      'ClusterRole amber-user',
      'ClusterRole amber-bot',
      'ClusterRole amber-events',
      'ClusterRole amber-serve',
      'ValidatingAdmissionPolicy amber-sessions',
      'ValidatingAdmissionPolicyBinding amber-sessions',
    ];
    expect(kindsOf(stdout)).toEqual(kinds);
    for (const document of stdout.split('---\n')) expect(document).toMatch(/^# \S/);
    const rules = stdout.match(/^ {2}- apiGroups: /gm) ?? [];
    expect(stdout.match(/^ {2}# .*\n {2}- apiGroups: /gm)).toHaveLength(rules.length);
    const { kind, items } = JSON.parse((await place.call([...all, '-o', 'json'])).stdout) as {
      kind: string;
      items: { kind: string; metadata: { name: string } }[];
    };
    expect([kind, items.map((item) => `${item.kind} ${item.metadata.name}`)]).toEqual(['List', kinds]);
  });
});

describe('amber crd --check', () => {
  async function check(crd: ApiAnswer, ...flags: readonly string[]) {
    await using place = new Place();
    await using server = await apiServer({ [CRD_PATH]: crd });
    const KUBECONFIG = place.write('kubeconfig', server.kubeconfig);
    const { code, stdout, stderr } = await place.call(['crd', '--check', ...flags], { env: { KUBECONFIG } });
    return { code, stdout: stdout.replaceAll(server.url, 'URL').replaceAll(place.root, 'ROOT'), stderr };
  }
  const changed = (change: (crd: ReturnType<typeof draft>) => void): object => {
    const copy = draft();
    change(copy);
    return copy;
  };
  const draft = () =>
    structuredClone(CRD) as unknown as {
      spec: {
        versions: [
          {
            additionalPrinterColumns: unknown[];
            schema: { openAPIV3Schema: { properties: { spec: { properties: { [field: string]: unknown } } } } };
          },
        ];
      };
    };

  test('says that nothing is missing', async () => {
    expect(await check(CRD)).toEqual({
      code: 0,
      stdout: '✓ agenticsessions.vteam.ambient-code at URL (context "team" of ROOT/kubeconfig): nothing is missing\n',
      stderr: '',
    });
  });

  test('names each field that is missing with what that means for a run, and how to mend it', async () => {
    const { code, stdout } = await check(
      changed(({ spec }) => {
        const [version] = spec.versions;
        delete version.schema.openAPIV3Schema.properties.spec.properties.stopOnRunFinished;
        version.additionalPrinterColumns.pop();
      }),
    );
    expect(code).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
      "agenticsessions.vteam.ambient-code at URL (context "team" of ROOT/kubeconfig): a run lacks something
      ✗ spec.stopOnRunFinished: the cluster never stops a session by itself: Amber stops it as long as amber runs; one that was detached, or whose amber was killed, goes on
      ! columns Reason: kubectl get does not show them
        hint: amber crd | kubectl apply --server-side -f -
      "
    `);
  });

  test('what only changes a view is no failure', async () => {
    const crd = changed(({ spec: { versions } }) => void versions[0].additionalPrinterColumns.pop());
    expect(await check(crd)).toMatchObject({ code: 0, stdout: expect.stringContaining('! columns Reason:') });
  });

  test('says that there is none', async () => {
    expect(await check(404)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/there is none.*\n {2}hint: amber crd \|/),
    });
  });

  test('as JSON, for a program', async () => {
    const { stdout } = await check(CRD, '-o', 'json');
    expect(JSON.parse(stdout)).toEqual({
      name: 'agenticsessions.vteam.ambient-code',
      server: 'URL',
      source: 'context "team" of ROOT/kubeconfig',
      found: true,
      fields: true,
      whole: true,
      lacks: [],
    });
  });

  test('credentials that don’t count are reported as such', async () => {
    expect(await check(401)).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringContaining('kubectl auth whoami'),
    });
  });

  test('goes with nothing that is printed', async () => {
    expect(await check(CRD, '--rbac')).toMatchObject({ code: 2, stdout: '' });
  });
});
