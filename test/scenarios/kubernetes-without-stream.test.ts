import { expect, test } from 'vitest';
import { lastRunAnnotations } from '../../src/core/session/last-run-annotation.ts';
import { type ApiAnswer, apiServer } from '../fakes/api-server.ts';
import { Listening } from '../fakes/http-server.ts';
import { Place } from './kit/place.ts';

const SESSIONS = '/apis/vteam.ambient-code/v1alpha1/namespaces/team-a/agenticsessions';

/** `amber run` on a cluster that shows its sessions, and no way to their events. The session is so when it is looked at first. */
async function runOn(
  phase: string,
  annotations: { readonly [key: string]: string } = {},
  flags: readonly string[] = [],
) {
  await using place = new Place();
  let session: { metadata: { name: string; annotations: object }; status: object } | undefined;
  const patches: unknown[] = [];
  const known: { [request: string]: ApiAnswer | ((body: unknown) => ApiAnswer) } = {
    'GET /api/v1/namespaces/ambient-code/services': 403,
    [`POST ${SESSIONS}`]: (body) => {
      const made = body as { metadata: { name: string; annotations: object } };
      session = { ...made, status: { phase: 'Pending' } };
      const path = `${SESSIONS}/${made.metadata.name}`;
      known[`GET ${path}`] = () => {
        session = {
          ...made,
          metadata: { ...made.metadata, annotations: { ...made.metadata.annotations, ...annotations } },
          status: { phase: patches.length > 0 ? 'Stopped' : phase, startTime: '2026-11-26T02:00:00Z' },
        };
        return session;
      };
      known[`PATCH ${path}`] = (change) => {
        patches.push(change);
        return session ?? 404;
      };
      return session;
    },
  };
  await using server = await apiServer(known);
  const KUBECONFIG = place.write('kubeconfig', server.kubeconfig);
  const done = await place.amber(['run', '-e', 'kubernetes', ...flags, 'hello'], { env: { KUBECONFIG } }).done;
  return { ...done, patches };
}

test('a run is followed by its session alone, whose word for its end counts', async () => {
  const reported = lastRunAnnotations({ runId: 'run-1', outcome: 'finished', at: '2026-11-26T02:00:00Z' });
  const { code, stdout, stderr, patches } = await runOn('Running', reported);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(/warning: there is no way to the events: .*; the session alone is followed/);
  expect(stderr).toMatch(
    /warning: the run’s end is what the session says of it: what the agent said could not be read/,
  );
  expect(stderr).toMatch(/✔ finished/);
  expect(JSON.stringify(patches)).toContain('"ambient-code.io/desired-phase":"Stopped"');
});

test('a session that has stopped without a word is lost, never finished', async () => {
  const { code, stderr } = await runOn('Stopped');
  expect(code).toBe(1);
  expect(stderr).toMatch(/error: the session has ended, and how its run ended is not known: .*\[NO_STREAM\]/);
  expect(stderr).toMatch(/hint: .*--api-url URL/);
  expect(stderr).toMatch(/✖ lost/);
});

test('a session that stopped before a server of events saw anything of its run: the prompt may have gone elsewhere', async () => {
  await using backend = await Listening.http(({ url = '' }, outgoing) => {
    const name = /agentic-sessions\/([^/]+)$/.exec(url)?.[1];
    if (name === undefined) outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).write(': nothing yet\n\n');
    else
      outgoing
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ metadata: { name, namespace: 'team-a' }, spec: {}, status: { phase: 'Stopped' } }));
  });
  const { code, stderr } = await runOn('Stopped', {}, ['--api-url', backend.url]);
  expect(code).toBe(9);
  expect(stderr).toContain(
    'warning: no event of the run was seen here: its prompt may have gone to another backend, whose runs --events-service or --api-url shows\n',
  );
  expect(stderr).toMatch(/■ stopped/);
});
