import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCommand } from '../../../src/engine/local/agents/find-command.ts';
import { scripted } from '../../fakes/acp-agents/scripted.ts';
import { annotations } from '../../scenarios/kit/action.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { shellAgent } from '../../scenarios/kit/shell-agent.ts';
import { type OnThread, onThread } from '../../scenarios/kit/thread.ts';

const HAS_LFS = findCommand('git-lfs', process.env) !== undefined;
if (!HAS_LFS) process.stderr.write('\nskipped: git-lfs is not on PATH (apt-get install git-lfs)\n');

const SECRET = `ghp_${'a1B2'.repeat(9)}`;

/** A pull request with two files in LFS. */
function withLfs({ github: { git } }: OnThread) {
  if (git === undefined) throw new Error('no git server');
  git.commit('feature', {
    '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
    'big.bin': git.lfs.add('the content of big'),
    'other.bin': git.lfs.add('another content'),
  });
  return git;
}

/** What LFS keeps for a file on a branch. */
function contentOf(git: ReturnType<typeof withLfs>, path: string, branch = 'feature'): string | undefined {
  const [, oid = ''] = /^oid sha256:(\w+)$/m.exec(git.file(branch, path)) ?? [];
  return git.lfs.objects.get(oid)?.toString();
}

/** A PATH with all programs but git-lfs. */
function withoutLfs({ place }: OnThread): string {
  const bin = place.write('bin/.keep', '').replace('/.keep', '');
  for (const folder of place.env.PATH?.split(':') ?? [])
    for (const name of existsSync(folder) ? readdirSync(folder) : [])
      if (name !== 'git-lfs' && !existsSync(join(bin, name))) symlinkSync(join(folder, name), join(bin, name));
  return bin;
}

describe.skipIf(NO_LOCAL || !HAS_LFS)('files in LFS', () => {
  test('they are fetched on request, without the token on disk; nothing changed is no change', async () => {
    const lines = ['cat big.bin; echo', 'git status --short', 'grep -ri -e authorization .git || echo no login'];
    const agent = scripted({ prompts: [[{ sh: [...lines, 'touch other.bin'].join('\n') }]] });
    await using on = await onThread('pull-request', { engine: 'local', agent, lfs: 'true' });
    const git = withLfs(on);
    const before = git.head('feature');
    const it = on.comment('@amber look');
    expect((await it.done).code).toBe(0);
    expect(it.outputs()['session-result']?.trim()).toBe('the content of big\nno login');
    expect(on.bodies()[0]).toContain('Nothing has changed');
    expect(git.head('feature')).toBe(before);
    expect(git.lfs.tokensSeen).toBe(0);
  });

  test('new content, committed or not, is in LFS before its pointer is pushed', async () => {
    const lines = [
      'printf committed > big.bin && git commit -qam "Another big one"',
      'printf left > other.bin',
      'printf fresh > new.bin',
      'chmod +x new.bin',
    ];
    await using on = await onThread('pull-request', { ...shellAgent(lines), lfs: 'true' });
    const git = withLfs(on);
    expect((await on.comment('@amber go').done).code).toBe(0);
    expect(['big.bin', 'other.bin', 'new.bin'].map((path) => contentOf(git, path))).toEqual([
      'committed',
      'left',
      'fresh',
    ]);
    const paths = git.requests.map(({ path }) => path);
    const pushedAt = paths.findIndex((path) => path.includes('receive-pack'));
    expect(paths.findLastIndex((path) => path.includes('/info/lfs/'))).toBeLessThan(pushedAt);
    expect(git.git('ls-tree', 'feature', 'new.bin')).toMatch(/^100755/);
    expect(git.lfs.tokensSeen).toBe(0);
  });

  test('without input lfs: what the agent writes itself goes to LFS, a moved pointer needs no content', async () => {
    const lines = ['git mv other.bin moved.bin && git commit -qm "Move it"', 'printf written > big.bin'];
    await using on = await onThread('pull-request', shellAgent(lines));
    const git = withLfs(on);
    expect((await on.comment('@amber go').done).code).toBe(0);
    expect(contentOf(git, 'big.bin')).toBe('written');
    expect(contentOf(git, 'moved.bin')).toBe('another content');
  });

  test.each<[string, string[], RegExp]>([
    [
      'a commit with the content itself',
      ['printf raw > big.bin', 'git commit -qam raw'],
      /belongs into LFS is not in it: big\.bin/,
    ],
    [
      'a pointer to nothing',
      [`printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:${'0'.repeat(64)}\\nsize 9\\n' > big.bin`],
      /in LFS has no content here: big\.bin/,
    ],
    ['a large file', ['head -c 6000000 /dev/zero > big.bin'], /larger than 5,242,880 bytes: big\.bin/],
    ['what looks like a secret', [`printf ${SECRET} > big.bin`], /looks like a secret: big\.bin/],
  ])('%s is held back', async (_what, lines, why) => {
    await using on = await onThread('pull-request', shellAgent(lines));
    const git = withLfs(on);
    const before = git.head('feature');
    const objects = git.lfs.objects.size;
    const { code, stdout } = await on.comment('@amber go').done;
    expect(code).toBe(1);
    expect(annotations(stdout).join()).toMatch(why);
    expect(git.head('feature')).toBe(before);
    expect(git.lfs.objects.size).toBe(objects);
  });

  test('work that is held back for something else: the patch has the content', async () => {
    const lines = ['printf "one\\ntwo\\n" > big.bin', 'mkdir .github', 'echo x > .github/x'];
    await using on = await onThread('pull-request', { ...shellAgent(lines), lfs: 'true' });
    const git = withLfs(on);
    const it = on.comment('@amber go');
    expect((await it.done).code).toBe(1);
    const patch = readFileSync(it.outputs()['patch-path'] ?? '', 'utf8');
    expect(patch).toContain('+one\n+two\n');
    expect(git.lfs.objects.size).toBe(2);
  });

  test('no filter of the agent’s repository runs at delivery', async () => {
    await using on = await onThread('pull-request', { lfs: 'true' });
    const git = withLfs(on);
    const trap = `touch ${on.place.root}/trapped`;
    const lines = [
      'printf work > big.bin',
      `for name in clean smudge process; do git config filter.lfs.$name '${trap}'; done`,
      `git config lfs.customtransfer.x.path '${trap}' && git config lfs.standalonetransferagent x`,
      "printf '[lfs]\\n\\turl = http://127.0.0.1:9/\\n' > .lfsconfig",
    ];
    expect((await on.comment('@amber go', { with: shellAgent(lines) }).done).code).toBe(0);
    expect(contentOf(git, 'big.bin')).toBe('work');
    expect(existsSync(`${on.place.root}/trapped`)).toBe(false);
  });

  test('in two jobs: the content goes with the folder', async () => {
    const lines = ['printf committed > big.bin && git commit -qam "Another big one"', 'printf left > other.bin'];
    await using on = await onThread('pull-request', { ...shellAgent(lines), lfs: 'true' });
    const git = withLfs(on);
    const made = on.comment('@amber go', { with: { deliver: 'patch' }, token: on.github.state.readToken });
    expect((await made.done).code).toBe(0);
    expect(git.lfs.objects.size).toBe(2);
    const from = made.outputs()['delivery-path'] ?? '';
    const brought = on.comment('@amber go', { with: { agent: '', 'deliver-from': from } });
    expect((await brought.done).code).toBe(0);
    expect(['big.bin', 'other.bin'].map((path) => contentOf(git, path))).toEqual(['committed', 'left']);
  });
});

describe.skipIf(NO_LOCAL)('without git-lfs', () => {
  test('asking for it is an error that says what to install', async () => {
    await using on = await onThread('pull-request', { ...shellAgent(['true']), lfs: 'true' });
    withLfs(on);
    const { code, stdout } = await on.comment('@amber look', { env: { PATH: withoutLfs(on) } }).done;
    expect(code).toBe(1);
    expect(annotations(stdout).join()).toMatch(/git-lfs is not on PATH.*apt-get install git-lfs/);
  });

  test('new content is held back, and says so', async () => {
    await using on = await onThread('pull-request', shellAgent(['printf written > big.bin']));
    const git = withLfs(on);
    const before = git.head('feature');
    const { code, stdout } = await on.comment('@amber go', { env: { PATH: withoutLfs(on) } }).done;
    expect(code).toBe(1);
    expect(annotations(stdout).join()).toMatch(/not delivered: git-lfs is not on PATH/);
    expect(git.head('feature')).toBe(before);
  });
});
