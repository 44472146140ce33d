import { describe, expect, test } from 'vitest';
import { annotations } from './kit/action.ts';
import { NO_LOCAL } from './kit/local.ts';
import { shellAgent } from './kit/shell-agent.ts';
import { type OnThread, onThread, routes } from './kit/thread.ts';

const WORK = ['echo fast > fast.ts', 'git add .', 'git commit -qm "Use a faster sort"'];
const BRANCH = 'amber/issue-7-it-is-slow';

function gitOf({ github }: OnThread) {
  if (github.git === undefined) throw new Error('no git server');
  return github.git;
}

describe.skipIf(NO_LOCAL)('what an agent did for an issue', () => {
  test('a branch and a pull request, with the account as its title and text', async () => {
    await using on = await onThread(
      'issue',
      shellAgent(WORK, '## Use a faster sort\n\nIt was slow, said @mallory. <!-- hidden -->'),
    );
    const it = on.label('amber:auto-fix');
    const { code, stdout } = await it.done;
    expect({ code, told: annotations(stdout) }).toEqual({ code: 0, told: [] });
    const { github } = on;
    const pull = github.state.threads.get(8);
    expect(pull).toMatchObject({
      title: 'Use a faster sort',
      labels: ['amber:managed'],
      pull: { headRef: BRANCH, baseRef: 'main', isDraft: false },
    });
    const session = it.outputs()['session-name'];
    expect(pull?.body).toMatch(
      new RegExp(`^<!-- acp:session_id=${session} source=#7 last_action=\\S+ retry_count=1 -->\n`),
    );
    expect(pull?.body).toContain('\n\nFixes #7\n\n');
    expect(pull?.body).not.toMatch(/@mallory|<!-- hidden|## Use/);
    expect(gitOf(on).file(BRANCH, 'fast.ts')).toBe('fast');
    expect(on.bodies()[0]).toContain('Opened pull request #8: 1 commit on');
    expect(it.outputs()).toMatchObject({
      branch: BRANCH,
      'commit-sha': gitOf(on).head(BRANCH),
      'pull-request-number': '8',
      'pull-request-url': 'https://github.com/octo/hello/pull/8',
    });
    expect(github.violations).toEqual([]);
    expect(routes(github)).toContain('post /pulls');
  });

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

  test('an answer that never came makes no second pull request', async () => {
    await using on = await onThread('issue', shellAgent(WORK));
    on.github.fail({ route: /post .*\/pulls$/, drop: 'after' });
    expect((await on.comment('@amber').done).code).toBe(0);
    expect([...on.github.state.threads.keys()]).toEqual([7, 8]);
    expect(on.github.state.threads.get(8)?.labels).toEqual(['amber:managed']);
  });
});
