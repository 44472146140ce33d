import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RouteName } from '../../../src/engine/platform/api-routes.ts';
import { type ApiAnswer, platformError } from '../../../src/engine/platform/errors.ts';

const RECORDED = JSON.parse(readFileSync(new URL('../../fixtures/platform/errors.json', import.meta.url), 'utf8')) as {
  readonly [what: string]: readonly [number, unknown];
};

const asked = (route: RouteName) => ({
  route,
  project: 'team-a',
  name: 'session-1',
  url: 'https://ambient.example.com/api/projects/team-a/agentic-sessions',
  withToken: true,
});
const answer = (status: number, body: string, headers: ApiAnswer['headers'] = {}): ApiAnswer => ({
  status,
  headers,
  body,
});

describe('recorded answers to bad requests', () => {
  test.each<[string, RouteName, string, RegExp]>([
    ['no token', 'listSessions', 'UNAUTHENTICATED', /AMBER_TOKEN/],
    ['bad token', 'createSession', 'UNAUTHENTICATED', /--token-file/],
    ['reader creates', 'createSession', 'FORBIDDEN', /may not be allowed to create sessions in "team-a"/],
    ['unknown project', 'listSessions', 'FORBIDDEN', /no project "team-a"/],
    ['unknown session', 'getSession', 'NOT_FOUND', /amber list --project team-a/],
    ['stop unknown', 'stopSession', 'NOT_FOUND', /amber list/],
    ['reader stops', 'stopSession', 'UNAVAILABLE', /may not be allowed to change sessions/],
    ['label bad', 'createSession', 'UNAVAILABLE', /labels and annotations that Kubernetes refuses/],
    ['cluster info', 'listSessions', 'BAD_RESPONSE', /--api-url/],
  ])('%s → %2$s', (what, route, code, hint) => {
    const [status, body] = RECORDED[what] ?? [0, ''];
    const problem = platformError(answer(status, typeof body === 'string' ? body : JSON.stringify(body)), asked(route));
    expect(problem).toMatchObject({ code, hint: expect.stringMatching(hint) });
  });

  test.each(['bad project name', 'bad runner', 'bad json'])('%s: the platform’s own words are shown', (what) => {
    const [status, body] = RECORDED[what] ?? [0, ''];
    const problem = platformError(answer(status, JSON.stringify(body)), asked('createSession'));
    expect(problem.code).toBe('INVALID');
    expect(problem.message).toBe(`cannot create a session in "team-a": 400 ${(body as { error: string }).error}`);
  });
});

describe('answers of others than the platform', () => {
  test('a web page with 200 or 403 is a sign-in page, not a session', () => {
    const page = answer(404, '<!doctype html>', { 'content-type': 'text/html' });
    expect(platformError(page, asked('getSession'))).toMatchObject({
      code: 'BAD_RESPONSE',
      hint: expect.stringContaining('sign-in'),
    });
  });

  test.each([429, 500, 502, 503, 504])('%d in any form is worth another try', (status) => {
    expect(platformError(answer(status, '<html>'), asked('getSession')).code).toBe('UNAVAILABLE');
    expect(platformError(answer(status, '{"error":"x"}'), asked('getSession')).code).toBe('UNAVAILABLE');
  });

  test('a day whose runs have cost enough is no matter of rights', () => {
    const problem = platformError(answer(402, '{"error":"the runs of today have cost $2"}'), asked('createSession'));
    expect(problem.message).toBe('cannot create a session in "team-a": the runs of today have cost $2');
    expect(problem).toMatchObject({ code: 'FORBIDDEN', hint: expect.stringContaining('--max-cost-per-day') });
  });

  test('foreign text comes as one line without control characters', () => {
    const text = JSON.stringify({ error: `a\n::set-env::b\u001b[31m${'x'.repeat(1000)}` });
    const { message } = platformError(answer(400, text), asked('createSession'));
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message.length).toBeLessThan(600);
  });

  test('an interrupt of nothing is reported as such, not as a failing server', () => {
    expect(platformError(answer(502, '{"error":"x"}'), asked('interruptRun'))).toMatchObject({ code: 'CONFLICT' });
    expect(platformError(answer(502, '<html>'), asked('interruptRun'))).toMatchObject({ code: 'UNAVAILABLE' });
  });
});
