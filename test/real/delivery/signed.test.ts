import { describe, expect, test } from 'vitest';
import { annotations } from '../../scenarios/kit/action.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { shellAgent } from '../../scenarios/kit/shell-agent.ts';
import { gitOf, onThread } from '../../scenarios/kit/thread.ts';

const BRANCH = 'amber/issue-7-it-is-slow';

/** Two commits, a file of bytes, one without a line's end, one that goes, and something left uncommitted. */
const WORK = [
  "printf '\\000\\377\\n\\n' > bytes.bin && git add . && git commit -qm 'Add bytes'",
  "printf 'no end' > end.txt && git add . && git commit -qm 'Add an end'",
  'rm README.md',
];
const SIGNED = { 'sign-commits': 'true' };

describe.skipIf(NO_LOCAL)('sign-commits', () => {
  test('an issue: GitHub makes branch and commit, with the same files; git pushes nothing', async () => {
    await using on = await onThread('issue', { ...shellAgent(WORK), ...SIGNED });
    const it = on.comment('@amber');
    const { code, stdout } = await it.done;
    expect({ code, reported: annotations(stdout) }).toEqual({ code: 0, reported: [] });
    const git = gitOf(on);
    expect(git.requests.some(({ path }) => path.includes('receive-pack'))).toBe(false);
    expect(git.git('diff', '--name-status', 'main', BRANCH)).toBe('D\tREADME.md\nA\tbytes.bin\nA\tend.txt');
    expect(git.git('cat-file', '-s', `${BRANCH}:bytes.bin`)).toBe('4');
    expect(git.git('cat-file', '-s', `${BRANCH}:end.txt`)).toBe('6');
    expect(git.git('log', '--format=%B', `main..${BRANCH}`)).toMatch(
      /^Make it fast\n\n- Add bytes\n- Add an end\n- Make it fast\n\nCo-authored-by: alice </,
    );
    expect(it.outputs()['commit-sha']).toBe(git.head(BRANCH));
    expect(on.github.state.threads.get(8)?.pull?.headRef).toBe(BRANCH);
    expect(on.github.violations).toEqual([]);
  });

  test('a pull request, whose answer is lost: one commit, not two', async () => {
    await using on = await onThread('pull-request', { ...shellAgent(['echo x > x.txt']), ...SIGNED });
    on.github.fail({ query: /createCommitOnBranch/, drop: 'after' });
    const before = gitOf(on).head('feature');
    expect((await on.comment('@amber go').done).code).toBe(0);
    expect(gitOf(on).git('rev-list', '--count', `${before}..feature`)).toBe('1');
    expect(gitOf(on).file('feature', 'x.txt')).toBe('x');
  });

  test('what GitHub can’t sign is a reason', async () => {
    await using on = await onThread('pull-request', SIGNED);
    const run = ['echo "#!/bin/sh" > run.sh && chmod +x run.sh'];
    const it = on.comment('@amber go', { with: shellAgent(run) });
    const { code, stdout } = await it.done;
    expect(code).toBe(1);
    expect(annotations(stdout).join()).toMatch(
      /signs no executable file and no link: run\.sh.*sign-commits can let it/,
    );
    gitOf(on).commit('main', { 'late.txt': 'late\n' });
    const merged = await on.comment('@amber go', { with: shellAgent(['git merge -q origin/main -m Merge']) }).done;
    expect(annotations(merged.stdout).join()).toContain('signs no merge');
  });
});

describe.skipIf(NO_LOCAL)('workflows after a push', () => {
  test('with the job’s own token: said once in a thread, with what to do', async () => {
    await using on = await onThread('pull-request', shellAgent(['date +%N > now.txt']));
    expect((await on.comment('@amber go').done).code).toBe(0);
    expect((await on.comment('@amber go').done).code).toBe(0);
    const [first = '', second = ''] = on.bodies();
    expect(first).toMatch(/No workflow runs for this push.*actions\/create-github-app-token@[0-9a-f]{40} # v3\.2\.0/);
    expect(second).toContain('1 commit on');
    expect(second).not.toContain('No workflow runs');
    expect(on.github.violations).toEqual([]);
  });

  test('with an app’s token nothing is said; nor where nothing was pushed', async () => {
    await using on = await onThread('pull-request', shellAgent(['date +%N > now.txt']));
    expect((await on.comment('@amber go', { with: shellAgent(['true']) }).done).code).toBe(0);
    on.github.state.viewer = 'my-app[bot]';
    expect((await on.comment('@amber go').done).code).toBe(0);
    expect([...on.github.state.comments.values()].map(({ body }) => body).join()).not.toContain('No workflow runs');
  });
});
