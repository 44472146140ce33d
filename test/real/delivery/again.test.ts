import { describe, expect, test } from 'vitest';
import { until } from '../../engine/platform/harness.ts';
import type { Step } from '../../scenarios/kit/action.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { shellAgent } from '../../scenarios/kit/shell-agent.ts';
import { gitOf, type OnThread, onThread } from '../../scenarios/kit/thread.ts';

const BRANCH = 'amber/issue-7-it-is-slow';
const WORK = shellAgent(['echo fast > fast.ts', 'git add .', 'git commit -qm "Use a faster sort" || true']);

/** Stands still at one point of the delivery until `it` was killed there. */
const STEPS: { readonly [name: string]: (on: OnThread) => { readonly reached: () => boolean } } = {
  'before the push is taken': (on) => {
    gitOf(on).beforeReceive(`touch "${on.place.root}/reached"; sleep 60; exit 1`);
    return { reached: () => on.place.files('').includes('reached') };
  },
  'after the push, before the pull request': (on) => {
    on.github.fail({ route: /^post .*\/pulls$/, hang: true });
    return { reached: () => on.github.requests.some(({ route }) => /^post .*\/pulls$/.test(route)) };
  },
  'after the pull request, before its label': (on) => {
    on.github.fail({ route: /labels$/, hang: true });
    return { reached: () => on.github.requests.some(({ route }) => route.endsWith('/labels')) };
  },
};

async function killed(it: Step): Promise<void> {
  it.run.kill('SIGKILL');
  await it.done;
}

describe.skipIf(NO_LOCAL)('a job that was killed in the middle of a delivery, and one after it', () => {
  test.each(Object.entries(STEPS))('%s: no second pull request, no half push', async (_name, stall) => {
    await using on = await onThread('issue', WORK);
    const { reached } = stall(on);
    const it = on.comment('@amber');
    await until(reached);
    await killed(it);
    gitOf(on).beforeReceive('exit 0');
    const [last] = [...on.github.state.workflowRuns.keys()].slice(-1);
    on.github.state.workflowRuns.set(last ?? 0, { status: 'completed', conclusion: 'failure' });
    expect((await on.comment('@amber').done).code).toBe(0);
    expect([...on.github.state.threads.keys()]).toEqual([7, 8]);
    expect(on.github.state.threads.get(8)).toMatchObject({ labels: ['amber:managed'], pull: { headRef: BRANCH } });
    expect(gitOf(on).branches()).toEqual([BRANCH, 'feature', 'main']);
    expect(gitOf(on).git('log', '--format=%s', `main..${BRANCH}`)).toBe('Use a faster sort');
  });

  test('a job that is cancelled meanwhile says so, and leaves nothing half', async () => {
    await using on = await onThread('issue', WORK);
    gitOf(on).beforeReceive(`touch "${on.place.root}/reached"; sleep 60; exit 1`);
    const it = on.comment('@amber');
    await until(() => on.place.files('').includes('reached'));
    it.run.kill('SIGINT');
    expect((await it.done).code).toBe(1);
    expect(on.bodies()[0]).toContain('the work was not delivered: the job was cancelled');
    expect(gitOf(on).head(BRANCH)).toBeUndefined();
  });
});
