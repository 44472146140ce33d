import { existsSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { annotations } from './kit/action.ts';
import { NO_LOCAL } from './kit/local.ts';
import { shellAgent } from './kit/shell-agent.ts';
import { type OnThread, onThread } from './kit/thread.ts';

function gitOf({ github }: OnThread) {
  if (github.git === undefined) throw new Error('no git server');
  return github.git;
}

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
    expect({ code, told: annotations(stdout) }).toEqual({ code: 0, told: [] });
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

  test('nothing changed: nothing is pushed, and the comment says so', async () => {
    await using on = await onThread('pull-request', shellAgent(['true']));
    const before = gitOf(on).head('feature');
    const it = on.comment('@amber look');
    expect((await it.done).code).toBe(0);
    expect(on.bodies()[0]).toContain('Nothing has changed');
    expect(gitOf(on).head('feature')).toBe(before);
    expect(gitOf(on).requests.some(({ path }) => path.includes('receive-pack'))).toBe(false);
    expect(it.outputs()).toMatchObject({ branch: '', 'commit-sha': '' });
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

  test('one that moved to what can’t be merged stays as it is: the work is pushed beside it, and that is said', async () => {
    await using on = await onThread(
      'pull-request',
      shellAgent(['echo ours > README.md', 'while [ ! -e "$TMPDIR/go" ]; do sleep 0.1; done']),
    );
    const git = gitOf(on);
    const it = on.comment('@amber go', { env: { TMPDIR: on.place.write('tmp/.keep', '').replace('/.keep', '') } });
    await it.run.until('stdout', /the code: branch feature/);
    const theirs = git.commit('feature', { 'README.md': 'theirs\n' });
    on.place.write('tmp/go', '');
    expect((await it.done).code).toBe(0);
    expect(git.head('feature')).toBe(theirs);
    const beside = git.branches().find((name) => /^amber\/7-[0-9a-f]{8}$/.test(name)) ?? '';
    expect(git.file(beside, 'README.md')).toBe('ours');
    expect(on.bodies()[0]).toContain(`\`${beside}\` beside it`);
    expect(it.outputs().branch).toBe(beside);
  });

  test('a process that keeps writing is ended before: what it last wrote is whole', async () => {
    const writer = "setsid sh -c 'while :; do seq 1000 > noise.tmp; mv noise.tmp noise.txt; done' > /dev/null 2>&1 &";
    await using on = await onThread(
      'pull-request',
      shellAgent([writer, 'while [ ! -e noise.txt ]; do sleep 0.1; done', 'echo noise.tmp > .gitignore']),
    );
    expect((await on.comment('@amber go').done).code).toBe(0);
    expect(gitOf(on).file('feature', 'noise.txt').split('\n')).toHaveLength(1000);
  });

  test('an agent that merges the base brings its changes along, those of workflows too', async () => {
    await using on = await onThread('pull-request', shellAgent(['git merge -q origin/main -m "Merge main"']));
    const git = gitOf(on);
    git.commit('main', { '.github/workflows/ci.yml': 'on: push\n', 'late.txt': 'late\n' });
    expect((await on.comment('@amber merge').done).code).toBe(0);
    expect(git.file('feature', '.github/workflows/ci.yml')).toBe('on: push');
    expect(git.git('rev-list', '--count', '--merges', 'main..feature')).toBe('1');
  });

  test('an agent that rewrites history loses nobody’s commit: nothing is forced, and its files count', async () => {
    await using on = await onThread(
      'pull-request',
      shellAgent([
        'echo better > src/feature.ts',
        'git commit -q --amend -am "A better feature"',
        'git reflog expire --all --expire=now',
      ]),
    );
    const git = gitOf(on);
    const before = git.head('feature') ?? '';
    expect((await on.comment('@amber amend').done).code).toBe(0);
    expect(git.file('feature', 'src/feature.ts')).toBe('better');
    expect(git.git('merge-base', '--is-ancestor', before, 'feature')).toBe('');
  });

  test('a pull request that is closed while the agent works: its branch, which is gone, is not made again', async () => {
    await using on = await onThread('pull-request');
    const { place } = on;
    const lines = ['echo x > x.txt', `touch ${place.root}/begun; while [ ! -e ${place.root}/go ]; do sleep 0.05; done`];
    const it = on.comment('@amber go', { with: shellAgent(lines) });
    await vi.waitUntil(() => existsSync(`${place.root}/begun`), { timeout: 30_000 });
    Object.assign(on.thread, { state: 'CLOSED' });
    gitOf(on).git('update-ref', '-d', 'refs/heads/feature');
    place.write('go', '');
    expect((await it.done).code).toBe(0);
    expect(gitOf(on).branches()).toEqual([expect.stringMatching(/^amber\/7-/), 'main']);
    expect(on.bodies()[0]).toMatch(/not open any more: 1 commit on/);
  });

  test('a commit whose dates can’t be read', async () => {
    await using on = await onThread(
      'pull-request',
      shellAgent([
        'printf "tree %s\\nparent %s\\nauthor x <> zz\\ncommitter <x> -5 zz\\n\\nOdd\\n" $(git rev-parse "HEAD^{tree}" HEAD) > ../odd',
        'git reset -q --hard $(git hash-object --literally -t commit -w ../odd)',
        'echo x > x.txt',
      ]),
    );
    expect((await on.comment('@amber go').done).code).toBe(0);
    expect(gitOf(on).git('log', '-2', '--format=%an|%s', 'feature')).toBe(
      'github-actions[bot]|Make it fast\ngithub-actions[bot]|Odd',
    );
  });

  test('a branch of a pull request that is not open any more is left alone', async () => {
    await using on = await onThread('pull-request', shellAgent(['echo ours > ours.txt']));
    on.thread.state = 'MERGED';
    const before = gitOf(on).head('feature');
    expect((await on.comment('@amber go').done).code).toBe(0);
    expect(gitOf(on).head('feature')).toBe(before);
    expect(on.bodies()[0]).toMatch(/not open any more: 1 commit on `amber\/7-/);
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
