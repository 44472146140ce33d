import { expect, test } from 'vitest';
import { AmberError } from '../../../src/core/errors.ts';
import type { RunPlan } from '../../../src/github/plan/plan-types.ts';
import { sessionAfterTurn } from '../../../src/github/run/wait-for-turn.ts';
import { type ThreadRecord, writeRecord } from '../../../src/github/thread/thread-record.ts';
import { THREADS } from '../../../src/github/thread/threads-annotation.ts';
import { FakeEngine, unavailable } from '../../fakes/engine.ts';
import { PacedClock } from '../../fakes/paced-clock.ts';
import { CONTEXT, comment, inputsOf, onPull, PLATFORM, planOf, RECORD } from '../kit/situation.ts';

/** What our run does once the run before is over, whose session was not known when ours was planned. */
async function after(
  record: Partial<ThreadRecord> | undefined,
  { threads = 'github.com/octo/app#34', fails }: { readonly threads?: string; readonly fails?: AmberError } = {},
) {
  const running = { ...RECORD, state: 'running', session: null } as const;
  const plan = (await planOf({
    event: comment('@amber go'),
    facts: onPull({}, { record: { commentId: 5, record: running } }),
  })) as RunPlan;
  expect(plan).toMatchObject({ after: { kind: 'workflow-run', commentId: 5 }, session: { kind: 'create' } });
  const engine = new FakeEngine(new PacedClock());
  const session = engine.add('session-1', 'Stopped');
  session.annotations = { ...session.annotations, [THREADS]: threads };
  const project = session.ref.project;
  const getComment = async (id: number) => {
    if (fails !== undefined) throw fails;
    const body = record === undefined ? 'edited' : writeRecord({ ...RECORD, project, ...record });
    return { id, body, url: '' };
  };
  const inputs = inputsOf({ ...PLATFORM, project });
  const { signal } = new AbortController();
  return sessionAfterTurn(plan, { api: { getComment }, engine, inputs, context: CONTEXT, signal });
}

test('it goes to the session that the run before has made for the thread', async () => {
  expect(await after({})).toMatchObject({ name: 'session-1' });
});

test.each<[string, Parameters<typeof after>]>([
  ['another thread’s', [{}, { threads: 'github.com/octo/app#3' }]],
  ['one that is gone', [{ session: 'session-2' }]],
  ['one of another engine', [{ engine: 'local' }]],
  ['one of another project', [{ project: 'other' }]],
  ['one that never was', [{ session: null }]],
  ['one that no record names', [undefined]],
  ['one whose comment was deleted', [{}, { fails: new AmberError('NOT_FOUND', 'gone') }]],
])('but not to %s', async (_what, [record, more]) => {
  expect(await after(record, more)).toBeUndefined();
});

test('a GitHub that can’t be asked is no answer', async () => {
  await expect(after({}, { fails: unavailable() })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
