import { describe, expect, test } from 'vitest';
import { matchRoute, pathOf, ROUTES } from '../../../src/engine/platform/api-routes.ts';

const REF = { project: 'team-a', name: 'session-1' };

describe('the routes', () => {
  test('a path that the client asks for is the one that a server recognises', () => {
    for (const [name, { method }] of Object.entries(ROUTES)) {
      const route = name as keyof typeof ROUTES;
      const path = pathOf(route, { ...REF, task: 't1' });
      const { params } = matchRoute(method, path) ?? {};
      expect(matchRoute(method, path)?.route).toBe(route);
      if (route !== 'listProjects') expect(params).toMatchObject({ project: 'team-a' });
    }
  });

  test.each(['', '.', '..'])('what a URL drops is no name: "%s" would reach all sessions', (name) => {
    expect(() => pathOf('deleteSession', { project: 'team-a', name })).toThrow(
      expect.objectContaining({ code: 'INVALID' }),
    );
    expect(() => pathOf('listSessions', { project: name })).toThrow(expect.objectContaining({ code: 'INVALID' }));
  });

  test('a name cannot reach another route', () => {
    const path = pathOf('getSession', { project: 'team-a', name: '../../x/agentic-sessions/y?z#' });
    expect(path).toBe('/projects/team-a/agentic-sessions/..%2F..%2Fx%2Fagentic-sessions%2Fy%3Fz%23');
    expect(matchRoute('GET', path)?.params.name).toBe('../../x/agentic-sessions/y?z#');
  });

  test.each([
    ['POST', '/projects/team-a/agentic-sessions/x/agui/events'],
    ['GET', '/projects/team-a/agentic-sessions/'],
    ['GET', '/projects/team-a'],
    ['GET', '/projects/%zz/agentic-sessions'],
  ])('%s %s is none of them', (method, path) => {
    expect(matchRoute(method, path)).toBeUndefined();
  });
});
