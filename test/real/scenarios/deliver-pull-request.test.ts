import { describe, expect, test } from 'vitest';
import { annotations } from '../../scenarios/kit/action.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { shellAgent } from '../../scenarios/kit/shell-agent.ts';
import { gitOf, onThread } from '../../scenarios/kit/thread.ts';

describe.skipIf(NO_LOCAL)('what an agent did for a pull request', () => {
  test('its commits, and what it left uncommitted, are on the branch, by one author and with who asked', async () => {
    await using on = await onThread(
      'pull-request',
      shellAgent([
        'echo fast > src/fast.ts',
        'git add .',
        'git -c user.name=Linus -c user.email=linus@example.com commit -qm "Use a faster sort"',
        'echo more > src/more.ts',
        'rm README.md',
      ]),
    );
    const git = gitOf(on);
    const before = git.head('feature') ?? '';
    const it = on.comment('@amber make it fast');
    const { code, stdout } = await it.done;
    expect({ code, reported: annotations(stdout) }).toEqual({ code: 0, reported: [] });
    expect(git.git('log', '--format=%an <%ae>|%cn|%B', '--reverse', `${before}..feature`)).toBe(
      [
        'github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>|github-actions[bot]|Use a faster sort',
        '',
        `Co-authored-by: alice <583231+alice@users.noreply.${new URL(git.url).host}>`,
        '',
        'github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>|github-actions[bot]|Make it fast',
        '',
        `Co-authored-by: alice <583231+alice@users.noreply.${new URL(git.url).host}>`,
      ].join('\n'),
    );
    expect(git.git('diff', '--name-status', before, 'feature')).toBe('D\tREADME.md\nA\tsrc/fast.ts\nA\tsrc/more.ts');
    const head = git.head('feature') ?? '';
    expect(on.bodies()[0]).toContain(`2 commits on \`feature\` ([${head.slice(0, 8)}](`);
    expect(it.outputs()).toMatchObject({ branch: 'feature', 'commit-sha': head, 'patch-path': '' });
    expect(on.github.violations).toEqual([]);
    expect(git.branches()).toEqual(['feature', 'main']);
  });

  test('a branch that moved meanwhile is merged in, never forced', async () => {
    await using on = await onThread(
      'pull-request',
      shellAgent(['echo ours > ours.txt', 'while [ ! -e "$TMPDIR/go" ]; do sleep 0.1; done']),
    );
    const git = gitOf(on);
    const it = on.comment('@amber go', { env: { TMPDIR: on.place.write('tmp/.keep', '').replace('/.keep', '') } });
    await it.run.until('stdout', /the code: branch feature/);
    const theirs = git.commit('feature', { 'theirs.txt': 'theirs\n' });
    on.place.write('tmp/go', '');
    expect((await it.done).code).toBe(0);
    expect(git.file('feature', 'ours.txt')).toBe('ours');
    expect(git.file('feature', 'theirs.txt')).toBe('theirs');
    expect(git.git('merge-base', '--is-ancestor', theirs, 'feature')).toBe('');
    expect(on.bodies()[0]).toContain('merged in');
  });

  test('a run that fails pushes nothing; its work is in a patch', async () => {
    await using on = await onThread('pull-request', shellAgent(['echo half > half.txt']));
    const agent = shellAgent(['echo half > half.txt']).agent.replace(/\}\]\]\}"$/, '},{\\"stop\\":\\"refusal\\"}]]}"');
    const it = on.comment('@amber go', { with: { agent } });
    expect((await it.done).code).toBe(1);
    expect(gitOf(on).branches()).toEqual(['feature', 'main']);
    expect(on.bodies()[0]).toContain('half.txt');
    expect(it.outputs()['patch-path']).toMatch(/amber-session-.*\.patch$/);
  });
});
