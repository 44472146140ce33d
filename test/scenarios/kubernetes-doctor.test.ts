import { describe, expect, test } from 'vitest';
import { CRD } from '../../src/engine/kubernetes/crd/crd.ts';
import { type ApiAnswer, apiServer } from '../fakes/api-server.ts';
import { Place } from './kit/place.ts';

type Answers = Parameters<typeof apiServer>[0];

const PROXIED =
  'GET /api/v1/namespaces/ambient-code/services/http:amber-serve:http/proxy/api/projects/team-a/agentic-sessions';

const WHOLE: Answers = {
  'GET /version': { gitVersion: 'v1.36.3' },
  'POST /apis/authentication.k8s.io/v1/selfsubjectreviews': { status: { userInfo: { username: 'ulla' } } },
  'GET /api/v1/namespaces/team-a': { kind: 'Namespace', metadata: { name: 'team-a' } },
  'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews': { status: { allowed: true } },
  'GET /apis/apiextensions.k8s.io/v1/customresourcedefinitions/agenticsessions.vteam.ambient-code': CRD,
  'GET /api/v1/namespaces/ambient-code/services': {
    items: [{ metadata: { name: 'amber-serve' }, spec: { ports: [{ name: 'http', port: 80 }] } }],
  },
  [PROXIED]: { items: [], totalCount: 0, hasMore: false },
};

interface Check {
  readonly name: string;
  readonly status: string;
  readonly detail: string;
  readonly hint?: string;
}

/** What doctor says of a cluster that answers so. */
async function checksAt(answers: Answers, kubeconfigOf?: (text: string) => string) {
  await using place = new Place();
  await using server = await apiServer({ ...WHOLE, ...answers });
  const { kubeconfig } = server;
  const KUBECONFIG = place.write('kubeconfig', kubeconfigOf === undefined ? kubeconfig : kubeconfigOf(kubeconfig));
  const { code, stdout } = await place.amber(['doctor', '-e', 'kubernetes', '-o', 'json'], { env: { KUBECONFIG } })
    .done;
  const { checks } = JSON.parse(stdout.replaceAll(server.url, 'URL').replaceAll(place.root, 'ROOT')) as {
    checks: readonly Check[];
  };
  return { code, checks, of: (name: string) => checks.filter((check) => check.name === name) };
}

describe('amber doctor with engine kubernetes', () => {
  test('names kubeconfig, context, API server, version and user, and what they may', async () => {
    const { code, of } = await checksAt({});
    expect(of('engine')).toEqual([
      {
        name: 'engine',
        status: 'ok',
        detail: expect.stringMatching(
          /^kubernetes, from --engine: context "team" of ROOT\/kubeconfig: URL answers in \d+ ms, Kubernetes v1\.36\.3, as ulla$/,
        ),
      },
    ]);
    expect(of('project')).toEqual([{ name: 'project', status: 'ok', detail: 'namespace team-a, from context team' }]);
    expect(of('access')).toEqual([
      { name: 'access', status: 'ok', detail: 'may create, get, patch, list, watch, delete, get pods in team-a' },
    ]);
    expect(of('CRD')).toMatchObject([{ status: 'ok' }]);
    expect(of('events')).toEqual([
      { name: 'events', status: 'ok', detail: 'from Service ambient-code/amber-serve:http, through the API server' },
    ]);
    expect(code).toBe(0);
  });

  test('a right that a run needs is a failure with what can’t be done, one that it can do without a warning', async () => {
    const review = (body: unknown): ApiAnswer => {
      const { verb, resource } = (body as { spec: { resourceAttributes: { verb: string; resource: string } } }).spec
        .resourceAttributes;
      return { status: { allowed: !(verb === 'patch' || resource === 'pods') } };
    };
    const { code, of } = await checksAt({ 'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews': review });
    expect(of('access').map(({ status, detail }) => `${status} ${detail}`)).toEqual([
      'ok may create, get, list, watch, delete in team-a',
      'fail may not patch agenticsessions in team-a: no session can be stopped or started',
      'warn may not get pods in team-a: a runner that has died is not noticed by its pod',
    ]);
    expect(of('access')[1]?.hint).toContain(
      'kubectl auth can-i patch agenticsessions.vteam.ambient-code --namespace team-a',
    );
    expect(code).toBe(1);
  });

  test.each<[string, Answers, string, Partial<Check>]>([
    [
      'a namespace that is not there',
      { 'GET /api/v1/namespaces/team-a': 404 },
      'project',
      { status: 'fail', detail: 'namespace team-a, from context team: there is none' },
    ],
    ['one that may not be looked at', { 'GET /api/v1/namespaces/team-a': 403 }, 'project', { status: 'skip' }],
    [
      'a cluster without the CRD',
      { 'GET /apis/apiextensions.k8s.io/v1/customresourcedefinitions/agenticsessions.vteam.ambient-code': 404 },
      'CRD',
      { status: 'fail', hint: 'amber crd | kubectl apply --server-side -f -' },
    ],
    [
      'no way to the events',
      { 'GET /api/v1/namespaces/ambient-code/services': { items: [] } },
      'events',
      {
        status: 'fail',
        detail: expect.stringMatching(
          /^the end of a run is known only if amber serve notes it: .*no way to the events/,
        ),
        hint: expect.stringContaining('--events-service'),
      },
    ],
    [
      'credentials that don’t count',
      { 'GET /version': 401 },
      'engine',
      { status: 'fail', hint: expect.stringContaining('kubectl auth whoami') },
    ],
  ])('%s', async (_, answers, name, check) => {
    const { of } = await checksAt(answers);
    expect(of(name)).toMatchObject([check]);
  });

  test('a kubeconfig that is not there, and one that leads nowhere', async () => {
    await using place = new Place();
    const missing = await place.call(['doctor', '-e', 'kubernetes', '--kubeconfig', 'none'], {});
    expect(missing).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/✗ engine: .*there is no kubeconfig none/),
    });
    const { code, of } = await checksAt({}, (text) => text.replace(/http:\/\/127\.0\.0\.1:\d+/, 'http://127.0.0.1:1'));
    expect(of('engine')).toMatchObject([{ status: 'fail', hint: expect.stringContaining('kubectl cluster-info') }]);
    expect(code).toBe(1);
  });

  test('never shows the token', async () => {
    const { checks } = await checksAt({ 'GET /version': { gitVersion: 'v1 a-token-of-nobody' } });
    expect(JSON.stringify(checks)).not.toContain('a-token-of-nobody');
  });

  test('a server of the events that has no pod: said of its Service, with what shows the pods', async () => {
    const { of } = await checksAt({ [PROXIED]: 503 });
    expect(of('events')).toEqual([
      {
        name: 'events',
        status: 'fail',
        detail: 'Service ambient-code/amber-serve:http: no pod of it is ready',
        hint: 'kubectl get pods --namespace ambient-code',
      },
    ]);
  });
});
