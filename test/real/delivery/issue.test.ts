import { describe, expect, test } from 'vitest';
import { annotations } from '../../scenarios/kit/action.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { shellAgent } from '../../scenarios/kit/shell-agent.ts';
import { gitOf, onThread } from '../../scenarios/kit/thread.ts';

const WORK = ['echo fast > fast.ts', 'git add .', 'git commit -qm "Use a faster sort"'];
const BRANCH = 'amber/issue-7-it-is-slow';

describe.skipIf(NO_LOCAL)('what an agent did for an issue', () => {
  test('nothing changed: no branch, no pull request, and the comment says so', async () => {
    await using on = await onThread('issue', shellAgent(['true']));
    expect((await on.comment('@amber').done).code).toBe(0);
    expect(gitOf(on).branches()).toEqual(['feature', 'main']);
    expect(on.github.state.threads.size).toBe(1);
    expect(on.bodies()[0]).toContain('Nothing has changed');
  });

  test('a later run goes on with that branch and that pull request; once it is merged, with a new one', async () => {
    await using on = await onThread('issue', shellAgent(WORK));
    expect((await on.comment('@amber').done).code).toBe(0);
    const again = on.comment('@amber more', { with: shellAgent(['cat fast.ts && echo faster > fast.ts']) });
    expect((await again.done).code).toBe(0);
    expect(gitOf(on).git('log', '--format=%s', `main..${BRANCH}`)).toBe('Make it fast\nUse a faster sort');
    expect(on.github.state.threads.size).toBe(2);
    expect(on.bodies()[1]).toContain('Pull request #8: 1 commit on');
    const pull = on.github.state.threads.get(8);
    if (pull !== undefined) pull.state = 'MERGED';
    expect((await on.comment('@amber more').done).code).toBe(0);
    expect(gitOf(on).branches()).toContain(`${BRANCH}-2`);
    expect(on.github.state.threads.get(9)?.pull?.headRef).toBe(`${BRANCH}-2`);
  });

  test('inputs say whose commits, against which branch, and as a draft', async () => {
    const more = { base: 'feature', draft: 'true', 'commit-author': 'Robo <robo@example.com>', 'managed-label': 'bot' };
    await using on = await onThread('issue', { ...shellAgent(WORK), ...more });
    expect((await on.comment('@amber').done).code).toBe(0);
    expect(on.github.state.threads.get(8)).toMatchObject({
      labels: ['bot'],
      pull: { baseRef: 'feature', isDraft: true },
    });
    expect(gitOf(on).git('log', '-1', '--format=%an <%ae>', BRANCH)).toBe('Robo <robo@example.com>');
  });

  test('a token that may open none: the branch is there, the step is red, and says how to go on', async () => {
    await using on = await onThread('issue', shellAgent(WORK));
    on.github.state.denied.add('post /repos/{owner}/{repo}/pulls');
    const it = on.comment('@amber');
    const { code, stdout } = await it.done;
    expect(code).toBe(1);
    expect(annotations(stdout)).toEqual([
      expect.stringMatching(/^error: .*no pull request could be opened.*\[NOT_DELIVERED\]/),
    ]);
    expect(gitOf(on).head(BRANCH)).toBeDefined();
    expect(on.bodies()[0]).toContain('/compare/main...amber%2Fissue-7-it-is-slow?expand=1');
    // The next run finds the branch, and makes what is missing, also if it changes nothing.
    on.github.state.denied.clear();
    expect((await on.comment('@amber', { with: shellAgent(['true']) }).done).code).toBe(0);
    expect(on.github.state.threads.get(8)?.pull?.headRef).toBe(BRANCH);
  });
});
