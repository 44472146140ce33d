import { describe, expect, test } from 'vitest';
import { readRecord } from '../../src/github/thread/thread-record.ts';
import { until } from '../engine/platform/harness.ts';
import { annotations } from './kit/action.ts';
import { inThisProcess } from './kit/in-process-step.ts';
import { slowCreate } from './kit/slow-create.ts';
import { type OnThread, onPlatformThread } from './kit/thread.ts';

const HERE = { start: inThisProcess };

const records = ({ bodies }: OnThread) => bodies().map((body) => readRecord(body));

describe('several commands on one thread, engine platform', () => {
  test.concurrent('one session for the thread: a later comment is sent there', async () => {
    await using on = await onPlatformThread();
    const one = on.comment('@amber first');
    expect((await one.done).code).toBe(0);
    const two = on.comment('@amber second');
    expect((await two.done).code).toBe(0);
    expect(two.outputs()['session-name']).toBe(one.outputs()['session-name']);
    expect(on.platform.sessions).toHaveLength(1);
    expect(on.platform.session().phase).toBe('Stopped');
    expect(records(on)).toMatchObject([{ outcome: 'finished' }, { outcome: 'finished' }]);
  });

  test.concurrent('a second command while a run is under way comes after it, with a comment of its own', async () => {
    await using on = await onPlatformThread('pull-request', HERE);
    const one = on.comment('@amber [slow 80] first');
    await until(() => on.platform.sessions[0]?.ran === true);
    await until(() => records(on)[0]?.session !== null && records(on).length === 1);
    const two = on.comment('@amber [slow 5] second');
    await until(() => on.bodies().length === 2);
    expect(on.bodies()[1]).toMatch(/queued.* runs after \[the run before it\]\(https:.*#issuecomment-\d+\)/);
    const ends = await Promise.all([one.done, two.done]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(on.platform.sessions).toHaveLength(1);
    expect(records(on)).toMatchObject([
      { state: 'ended', outcome: 'finished' },
      { state: 'ended', outcome: 'finished' },
    ]);
    expect(one.outputs()['run-id']).not.toBe(two.outputs()['run-id']);
    await until(() => on.platform.session().phase === 'Stopped');
  });

  test.concurrent('@amber stop acts at once, whatever runs: the run’s own job says what happened', async () => {
    await using on = await onPlatformThread('pull-request', HERE);
    const one = on.comment('@amber [silent 600]');
    await until(() => on.platform.sessions[0]?.ran === true);
    await until(() => records(on)[0]?.session !== null && records(on).length === 1);
    const stop = on.comment('@amber stop');
    expect((await stop.done).code).toBe(0);
    expect(on.platform.session().phase).toBe('Stopped');
    const { code, stdout } = await one.done;
    expect(code).toBe(1);
    expect(annotations(stdout)).toEqual([expect.stringMatching(/^error: the run was stopped/)]);
    expect(records(on)).toMatchObject([{ state: 'ended', outcome: 'stopped' }]);
    expect(on.github.state.reactions).toContainEqual(expect.stringMatching(/^\+1 on comment/));
    const again = on.comment('@amber stop');
    expect((await again.done).code).toBe(0);
    expect(on.bodies().at(-1)).toContain('Nothing is running here');
  });

  test.concurrent('@amber stop finds a session that is just being made', async () => {
    await using on = await onPlatformThread('pull-request', HERE);
    await using slow = await slowCreate(on.platform.url, 5_000);
    const one = on.comment('@amber [silent 600]', { with: { 'api-url': slow.url } });
    await until(() => on.bodies().length === 1);
    expect((await on.comment('@amber stop').done).code).toBe(0);
    expect(on.platform.session().phase).toBe('Stopped');
    expect((await one.done).code).toBe(1);
  });

  test.concurrent('@amber retry sends the last instruction again, read from the session', async () => {
    await using on = await onPlatformThread('pull-request', HERE);
    expect((await on.comment('@amber say [slow 2] hello').done).code).toBe(0);
    const retry = on.comment('@amber retry');
    expect((await retry.done).code).toBe(0);
    expect(retry.outputs()).toMatchObject({ outcome: 'finished', 'prompt-type': 'retry' });
    const [first, second] = on.platform.requests
      .filter(({ path, method }) => method === 'POST' && /agentic-sessions$|agui\/run$/.test(path))
      .map(({ body }) => JSON.parse(body));
    expect(second.messages[0].content).toContain('say [slow 2] hello');
    expect(second.messages[0].content.trim()).toContain(first.initialPrompt.trim());
  });

  test.concurrent('@amber status tells what runs, and where', async () => {
    await using on = await onPlatformThread('pull-request', HERE);
    const one = on.comment('@amber [silent 600]');
    await until(() => on.platform.sessions[0]?.ran === true);
    await until(() => records(on)[0]?.session !== null && records(on).length === 1);
    expect((await on.comment('@amber status').done).code).toBe(0);
    expect(on.bodies()[1]).toMatch(/custom.*`alice`.* is at work since/);
    expect(on.bodies()[1]).toContain(`${on.platform.url}/projects/team-a/sessions/`);
    one.run.kill('SIGINT');
    await one.done;
  });

  test.concurrent('a pull request that came of an issue’s session is labelled, and belongs to the session from then on', async () => {
    await using on = await onPlatformThread('issue', HERE);
    const one = on.label('amber:auto-fix');
    await until(() => on.platform.sessions.length === 1);
    const name = on.platform.session().name;
    const pull = on.github.state.pullRequest(8, { headRef: `ambient/${name}` }, { body: 'Fixes it.' });
    expect((await one.done).code).toBe(0);
    expect(pull.labels).toEqual(['amber:managed']);
    expect(pull.body).toMatch(new RegExp(`^<!-- acp:session_id=${name} source=#7 .*-->\\nFixes it\\.$`));
    expect(on.platform.session().annotations['amber/threads']).toBe('github.com/octo/hello#7,#8');
    expect(on.bodies()[0]).toContain('pull request #8');
    expect(on.github.violations).toEqual([]);
  });
});
