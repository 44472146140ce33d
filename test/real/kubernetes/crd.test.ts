import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CRD } from '../../../src/engine/kubernetes/crd/crd.ts';
import type { Schema } from '../../../src/engine/kubernetes/crd/session-schema.ts';
import { Place } from '../../scenarios/kit/place.ts';
import { sessionsPath } from './kit/api-client.ts';
import { Cluster, GROUP, OLDER_CRD, PLATFORM_CRD } from './kit/cluster.ts';
import { NO_API_SERVER } from './kit/control-plane.ts';

const NO_KUBECTL = spawnSync('kubectl', ['version', '--client']).status === 0 ? undefined : 'no kubectl on PATH';
const skipped = NO_API_SERVER ?? NO_KUBECTL;

describe.skipIf(skipped)(`amber crd, with kubectl${skipped === undefined ? '' : ` (skipped: ${skipped})`}`, () => {
  let cluster: Cluster;
  let place: Place;
  beforeAll(async () => {
    place = new Place();
    cluster = await Cluster.start(OLDER_CRD);
  });
  afterAll(async () => {
    await place[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
  });

  const env = (user: 'admin' | 'bob' = 'admin') => ({ KUBECONFIG: cluster.plane.kubeconfig(user, 'team-a') });
  /** What kubectl says on both its streams. */
  const kubectl = (...args: readonly string[]): string => {
    const { stdout, stderr } = spawnSync('kubectl', args, { env: { ...process.env, ...env() }, encoding: 'utf8' });
    return stdout + stderr;
  };
  const session = (name: string, spec: object) => ({
    apiVersion: `${GROUP}/v1alpha1`,
    kind: 'AgenticSession',
    metadata: { name, annotations: { 'amber/last-outcome': 'finished' } },
    spec,
  });
  const check = (user: 'admin' | 'bob' = 'admin') => place.amber(['crd', '--check'], { env: env(user) }).done;

  test('the check says what an older CRD lacks, also to a caller who may not read it', async () => {
    const whole = await check();
    expect(whole).toMatchObject({ code: 1, stderr: '' });
    expect(whole.stdout).toContain('✗ spec.stopOnRunFinished: the cluster never stops a session by itself');
    expect(whole.stdout).toContain('! columns Phase, Outcome, Stop-on-finish, Age, Reason');
    const seen = await check('bob');
    expect(seen.code).toBe(1);
    expect(seen.stdout).toContain('✗ spec.stopOnRunFinished: ');
    expect(seen.stdout).toContain('– columns: not known');
  });

  test('an object that the platform’s CRD takes is taken by Amber’s', async () => {
    const seed = 20_261_126;
    const specs = fc.sample(anyOf(specOf(PLATFORM_CRD)), { numRuns: 150, seed }) as readonly object[];
    const refused = async (): Promise<readonly string[]> => {
      const answers = await Promise.all(
        specs.map((spec, at) =>
          cluster.admin.call('POST', `${sessionsPath('team-b')}?dryRun=All`, session(`any-${at}`, spec)),
        ),
      );
      return answers.filter(({ status }) => status >= 300).map(({ body }) => String(body.message));
    };
    await cluster.define(PLATFORM_CRD);
    expect(await refused()).toEqual([]);
    await cluster.define(CRD);
    expect(await refused()).toEqual([]);
  });

  test('kubectl applies all of it server-side, over what was there, and again', async () => {
    const folder = execFileSync('sh', ['-c', 'dirname "$(command -v kubectl)"'], { encoding: 'utf8' }).trim();
    const line = `PATH=$PATH:${folder}; amber crd --rbac --policy | kubectl apply --server-side --force-conflicts -f -`;
    for (const _ of ['first', 'again']) {
      const { code, stdout, stderr } = await place.shell(line, { env: env() }).done;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout.match(/serverside-applied/g)).toHaveLength(7);
    }
    expect(await check()).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing is missing') });
    expect(await check('bob')).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing is missing') });
  });

  test('kubectl explains each field', () => {
    expect(kubectl('explain', 'as.spec.stopOnRunFinished')).toMatch(
      /<boolean>[\s\S]*Stop the session once its run has ended/,
    );
    expect(kubectl('explain', 'as.status.stoppedReason')).toMatch(
      /Why it was stopped:\s+user,\s+inactivity,\s+run-finished/,
    );
  });

  test('kubectl lists sessions by short name with what matters', async () => {
    await cluster.admin.apply(sessionsPath('team-a', 'listed'), session('listed', { stopOnRunFinished: true }));
    await cluster.admin.ask('PATCH', `${sessionsPath('team-a', 'listed')}/status`, {
      status: { phase: 'Stopped', stoppedReason: 'run-finished' },
    });
    const [heading = '', row = ''] = kubectl('get', 'as', 'listed').split('\n');
    expect(heading.split(/\s+/)).toEqual(['NAME', 'PHASE', 'OUTCOME', 'STOP-ON-FINISH', 'AGE', 'REASON']);
    expect(row.split(/\s+/)).toEqual([
      'listed',
      'Stopped',
      'finished',
      'true',
      expect.stringMatching(/^\d+s$/),
      'run-finished',
    ]);
  });

  test('a time that can’t be is refused in words, and what can’t work is warned of, and taken', async () => {
    const refused = await cluster.admin.call('POST', sessionsPath('team-a'), session('bad', { inactivityTimeout: -1 }));
    expect(refused).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining('must be whole seconds from 0 on; 0 is never') },
    });
    const spec = { timeout: -1, repos: [{ url: 'a b' }], activeWorkflow: { gitUrl: '--upload-pack=x' } };
    place.write('work/odd.json', JSON.stringify(session('odd', spec)));
    // The API server puts a policy into force a little after it was applied.
    await expect
      .poll(() => kubectl('apply', '--dry-run=server', '-f', `${place.workspace}/odd.json`), { timeout: 20_000 })
      .toContain('Warning');
    const said = kubectl('apply', '-f', `${place.workspace}/odd.json`);
    for (const field of ['spec.timeout', 'spec.repos', 'spec.activeWorkflow.gitUrl'])
      expect(said).toContain(`: ${field}: `);
    expect(said).toContain('agenticsession.vteam.ambient-code/odd created');
    // It can be stopped without another word.
    expect(kubectl('annotate', 'as', 'odd', 'ambient-code.io/desired-phase=Stopped')).not.toContain('Warning');
    const good = {
      repos: ['https://github.com/a/b', 'git@github.com:a/b.git', 'ssh://git@host/a', '/srv/git/a'].map((url) => ({
        url,
      })),
      timeout: 0,
      environmentVariables: { LOG_LEVEL: 'x' },
    };
    place.write('work/good.json', JSON.stringify(session('good', good)));
    expect(kubectl('apply', '-f', `${place.workspace}/good.json`)).not.toContain('Warning');
  });

  test.each([
    ['amber-user', ['get', 'list', 'watch', 'create', 'patch', 'delete'], ['update', 'deletecollection']],
    ['amber-bot', ['get', 'list', 'watch', 'create', 'patch'], ['delete', 'update']],
  ])('role %s may do that to sessions, and no more', (role, may, mayNot) => {
    kubectl('create', 'rolebinding', role, `--clusterrole=${role}`, `--user=a-${role}`, '--namespace=team-a');
    const can = (verb: string, kind: string, namespace = 'team-a'): string =>
      kubectl('auth', 'can-i', verb, kind, `--as=a-${role}`, `--namespace=${namespace}`).trim();
    const sessions = CRD.metadata.name;
    expect(may.map((verb) => can(verb, sessions))).toEqual(may.map(() => 'yes'));
    expect(mayNot.map((verb) => can(verb, sessions))).toEqual(mayNot.map(() => 'no'));
    expect(can('get', 'pods')).toBe('yes');
    expect([can('get', 'secrets'), can('create', 'pods'), can('get', sessions, 'team-b')]).toEqual(['no', 'no', 'no']);
  });

  test('doctor tells a user what they may, by asking the API server', async () => {
    kubectl('create', 'rolebinding', 'bob', '--clusterrole=amber-user', '--user=bob', '--namespace=team-a');
    const doctor = async (...flags: readonly string[]) =>
      (await place.amber(['doctor', '-v', '-e', 'kubernetes', ...flags], { env: env('bob') }).done).stdout;
    const own = await doctor();
    expect(own).toMatch(/✓ engine: .*answers in \d+ ms, Kubernetes v1\.\d+\.\d+, as bob/);
    expect(own).toContain('✓ access: may create, get, patch, list, watch, delete, get pods in team-a');
    expect(own).toContain('✓ CRD: agenticsessions.vteam.ambient-code: nothing is missing');
    expect(own).toContain('✗ events: the end of a run is known only if amber serve notes it');
    expect(await doctor('-n', 'team-b')).toContain('✗ access: may not create agenticsessions in team-b');
  });
});

const specOf = (crd: object): Schema =>
  (crd as typeof CRD).spec.versions[0].schema.openAPIV3Schema.properties?.spec ?? {};

/** Any value that a schema takes: text of all kinds, times below 0, addresses that are none. */
function anyOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object': {
      if (schema.additionalProperties !== undefined)
        return fc.dictionary(fc.string({ minLength: 1 }), anyOf(schema.additionalProperties), { maxKeys: 3 });
      const { properties = {}, required = [] } = schema;
      const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, anyOf(field)]));
      return fc.record(fields, { requiredKeys: [...required] });
    }
    case 'array':
      return fc.array(anyOf(schema.items ?? {}), { maxLength: 3 });
    case 'integer':
      return schema.minimum === undefined ? fc.integer() : fc.integer({ min: schema.minimum });
    case 'number':
      return fc.float({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    default:
      return fc.string();
  }
}
