import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { annotations } from '../../scenarios/kit/action.ts';
import { NO_LOCAL } from '../../scenarios/kit/local.ts';
import { shellAgent } from '../../scenarios/kit/shell-agent.ts';
import { gitOf, type OnThread, onThread } from '../../scenarios/kit/thread.ts';

const TOKEN = `ghp_${'a1B2'.repeat(9)}`;

/** Runs an agent that does this on a pull request, and expects that nothing of it is pushed. */
async function stopped(on: OnThread, lines: readonly string[], more: { readonly [input: string]: string } = {}) {
  const before = gitOf(on).git('for-each-ref');
  const it = on.comment('@amber go', { with: { ...shellAgent(lines), ...more } });
  const { code, stdout } = await it.done;
  expect(gitOf(on).git('for-each-ref')).toBe(before);
  expect(code).toBe(1);
  expect(it.outputs()).toMatchObject({ 'exit-code': '10', branch: '', 'commit-sha': '' });
  const path = it.outputs()['patch-path'] ?? '';
  return {
    reported: annotations(stdout).join('\n'),
    patch: path === '' ? '' : readFileSync(path, 'utf8'),
    body: on.bodies().at(-1) ?? '',
  };
}

describe.skipIf(NO_LOCAL)('work that must not be pushed', () => {
  test.each<[string, string[], RegExp, string]>([
    [
      'a workflow',
      ['mkdir -p .github/workflows', 'echo "on: push" > .github/workflows/x.yml'],
      /decides about CI .*\.github\/workflows\/x\.yml/,
      'on: push',
    ],
    [
      'a workflow that a later commit takes away again',
      [
        'mkdir -p .github/workflows',
        'echo "on: push" > .github/workflows/x.yml',
        'git add . && git commit -qm one',
        'git rm -qr .github',
        'echo y > y.txt',
      ],
      /decides about CI/,
      'y.txt',
    ],
    [
      'attributes by which git can’t read the files',
      ['echo "* working-tree-encoding=UTF-16" > .gitattributes', 'echo kept > x.txt'],
      /git can’t take the work: .*BOM is required.*; its files as they were at the end are in a patch/,
      '+kept',
    ],
    [
      'a commit that no git can check out',
      [
        'B=$(echo x | git hash-object -w --stdin)',
        'T=$(printf "100644 blob $B\\tx\\n" | git mktree)',
        'T=$( (git ls-tree HEAD; printf "040000 tree $T\\t.GIT\\n") | git mktree)',
        'git update-ref HEAD $(git commit-tree $T -p HEAD -m odd)',
        'echo kept > x.txt',
      ],
      /git can’t take the work: .*\.GIT.*; its files as they were at the end are in a patch/,
      '+kept',
    ],
    [
      'no repository any more',
      ['rm -rf .git', 'echo kept > x.txt'],
      /git can’t take the work: .*not a repository .*; its files as they were at the end are in a patch/,
      '+kept',
    ],
    ['an action', ['mkdir -p tools/x', 'echo "runs: {}" > tools/x/action.yml'], /tools\/x\/action\.yml/, 'runs'],
    ['who has to review', ['echo "* @mallory" > CODEOWNERS'], /CODEOWNERS/, 'mallory'],
    ['what Amber may do', ['echo "agent: x" > .amber.yaml'], /\.amber\.yaml/, 'agent: x'],
    [
      'a link that leads out',
      ['ln -s ../../../../etc/passwd src/users'],
      /symbolic link leads out of the repository: src\/users/,
      '120000',
    ],
    ['a link into .git', ['ln -s .git/config settings'], /symbolic link/, '120000'],
    [
      'a submodule',
      ['git -c protocol.file.allow=always submodule --quiet add "$PWD" sub', 'git commit -qm sub'],
      /submodule would change: .gitmodules, sub/,
      '160000',
    ],
    ['a large file', ['head -c 6000000 /dev/zero > big.bin'], /larger than 5,242,880 bytes: big\.bin/, ''],
    [
      'a large file in a commit',
      [
        'head -c 6000000 /dev/zero > big.bin',
        'git add . && git commit -qm big',
        'git rm -q big.bin && git commit -qm small',
        'echo x > x.txt',
      ],
      /larger than 5,242,880 bytes: big\.bin/,
      'x.txt',
    ],
    [
      'many files',
      ['for i in $(seq 10000); do echo $i > f$i.txt; done'],
      /10,000 files would change, more than 300/,
      'f7.txt',
    ],
    ['what looks like a secret', [`echo "token = ${TOKEN}" > config.ini`], /looks like a secret: config\.ini/, '***'],
    [
      'what looks like a secret in a message',
      ['echo x > x.txt', 'git add .', `git commit -qm "Use ${TOKEN}"`],
      /looks like a secret: the message of commit/,
      'x.txt',
    ],
    [
      'what looks like a secret in a commit that is taken back',
      [`echo "${TOKEN}" > t.txt`, 'git add . && git commit -qm one', 'rm t.txt; echo x > x.txt'],
      /looks like a secret: t\.txt/,
      'x.txt',
    ],
    [
      'so much that secrets can’t be looked for',
      [
        "yes '0123456789012345678901234567890123456789' | head -c 5000000 > a",
        'for i in $(seq 14); do cp a f$i.txt; done',
        `echo ${TOKEN} > aa.txt`,
      ],
      /can’t be looked through for secrets: git log said more than 67,108,864 characters/,
      '***',
    ],
    [
      'what another repository holds that the agent names as its own objects',
      ['git init -q ../other', 'echo "$PWD/../other/.git/objects" > .git/objects/info/alternates'],
      /not a repository of its own any more: objects.info.alternates leads elsewhere/,
      '',
    ],
  ])('%s', async (_what, lines, why, inPatch) => {
    await using on = await onThread('pull-request');
    const { reported, patch, body } = await stopped(on, lines);
    expect(reported).toMatch(why);
    expect(reported).toContain('[NOT_DELIVERED]');
    expect(patch).toContain(inPatch);
    expect(`${patch}${body}${reported}`).not.toContain(TOKEN);
    expect(body).toContain('the work was not delivered');
    expect([...on.github.state.checkRuns.values()].at(-1)).toMatchObject({ conclusion: 'failure' });
  });

  test('a secret of the job, in a text and in a file of bytes', async () => {
    await using on = await onThread('pull-request');
    const { state } = on.github;
    const half = Math.floor(state.token.length / 2);
    const print = `printf '%s%s' '${state.token.slice(0, half)}' '${state.token.slice(half)}'`;
    const { reported, patch } = await stopped(on, [`${print} > t.txt`, `(printf '\\000\\001'; ${print}) > t.bin`]);
    expect(reported).toMatch(/holds a secret of this job: t\.bin, t\.txt/);
    expect(patch).not.toContain(state.token);
  });

  test('the default branch, a protected one, and a push that GitHub refuses', async () => {
    await using on = await onThread('pull-request');
    on.github.state.protectedBranches.add('feature');
    expect((await stopped(on, ['echo x > x.txt'])).reported).toMatch(/protected branch is not pushed to: feature/);
    on.github.state.protectedBranches.clear();
    gitOf(on).beforeReceive('echo "policy says no" >&2; exit 1');
    const { reported, patch, body } = await stopped(on, ['echo x > x.txt']);
    expect(reported).toMatch(/GitHub refused the push: .*policy says no/);
    expect(patch).toContain('+x');
    expect(body).toContain('The work as a patch');
    const { pull } = on.thread;
    if (pull !== undefined) Object.assign(pull, { headRef: 'main', baseRef: 'feature' });
    expect((await stopped(on, ['echo x > x.txt'])).reported).toMatch(/default branch is not pushed to: main/);
  });

  test('an object that is not what its name says: a base that seems to have the workflow already', async () => {
    await using on = await onThread('pull-request');
    const forge = [
      'pack=$(ls .git/objects/pack/*.pack)',
      'mv "$pack" ../pack && rm -f .git/objects/pack/* && git unpack-objects -q < ../pack && rm ../pack',
      'mkdir -p .github/workflows && echo "on: push" > .github/workflows/x.yml',
      'git add . && git commit -qm evil',
      'fileOf() { id=$(git rev-parse "$1^{tree}"); echo ".git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)"; }',
      'evil=$(fileOf HEAD); base=$(fileOf origin/main); cp -f "$evil" "$base.new" && mv -f "$base.new" "$base"',
    ];
    expect((await stopped(on, forge)).reported).toMatch(/something else under the name of tree/);
  });

  test('a token that may only read: the reason says which right is missing', async () => {
    await using on = await onThread('pull-request', shellAgent(['echo x > x.txt']));
    const it = on.comment('@amber go', { token: on.github.state.readToken });
    const { code, stdout } = await it.done;
    expect(code).toBe(1);
    expect(annotations(stdout).join()).toMatch(/GitHub refused the push: .*403.*needs contents: write/);
    expect(readFileSync(it.outputs()['patch-path'] ?? '', 'utf8')).toContain('+x');
  });

  test('inputs can let it through', async () => {
    await using on = await onThread('pull-request');
    const lines = [
      'mkdir -p .github/workflows',
      'echo x > .github/workflows/x.yml',
      'head -c 6000000 /dev/zero > big.bin',
      'for i in $(seq 400); do echo $i > f$i.txt; done',
    ];
    const inputs = { 'allow-paths': '.github/workflows/*.yml', 'max-files': '500', 'max-file-size': '8' };
    expect((await on.comment('@amber go', { with: { ...shellAgent(lines), ...inputs } }).done).code).toBe(0);
    expect(gitOf(on).file('feature', '.github/workflows/x.yml')).toBe('x');
  });

  test('what was there before is nobody’s fault: an old token in a file that changes', async () => {
    await using on = await onThread('pull-request');
    gitOf(on).commit('feature', { 'fixture.txt': `${TOKEN}\nold\n` });
    expect((await on.comment('@amber go', { with: shellAgent(['sed -i s/old/new/ fixture.txt']) }).done).code).toBe(0);
    expect(gitOf(on).file('feature', 'fixture.txt')).toContain('new');
  });

  test('nothing that the agent has planted is run, and no trick with its repository counts', async () => {
    await using on = await onThread('pull-request');
    const trap = `touch ${on.place.root}/trapped`;
    const it = on.comment('@amber go', {
      with: shellAgent([
        `for hook in pre-commit pre-push reference-transaction post-checkout; do printf '#!/bin/sh\\n${trap}\\n' > .git/hooks/$hook; chmod +x .git/hooks/$hook; done 2>/dev/null || mkdir -p .git/hooks`,
        `git config core.fsmonitor '${trap}'`,
        `git config core.hooksPath "$PWD/.git/hooks"`,
        `git config filter.trap.clean '${trap}'`,
        `git config filter.trap.process '${trap}'`,
        `git config merge.trap.driver '${trap}'`,
        `git config diff.trap.textconv '${trap}'`,
        `git config credential.helper '!${trap}'`,
        `git config url.http://127.0.0.1:9/.insteadOf http://`,
        `git config remote.origin.url 'ext::${trap}'`,
        `git config gpg.program '${trap}'`,
        `git config commit.gpgSign true`,
        "echo '* filter=trap merge=trap diff=trap' > .gitattributes",
        'mkfifo pipe',
        'mkdir inner && git -C inner init -q && git -C inner config core.fsmonitor "touch trapped" && echo x > inner/x',
        'echo work > work.txt',
        `printf '[core]\\n\\tfsmonitor = ${trap}\\n' > "$HOME/.gitconfig" 2>/dev/null || true`,
      ]),
      env: { HOME: on.place.write('home/.keep', '').replace('/.keep', '') },
    });
    expect((await it.done).code).toBe(0);
    expect(gitOf(on).file('feature', 'work.txt')).toBe('work');
    expect(existsSync(`${on.place.root}/trapped`)).toBe(false);
    expect(on.bodies()[0]).toMatch(/Left out: .*inner/);
    expect(gitOf(on).git('ls-tree', '--name-only', 'feature')).not.toMatch(/pipe|inner/);
  });
});
