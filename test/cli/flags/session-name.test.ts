import { describe, expect, test } from 'vitest';
import { withSuggestion } from '../../../src/cli/flags/session-name.ts';
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

const SESSIONS = [session('session-0123', 'Fix the tests'), session('session-9876')];
const missing = (name: string) =>
  withSuggestion(
    listing(() => SESSIONS),
    { project: 'p', name },
    new AmberError('NOT_FOUND', 'no session', { hint: 'amber list' }),
  );

describe('a session that does not exist', () => {
  test.each([
    ['session-0132', 'did you mean "session-0123"?'],
    ['session-98', 'did you mean "session-9876"?'],
    ['Fix the tests', 'did you mean "session-0123"? It is displayed as "Fix the tests"'],
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
