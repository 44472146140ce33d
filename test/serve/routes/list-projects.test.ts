import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { CallerRights } from '../../../src/serve/auth/callers.ts';
import type { Right } from '../../../src/serve/auth/route-rights.ts';
import { HttpError } from '../../../src/serve/http/responses.ts';
import { listProjects } from '../../../src/serve/routes/list-projects.ts';
import type { Deps } from '../../../src/serve/routes/route-types.ts';
import { Hostless } from '../../fakes/hostless/engine.ts';

async function listedFor(need: CallerRights['need']): Promise<unknown> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  let body = '';
  response.end = (text: unknown) => {
    body = String(text);
    return response;
  };
  const rights: CallerRights = { need, lost: async () => undefined };
  const caller = { engine: new Hostless().engine, rights };
  const deps = { options: { projects: ['team-b', 'team-a', 'secret'] } } as unknown as Deps;
  await listProjects({ request, response, params: {}, query: new URLSearchParams(), caller }, deps);
  return JSON.parse(body);
}

test('a caller sees the projects whose sessions it may list, and no other', async () => {
  const asked: Right[] = [];
  const listed = await listedFor(async (right) => {
    asked.push(right);
    if ('project' in right && right.project === 'secret') throw new HttpError(403, 'no');
  });
  expect(listed).toMatchObject({ items: [{ name: 'team-a' }, { name: 'team-b' }], totalCount: 2, hasMore: false });
  expect(asked).toContainEqual({ verb: 'list', project: 'secret' });
});

test('where nobody can say what a caller may do, nothing is listed', async () => {
  const away = new Error('nobody answers');
  await expect(listedFor(() => Promise.reject(away))).rejects.toBe(away);
});
