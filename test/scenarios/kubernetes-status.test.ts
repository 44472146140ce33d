import { expect, test } from 'vitest';
import { lastRunAnnotations } from '../../src/core/session/last-run-annotation.ts';
import { apiServer } from '../fakes/api-server.ts';
import { Place } from './kit/place.ts';

const SESSION = 'GET /apis/vteam.ambient-code/v1alpha1/namespaces/team-a/agenticsessions/session-1';

/** `amber status` of a session whose events there is no way to. */
async function statusOf(phase: string, annotations: object, ...flags: readonly string[]) {
  await using place = new Place();
  await using server = await apiServer({
    'GET /api/v1/namespaces/ambient-code/services': 403,
    [SESSION]: {
      apiVersion: 'vteam.ambient-code/v1alpha1',
      kind: 'AgenticSession',
      metadata: { name: 'session-1', namespace: 'team-a', resourceVersion: '7', annotations },
      spec: {},
      status: { phase },
    },
  });
  const KUBECONFIG = place.write('kubeconfig', server.kubeconfig);
  return await place.amber(['status', '-e', 'kubernetes', 'session-1', ...flags], { env: { KUBECONFIG } }).done;
}

const FINISHED = lastRunAnnotations({ runId: 'run-1', outcome: 'finished', at: '2026-11-26T02:00:00Z' });

test('status shows a session whose events can’t be read, and its last run by what the session says', async () => {
  const { code, stdout, stderr } = await statusOf('Stopped', FINISHED);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^phase +Stopped$/m);
  expect(stdout).toMatch(/^last run +finished$/m);
  expect((await statusOf('Stopped', FINISHED, '--exit-code')).code).toBe(0);
});

test('without a word of the session its last run is not known, and never finished', async () => {
  const { stdout } = await statusOf('Stopped', {});
  expect(stdout).toMatch(/^last run +lost: .* \[NO_STREAM\]$/m);
  expect((await statusOf('Stopped', {}, '--exit-code')).code).toBe(1);
  expect((await statusOf('Running', {}, '--exit-code')).code).toBe(8);
});
