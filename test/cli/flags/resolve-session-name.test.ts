import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../../src/cli/context.ts';
import { resolveName, withSuggestion } from '../../../src/cli/flags/resolve-session-name.ts';
import { writeLatest } from '../../../src/cli/latest-sessions.ts';
import { AmberError } from '../../../src/core/errors.ts';
import type { Session } from '../../../src/core/session/session.ts';
import type { Engine } from '../../../src/engine/engine.ts';

const session = (name: string, displayName?: string): Session => ({
  apiVersion: 'v',
  kind: 'k',
  metadata: { name, namespace: 'p' },
  spec: displayName === undefined ? {} : { displayName },
});

/** Only what suggestions ask of an engine. */
function listing(sessions: () => Iterable<Session>): Engine {
  const engine: Pick<Engine, 'list'> = {
    async *list() {
      yield* sessions();
    },
  };
  return engine as Engine;
}

const SESSIONS = [
  session('session-0123', 'Fix the tests'),
  session('session-9876'),
  session('a', 'Nightly build'),
  session('b', 'Nightly docs'),
];
const missing = (name: string) =>
  withSuggestion(
    listing(() => SESSIONS),
    { project: 'p', name },
    new AmberError('NOT_FOUND', 'no session', { hint: 'amber list' }),
  );

describe('a session that does not exist', () => {
  test.each([
    ['session-0132', 'did you mean "session-0123"?'],
    ['fix', 'did you mean "Fix the tests"?'],
    ['Nightly', 'these names begin so: "Nightly build", "Nightly docs"'],
    ['something-else-entirely', 'amber list'],
  ])('%s', async (name, hint) => {
    expect(await missing(name)).toMatchObject({ code: 'NOT_FOUND', message: 'no session', hint });
  });

  test('no more than 500 sessions are looked at', async () => {
    let looked = 0;
    function* many(): Generator<Session> {
      for (; ; looked++) yield session(`other-${looked}`);
    }
    await withSuggestion(listing(many), { project: 'p', name: 'x' }, new AmberError('NOT_FOUND', 'no'));
    expect(looked).toBeLessThanOrEqual(500);
  });

  test('an error while looking leaves the one that matters', async () => {
    const broken = listing(() => {
      throw new Error('disk');
    });
    const shown = await withSuggestion(broken, { project: 'p', name: 'x' }, new AmberError('NOT_FOUND', 'no session'));
    expect(shown).toMatchObject({ message: 'no session', hint: 'amber list shows the sessions' });
  });

  test('another error stays what it is', async () => {
    const error = new AmberError('STATE', 'disk');
    expect(
      await withSuggestion(
        listing(() => SESSIONS),
        { project: 'p', name: 'x' },
        error,
      ),
    ).toBe(error);
  });
});

describe('a session as people name it', () => {
  const FIRST = 'session-019abcde-f012-7abc-8def-5c0ffee12345';
  const SECOND = 'session-019abcde-f013-7abc-8def-5c0ffe999999';
  const all = [
    session(SECOND, 'Nightly'),
    session(FIRST, 'Fix it'),
    session('abc'),
    session('abcdef'),
    session('session-019abcde-f014-7abc-8def-facade111111', 'Short'),
    session('named', 'facade'),
  ];
  let stateDir: string;
  beforeAll(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'amber-names-'));
    for (const { name, engine = 'local' } of [{ name: 'gone' }, { name: FIRST }, { name: 'x', engine: 'platform' }])
      writeLatest(stateDir, { engine, project: 'p', name, cwd: '/elsewhere' });
    writeLatest(stateDir, { engine: 'local', project: 'p', name: SECOND, cwd: '/here' });
    writeLatest(stateDir, { engine: 'local', project: 'p', name: 'gone-too', cwd: '/here' });
  });
  afterAll(() => rmSync(stateDir, { recursive: true }));

  let listed = 0;
  const engine: Pick<Engine, 'name' | 'get' | 'list'> = {
    name: 'local',
    get: async ({ name }) =>
      all.find(({ metadata }) => metadata.name === name) ?? Promise.reject(new AmberError('NOT_FOUND', `no ${name}`)),
    async *list() {
      listed += 1;
      yield* all;
    },
  };
  const resolved = async (typed: string): Promise<string> => {
    const context = { settings: { project: 'p' }, stateDir } as Context;
    return (await resolveName({ cwd: '/here' }, context, engine as Engine, typed)).name;
  };

  test.each([
    [FIRST, FIRST],
    [`session/${FIRST}`, FIRST],
    ['5c0ffee', FIRST],
    ['session-5c0ffe9', SECOND],
    ['019abcde-f013', SECOND],
    ['Fix it', FIRST],
    ['abc', 'abc'],
    ['@latest', SECOND],
    ['@latest~2', FIRST],
    ['nobody', 'nobody'],
    ['', ''],
  ])('%s is %s', async (typed, name) => {
    expect(await resolved(typed)).toBe(name);
  });

  test('a whole name asks for no list', async () => {
    listed = 0;
    await resolved(FIRST);
    expect(listed).toBe(0);
  });

  test.each([
    ['5c0ffe', 'USAGE', '"5c0ffe" can mean 2 sessions: 5c0ffe9 (Nightly), 5c0ffee (Fix it)'],
    ['session-019a', 'USAGE', 'can mean 3 sessions'],
    // The name of one is the short id of another: that id can't be named in its place.
    [
      'facade',
      'USAGE',
      '"facade" can mean 2 sessions: session-019abcde-f014-7abc-8def-facade111111 (Short), named (facade)',
    ],
    ['@latest~1', 'NOT_FOUND', '@latest~1 is session x of engine platform, not local'],
    ['@latest~3', 'NOT_FOUND', 'there is no @latest~3 session: fewer were made here'],
    ['@last', 'USAGE', '"@last" names no session'],
    ['@latest~-1', 'USAGE', 'names no session'],
  ])('%s: %s', async (typed, code, message) => {
    await expect(resolved(typed)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});
