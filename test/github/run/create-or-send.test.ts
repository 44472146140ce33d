import { expect, test } from 'vitest';
import type { Result } from '../../../src/core/result.ts';
import type { Job } from '../../../src/github/open-job.ts';
import type { RunPlan } from '../../../src/github/plan/plan-types.ts';
import { createOrSend } from '../../../src/github/run/create-or-send.ts';
import { THREADS } from '../../../src/github/thread/threads-annotation.ts';
import { type Bench, bench } from '../../run/harness.ts';
import { CONTEXT, comment, inputsOf, onPull, PLATFORM, planOf, RECORD } from '../kit/situation.ts';

const FACTS = { access: { mona: 'write' }, templates: {} } as const;

/** A comment's message to a session of its thread, by a job that does not wait for the run's end. */
async function send({ clock, deps, engine, interrupts }: Bench): Promise<Result> {
  const session = engine.add('session-1', 'Running');
  session.annotations[THREADS] = 'github.com/octo/app#34';
  const { project } = session.ref;
  const given = { ...PLATFORM, project, wait: 'false' };
  const facts = {
    ...onPull({}, { record: { commentId: 5, record: { ...RECORD, project } } }),
    session: session.object(),
  };
  const plan = (await planOf({ event: comment('@amber go'), inputs: given, facts })) as RunPlan;
  expect(plan.session).toMatchObject({ kind: 'send' });
  // The note that it belongs to the thread is taken away while the plan is made.
  const planned = {
    plan,
    facts: {
      ...FACTS,
      ...facts,
      session: { ...session.object(), metadata: { name: 'session-1', namespace: project } },
    },
  };
  const job = { inputs: inputsOf(given), interrupts, context: CONTEXT, runner: { clock, env: {} } };
  return clock.run(createOrSend(planned, job as unknown as Job, engine, deps().emit));
}

test('a job that does not wait leaves once the run of its message has begun', async () => {
  const it = bench(() => ({
    sent: (session, { runId }) => session.emit({ type: 'RUN_STARTED', threadId: 'session-1', runId }),
  }));
  expect(await send(it)).toMatchObject({ outcome: 'detached', exitCode: 0 });
  expect(it.engine.calls('send')).toHaveLength(1);
});

test('one that is cancelled before it sends its message sends none', async () => {
  const it = bench();
  const annotate = it.engine.annotate.bind(it.engine);
  it.engine.annotate = async (...given) => {
    await annotate(...given);
    it.interrupts.trigger('SIGINT');
  };
  await send(it);
  expect(it.engine.calls('send')).toEqual([]);
});
