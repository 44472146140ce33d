import { describe, expect, test } from 'vitest';
import { readRecord } from '../../../src/github/thread/thread-record.ts';
import { until } from '../../engine/platform/harness.ts';
import { scripted } from '../../fakes/acp-agents/scripted.ts';
import { annotations } from '../../scenarios/kit/action.ts';
import { BUSY } from '../../scenarios/kit/agents.ts';
import { inThisProcess } from '../../scenarios/kit/in-process-step.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { Place } from '../../scenarios/kit/place.ts';
import { type OnThread, onThread } from '../../scenarios/kit/thread.ts';

const HERE = { start: inThisProcess };

const records = ({ bodies }: OnThread) => bodies().map((body) => readRecord(body));

describe.skipIf(NO_LOCAL)('several commands on one thread, engine local: each job has its own runner', () => {
  const elsewhere = { env: { AMBER_STATE_DIR: '' } };

  test.concurrent('the second job waits for the record to say that the first has ended', async () => {
    // The first one works until the second is seen to wait.
    await using go = new Place();
    const agent = scripted({ prompts: [[{ file: `${go.root}/go` }, { text: 'done' }]] });
    await using on = await onThread('issue', { engine: 'local', agent }, HERE);
    const one = on.comment('@amber one', elsewhere);
    await until(() => records(on).length === 1);
    const two = on.comment('@amber two', elsewhere);
    await until(() => on.bodies().length === 2);
    expect(on.bodies()[1]).toContain('queued');
    go.write('go', '');
    const ends = await Promise.all([one.done, two.done]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(records(on)).toMatchObject([{ outcome: 'finished' }, { outcome: 'finished' }]);
    expect(two.outputs()['session-name']).not.toBe(one.outputs()['session-name']);
  });

  test.concurrent('a first job that was killed without a word keeps nobody: its workflow run is over', async () => {
    await using on = await onThread('issue', { engine: 'local', agent: scripted({ prompts: [BUSY] }) });
    const one = on.comment('@amber one', elsewhere);
    await until(() => records(on).length === 1);
    one.run.kill('SIGKILL');
    await one.done;
    const id = records(on)[0]?.workflowRunId ?? 0;
    on.github.state.workflowRuns.set(id, { status: 'completed', conclusion: 'failure' });
    const two = on.comment('@amber two', { ...elsewhere, with: { agent: 'demo' } });
    expect((await two.done).code).toBe(0);
    expect((await one.post().done).code).toBe(0);
  });

  test.concurrent('@amber stop cancels the workflow run of the record, whose job stops the session', async () => {
    await using on = await onThread('issue', { engine: 'local', agent: scripted({ prompts: [BUSY] }) });
    const one = on.comment('@amber one', elsewhere);
    await until(() => records(on).length === 1);
    expect((await on.comment('@amber stop', elsewhere).done).code).toBe(0);
    const id = records(on)[0]?.workflowRunId ?? 0;
    expect(on.github.state.workflowRuns.get(id)).toEqual({ status: 'completed', conclusion: 'cancelled' });
    one.run.kill('SIGINT');
    expect((await one.done).code).toBe(1);
    expect(records(on)).toMatchObject([{ state: 'ended', outcome: 'cancelled' }]);
  });

  test.concurrent('… and says which right is missing, if the token may not', async () => {
    await using on = await onThread('issue', { engine: 'local', agent: scripted({ prompts: [BUSY] }) }, HERE);
    const one = on.comment('@amber one', elsewhere);
    await until(() => records(on).length === 1);
    on.github.state.denied.add('post /repos/{owner}/{repo}/actions/runs/{run_id}/cancel');
    const { code, stdout } = await on.comment('@amber stop', elsewhere).done;
    expect(code).toBe(1);
    expect(annotations(stdout)).toEqual([expect.stringContaining('actions: write')]);
    one.run.kill('SIGINT');
    await one.done;
  });
});
