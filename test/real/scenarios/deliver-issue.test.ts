import { describe, expect, test } from 'vitest';
import { annotations } from '../../scenarios/kit/action.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { shellAgent } from '../../scenarios/kit/shell-agent.ts';
import { gitOf, onThread, routes } from '../../scenarios/kit/thread.ts';

const WORK = ['echo fast > fast.ts', 'git add .', 'git commit -qm "Use a faster sort"'];
const BRANCH = 'amber/issue-7-it-is-slow';

describe.skipIf(NO_LOCAL)('what an agent did for an issue', () => {
  test('a branch and a pull request, with the account as its title and text', async () => {
    await using on = await onThread(
      'issue',
      shellAgent(WORK, '## Use a faster sort\n\nIt was slow, said @mallory. <!-- hidden -->'),
    );
    const it = on.label('amber:auto-fix');
    const { code, stdout } = await it.done;
    expect({ code, reported: annotations(stdout) }).toEqual({ code: 0, reported: [] });
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

  test('an answer that never came makes no second pull request', async () => {
    await using on = await onThread('issue', shellAgent(WORK));
    on.github.fail({ route: /post .*\/pulls$/, drop: 'after' });
    expect((await on.comment('@amber').done).code).toBe(0);
    expect([...on.github.state.threads.keys()]).toEqual([7, 8]);
    expect(on.github.state.threads.get(8)?.labels).toEqual(['amber:managed']);
  });

  test('one that is open, and can’t be labelled: people find it all the same', async () => {
    await using on = await onThread('issue', shellAgent(WORK));
    on.github.state.denied.add('post /repos/{owner}/{repo}/issues/{issue_number}/labels');
    const it = on.label('amber:auto-fix');
    const { stdout } = await it.done;
    expect(annotations(stdout).at(-1)).toMatch(
      /^error: .*pull request #8 is open, and could not be given its label and its first line: .*pull-requests: write \[NOT_DELIVERED\]/,
    );
    expect(it.outputs()).toMatchObject({ branch: BRANCH, 'pull-request-number': '8' });
    expect(on.bodies()[0]).toContain('Opened pull request #8: 1 commit on');
    expect(on.bodies()[0]).not.toContain('by hand');
  });
});
