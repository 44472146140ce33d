import { expect, test } from 'vitest';
import { AmberError, isAmberError } from '../../../src/core/errors.ts';
import type { ClusterAnswer, ClusterRequest } from '../../../src/engine/kubernetes/cluster-client.ts';
import { ClusterRunners } from '../../../src/serve/cluster/runners.ts';
import { VirtualClock } from '../../fakes/virtual-clock.ts';

const REF = { project: 'team-a', name: 'session-1' };
const SECRET = '/api/v1/namespaces/team-a/secrets/ambient-runner-token-session-1';

function setup(url = 'http://{service}.{namespace}.svc:8001') {
  const asked: { readonly line: string; readonly options: ClusterRequest }[] = [];
  const clock = new VirtualClock();
  const api = { answer: (): unknown => ({ data: { 'agui-token': Buffer.from('a-token\n').toString('base64') } }) };
  const request = async (method: string, path: string, options: ClusterRequest = {}): Promise<ClusterAnswer> => {
    asked.push({ line: `${method} ${path}`, options });
    const json = api.answer();
    return { status: 200, headers: {}, warnings: [], body: '', json: () => json };
  };
  return { runners: new ClusterRunners({ cluster: { request }, clock, url }), asked, clock, api };
}

test('a runner is behind the Service of its session, with the token of its secret', async () => {
  const { runners, asked } = setup();
  expect(await runners.address(REF)).toEqual({
    url: 'http://session-session-1.team-a.svc:8001',
    headers: { 'X-Ambient-Session-Token': 'a-token' },
  });
  expect(asked.map(({ line }) => line)).toEqual([`GET ${SECRET}`]);
  expect((await setup('http://gateway/{namespace}/{session}/').runners.address(REF)).url).toBe(
    'http://gateway/team-a/session-1',
  );
});

test('the token is kept for a minute, and no longer than its session', async () => {
  const { runners, asked, clock } = setup();
  for (let n = 0; n < 10; n++) await runners.address(REF);
  await clock.advance(59_999);
  await runners.address(REF);
  expect(asked).toHaveLength(1);
  await clock.advance(1);
  await runners.address(REF);
  expect(asked).toHaveLength(2);
  runners.forget(REF);
  await runners.address(REF);
  expect(asked).toHaveLength(3);
});

test.each<[string, () => unknown]>([
  ['no secret', () => thrown(new AmberError('NOT_FOUND', 'no secret'))],
  ['a secret without a token', () => ({ data: {} })],
  ['a token that is none', () => ({ data: { 'agui-token': Buffer.from('a\nb').toString('base64') } })],
])('%s: there is no runner yet, and another try is worth while', async (_, answer) => {
  const { runners, api } = setup();
  api.answer = answer;
  // Without a cause: see mayHaveArrived of run-stream.ts.
  const error: unknown = await runners.address(REF).catch((refusal: unknown) => refusal);
  expect([isAmberError(error, 'UNAVAILABLE'), (error as Error).cause]).toEqual([true, undefined]);
});

test('a secret that serve may not read is said as it is; a name that leads elsewhere is asked for nowhere', async () => {
  const { runners, api, asked } = setup();
  await expect(runners.address({ ...REF, name: 'session.team-b.svc' })).rejects.toMatchObject({ code: 'INVALID' });
  expect(asked).toEqual([]);
  api.answer = () => thrown(new AmberError('FORBIDDEN', 'secrets'));
  await expect(runners.address(REF)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('activity is a merge patch of the status alone, in whole seconds, with no version that could conflict', async () => {
  const { runners, asked } = setup();
  await runners.touch(REF, new Date('2026-11-26T03:04:05.678Z'));
  expect(asked).toEqual([
    {
      line: 'PATCH /apis/vteam.ambient-code/v1alpha1/namespaces/team-a/agenticsessions/session-1/status',
      options: {
        contentType: 'application/merge-patch+json',
        body: { status: { lastActivityTime: '2026-11-26T03:04:05Z' } },
      },
    },
  ]);
});

function thrown(error: Error): never {
  throw error;
}
