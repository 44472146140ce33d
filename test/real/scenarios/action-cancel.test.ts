import { describe, expect, test } from 'vitest';
import { readRecord } from '../../../src/github/thread/thread-record.ts';
import { until } from '../../engine/platform/harness.ts';
import { scripted } from '../../fakes/acp-agents/scripted.ts';
import { annotations, type Step } from '../../scenarios/kit/action.ts';
import { BUSY } from '../../scenarios/kit/agents.ts';
import { NO_LOCAL, sessionIn, stored } from '../../scenarios/kit/local.ts';
import { slowCreate } from '../../scenarios/kit/slow-create.ts';
import { type OnThread, onPlatformThread, onThread } from '../../scenarios/kit/thread.ts';

/** What GitHub gives a job between SIGINT and SIGTERM. */
const TERM_MS = 7_500;

const WORKING = '@amber [silent 600]';

/** Cancels the job, and waits until the step has ended by itself. */
async function cancel({ run, done }: Step): Promise<void> {
  run.kill('SIGINT');
  await done;
}

/** Cancels the job as GitHub does, for a step that has not all that it waits for when its time is over. */
async function cancelAndEnd({ run, done }: Step): Promise<void> {
  run.kill('SIGINT');
  const term = setTimeout(() => run.kill('SIGTERM'), TERM_MS);
  await done;
  clearTimeout(term);
}

/** Runs the post step, which does what the main step had no time for; it has nothing to do if that was all. */
async function endByPost(it: Step, { github }: OnThread): Promise<void> {
  const { settled, shown } = JSON.parse(it.state().amber ?? '{}');
  const before = github.requests.length;
  expect((await it.post().done).code).toBe(0);
  if (settled === true && shown === null) expect(github.requests.length).toBe(before);
}

/** Comment and check say for good that the run was cancelled. */
function expectFinal({ bodies, github }: OnThread, outcome = 'cancelled'): void {
  expect(bodies().map((body) => readRecord(body))).toMatchObject([{ state: 'ended', outcome }]);
  expect([...github.state.checkRuns.values()]).toMatchObject([{ status: 'completed', conclusion: outcome }]);
  expect(github.violations).toEqual([]);
}

describe('a job that is cancelled, engine platform', () => {
  test.concurrent('while it asks for facts: at once, nothing is begun', async () => {
    await using on = await onPlatformThread();
    on.github.fail({ route: /permission/, hang: true });
    const it = on.comment(WORKING);
    await until(() => on.github.requests.length > 1);
    await cancel(it);
    const { code, stdout } = await it.done;
    expect(code).toBe(1);
    expect(annotations(stdout)).toEqual(['error: the job was cancelled before anything was begun']);
    expect({ bodies: on.bodies(), sessions: on.platform.sessions }).toEqual({ bodies: [], sessions: [] });
    expect((await it.post().done).code).toBe(0);
  });

  test.concurrent('before create is answered: what it makes is stopped', async () => {
    await using on = await onPlatformThread();
    await using slow = await slowCreate(on.platform.url, 1_500);
    const it = on.comment(WORKING, { with: { 'api-url': slow.url } });
    await slow.created;
    await cancel(it);
    expect(on.platform.session().phase).toBe('Stopped');
    await endByPost(it, on);
    expectFinal(on);
  });

  test.concurrent('before create is answered, and the answer never comes: the post step finds the session', async () => {
    await using on = await onPlatformThread();
    await using slow = await slowCreate(on.platform.url, 600_000);
    const it = on.comment(WORKING, { with: { 'api-url': slow.url } });
    await slow.created;
    await cancelAndEnd(it);
    const post = await it.post({ 'INPUT_API-URL': on.platform.url }).done;
    expect({ code: post.code, reported: annotations(post.stdout) }).toEqual({
      code: 0,
      reported: [expect.stringMatching(/^notice: session .* is stopped/)],
    });
    expect(on.platform.session().phase).toBe('Stopped');
    expectFinal(on);
  });

  test.concurrent('while it runs: the stop leaves first, then comment and check', async () => {
    await using on = await onPlatformThread();
    const it = on.comment(WORKING);
    await until(() => on.platform.sessions[0]?.ran === true);
    await cancel(it);
    expect((await it.done).code).toBe(1);
    expect(it.outputs()).toMatchObject({ outcome: 'cancelled' });
    expect(on.platform.session().phase).toBe('Stopped');
    await endByPost(it, on);
    expectFinal(on);
  });

  test.concurrent('while it is stopping, which is not confirmed in time: the post step goes on', async () => {
    await using on = await onPlatformThread();
    const it = on.comment(WORKING);
    await until(() => on.platform.sessions[0]?.ran === true);
    on.platform.traps.failWrites = 10_000;
    await cancelAndEnd(it);
    expect(annotations((await it.done).stdout)[0]).toMatch(/^error: the run was cancelled/);
    on.platform.traps.failWrites = 0;
    const post = await it.post().done;
    expect(post.code).toBe(0);
    expect(on.platform.session().phase).toBe('Stopped');
    expectFinal(on);
    expect(on.bodies()[0]).not.toContain('not confirmed');
  });

  test.concurrent('during the last edit of its comment: the post step makes it', async () => {
    await using on = await onPlatformThread();
    const it = on.comment('@amber [slow 30]');
    await until(() => on.platform.sessions[0]?.ran === true);
    on.github.fail(
      { route: /^patch .*comments/, hang: true },
      { route: /^patch .*comments/, hang: true },
      { route: /^patch .*check-runs/, hang: true },
    );
    await until(() => on.github.requests.some(({ route, status }) => status === 0 && /check-runs/.test(route)));
    await cancelAndEnd(it);
    expect((await it.post().done).code).toBe(0);
    expect(on.bodies().map((body) => readRecord(body))).toMatchObject([{ state: 'ended', outcome: 'finished' }]);
    expect([...on.github.state.checkRuns.values()]).toMatchObject([{ conclusion: 'success' }]);
  });

  test.concurrent('a main step that was killed: stop confirmed, comment and check final', async () => {
    await using on = await onPlatformThread();
    const it = on.comment(WORKING);
    await until(() => on.platform.sessions[0]?.ran === true);
    await until(() => on.bodies().length > 0 && on.github.state.checkRuns.size > 0);
    await until(() => JSON.parse(it.state().amber ?? '{}').shown?.check?.id !== undefined);
    it.run.kill('SIGKILL');
    await it.done;
    const post = await it.post().done;
    expect(post.code).toBe(0);
    expect(on.platform.session().phase).toBe('Stopped');
    expectFinal(on);
    expect(on.github.state.reactions.at(-1)).toMatch(/^confused/);
  });

  test.concurrent('a post step that can’t confirm the stop fails, and says which session', async () => {
    await using on = await onPlatformThread();
    const it = on.comment(WORKING);
    await until(() => on.platform.sessions[0]?.ran === true);
    it.run.kill('SIGKILL');
    await it.done;
    const post = await it.post({ 'INPUT_API-TOKEN': 'no-longer-valid' }).done;
    expect(post.code).toBe(1);
    expect(annotations(post.stdout)).toEqual([
      expect.stringMatching(/^error: session session-.* may still be running/),
    ]);
  });
});

describe.skipIf(NO_LOCAL)('a job that is cancelled, engine local', () => {
  const inputs = { engine: 'local', agent: scripted({ prompts: [BUSY] }) };

  test('while it runs', async () => {
    await using on = await onThread('pull-request', inputs);
    const it = on.comment('@amber');
    await it.run.until('stdout', /Running/);
    await cancel(it);
    expect(stored(on.place, sessionIn((await it.done).stdout)).status?.phase).toBe('Stopped');
    await endByPost(it, on);
    expectFinal(on);
  });

  test('a main step that was killed: the session is marked, comment and check are final', async () => {
    await using on = await onThread('pull-request', inputs);
    const it = on.comment('@amber');
    await it.run.until('stdout', /Running/);
    await until(() => JSON.parse(it.state().amber ?? '{}').shown?.check?.id !== undefined);
    it.run.kill('SIGKILL');
    const { stdout } = await it.done;
    expect((await it.post().done).code).toBe(0);
    expect(stored(on.place, sessionIn(stdout)).status?.phase).toBe('Failed');
    expectFinal(on);
  });
});
