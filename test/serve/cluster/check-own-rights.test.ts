import { describe, expect, test } from 'vitest';
import { AmberError } from '../../../src/core/errors.ts';
import type { ClusterAnswer, ClusterRequest } from '../../../src/engine/kubernetes/cluster-client.ts';
import { SERVE_ROLE } from '../../../src/engine/kubernetes/crd/rbac-roles.ts';
import { checkOwnRights, OWN_RIGHTS } from '../../../src/serve/cluster/check-own-rights.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

/** `verb resource` in a project, or in all. */
type May = (right: string, project: string | undefined) => boolean;

async function check(projects: readonly string[], may: May, username = 'system:serviceaccount:amber:amber-serve') {
  const logged: string[] = [];
  const clock = new VirtualClock();
  const api = { isAway: 0 };
  const request = async (_method: string, path: string, options: ClusterRequest = {}): Promise<ClusterAnswer> => {
    if (api.isAway-- > 0) throw new AmberError('UNAVAILABLE', 'away');
    const { spec } = options.body as { spec?: { resourceAttributes: { [field: string]: string } } };
    const { verb, resource, subresource, namespace } = spec?.resourceAttributes ?? {};
    const right = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
    if (username === 'system:anonymous')
      throw new AmberError('FORBIDDEN', `cannot create: 403 forbidden: User "${username}" cannot create resource`);
    const status = path.endsWith('/selfsubjectreviews')
      ? { userInfo: { username } }
      : { allowed: may(right, namespace) };
    return { status: 201, headers: {}, warnings: [], body: '', json: () => ({ status }) };
  };
  const log = (level: string, event: string, facts = {}): void =>
    void logged.push([level, event, Object.values(facts)[0]].join(' '));
  const run = (): Promise<void> =>
    clock.run(checkOwnRights({ cluster: { request, source: 'the pod' }, clock, projects, log }));
  return { run, logged, api };
}

test('what is asked for is what the role gives, and nothing else', () => {
  const { rules } = SERVE_ROLE.object as unknown as {
    rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
  };
  const given = rules.flatMap(({ apiGroups: [group], resources: [resource], verbs }) =>
    verbs.map((verb) => `${verb} ${group}/${resource}`),
  );
  const needed = OWN_RIGHTS.map(({ verb, group, resource, subresource }) =>
    [`${verb} ${group}/${resource}`, subresource].filter(Boolean).join('/'),
  );
  expect(needed.sort()).toEqual(given.sort());
});

describe('serve’s own rights', () => {
  test('all of them: nothing is said', async () => {
    const { run, logged } = await check(['team-a', 'team-b'], () => true);
    await run();
    expect(logged).toEqual([]);
  });

  test('nobody’s credentials end it', async () => {
    const { run } = await check([], () => true, 'system:anonymous');
    await expect(run()).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      hint: expect.stringContaining('amber serve --manifests') as string,
    });
  });

  test.each(['get agenticsessions', 'patch agenticsessions', 'get secrets'])(
    'without the right to %s nothing works, and it ends',
    async (vital) => {
      const { run } = await check([], (right) => right !== vital);
      await expect(run()).rejects.toMatchObject({
        code: 'FORBIDDEN',
        message: expect.stringContaining(`amber-serve may not ${vital} in all projects`) as string,
        hint: expect.stringContaining('amber crd --rbac') as string,
      });
    },
  );

  test('what is missing else is one warning each, and a project that can’t be served ends no other', async () => {
    const lacks = ['watch agenticsessions', 'patch agenticsessions/status'];
    const { run, logged } = await check(['team-a', 'team-b'], (right, project) =>
      project === 'team-a' ? !lacks.includes(right) : right !== 'get secrets',
    );
    await run();
    const says = (right: string): unknown => expect.stringContaining(`may not ${right}`);
    expect(logged).toEqual([
      says('watch agenticsessions in team-a'),
      says('patch agenticsessions/status in team-a'),
      says('get secrets in team-b'),
    ]);
    expect(logged.every((line) => line.startsWith('warn access.missing'))).toBe(true);
  });

  test('an API server that is away is waited for, and that is said', async () => {
    const { run, logged, api } = await check(['team-a'], () => true);
    api.isAway = 3;
    await run();
    expect(logged).toEqual(Array(3).fill('warn cluster.away away'));
  });
});
