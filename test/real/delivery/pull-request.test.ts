import { existsSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { shellAgent } from '../../scenarios/kit/shell-agent.ts';
import { gitOf, onThread } from '../../scenarios/kit/thread.ts';

describe.skipIf(NO_LOCAL)('what an agent did for a pull request', () => {
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
});
