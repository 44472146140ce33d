import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { agentHead } from '../../../../src/github/deliver/git/agent-head.ts';
import { collectWork } from '../../../../src/github/deliver/git/collect-work.ts';
import { findGit } from '../../../../src/github/deliver/git/safe-git.ts';

/** An agent's folder with one commit. */
function folder() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'amber-collect-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const dir = join(root, 'work');
  mkdirSync(dir);
  const env = { PATH: process.env.PATH, HOME: root, GIT_CONFIG_GLOBAL: '/dev/null' };
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: dir,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trimEnd();
  git('init', '-q');
  const write = (path: string | Buffer, text = 'x\n') =>
    writeFileSync(typeof path === 'string' ? join(dir, path) : Buffer.concat([Buffer.from(`${dir}/`), path]), text);
  write('file');
  mkdirSync(join(dir, 'folder'));
  write('folder/inner');
  git('add', '.');
  git('commit', '-qm', 'first');
  const take = async (maxFileSize = 1_000) => {
    const author = { name: 'B', email: 'b@example.com' };
    const deps = { ...findGit(process.env), env: process.env, signal: new AbortController().signal };
    const found = await collectWork(
      { dir, into: join(root, 'own'), message: 'left', author, maxFileSize, known: [] },
      deps,
    );
    const names = await found.run(['ls-tree', '-r', '-z', found.commit]);
    return { ...found, files: names.split('\0').filter((line) => line !== '') };
  };
  return { root, dir, git, write, take };
}

const named = (files: readonly string[]) => files.map((line) => `${line.slice(0, 6)} ${line.split('\t')[1]}`);

describe.skipIf(process.platform === 'win32')('what an agent has left', () => {
  test('nothing uncommitted: its own commit', async () => {
    const { git, take } = folder();
    expect((await take()).commit).toBe(git('rev-parse', 'HEAD'));
  });

  test('files in the place of folders and folders in the place of files, modes, links, odd names', async () => {
    const { dir, take, write } = folder();
    rmSync(join(dir, 'file'));
    mkdirSync(join(dir, 'file'));
    write('file/now-inner');
    rmSync(join(dir, 'folder'), { recursive: true });
    write('folder');
    write('run');
    chmodSync(join(dir, 'run'), 0o755);
    symlinkSync('run', join(dir, 'link'));
    write('line\nbreak');
    write('-dash');
    write(Buffer.from('\xff', 'latin1'));
    const { files, leftOut } = await take();
    expect(named(files)).toEqual([
      '100644 -dash',
      '100644 file/now-inner',
      '100644 folder',
      '100644 line\nbreak',
      '120000 link',
      '100755 run',
      '100644 \ufffd',
    ]);
    expect(leftOut).toEqual([]);
  });

  test('what is ignored stays, what is too big is reported, what is no file is left out', async () => {
    const { dir, git, take, write } = folder();
    write('.gitignore', 'ignored\n');
    write('ignored');
    write('big', 'x'.repeat(1_001));
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    mkdirSync(join(dir, 'other'));
    git('init', '-q', 'other');
    writeFileSync(join(dir, 'other', 'x'), 'x');
    const { files, leftOut, tooBig } = await take();
    expect(named(files)).toEqual(['100644 .gitignore', '100644 file', '100644 folder/inner']);
    expect(tooBig).toEqual([{ path: 'big', bytes: 1_001 }]);
    expect(leftOut.join()).toContain('other/');
  });

  test('a link in the place of a folder: what it leads to is not taken', async () => {
    const { dir, root, take, write } = folder();
    write('.gitattributes', '* filter=lfs\n');
    mkdirSync(join(root, 'outside'));
    writeFileSync(join(root, 'outside/inner'), 'not the agent’s');
    rmSync(join(dir, 'folder'), { recursive: true });
    symlinkSync('../outside', join(dir, 'folder'));
    const { files, lfs } = await take();
    expect(named(files)).toEqual(['100644 .gitattributes', '100644 file', '120000 folder']);
    expect(readdirSync(lfs.own, { recursive: true }).filter((name) => `${name}`.length > 60)).toHaveLength(1);
  });

  test('a submodule stays as it was', async () => {
    const { dir, git, take, write } = folder();
    git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`);
    git('commit', '-qm', 'sub');
    mkdirSync(join(dir, 'sub'));
    git('init', '-q', 'sub');
    write('more');
    expect(named((await take()).files)).toContain('160000 sub');
  });

  test('packed refs, a detached head, a worktree', async () => {
    const { dir, git, root } = folder();
    const commit = git('rev-parse', 'HEAD');
    git('pack-refs', '--all');
    expect(agentHead(dir)).toMatchObject({ commit, objects: join(dir, '.git/objects') });
    git('worktree', 'add', '-q', '-b', 'other', join(root, 'tree'));
    expect(agentHead(join(root, 'tree'), true)).toMatchObject({ commit, objects: join(dir, '.git/objects') });
    git('checkout', '-q', '--detach');
    expect(agentHead(dir).commit).toBe(commit);
  });

  test('a folder that is no repository any more is an error', () => {
    const { dir } = folder();
    writeFileSync(join(dir, '.git/HEAD'), 'ref: refs/../../../etc/passwd\n');
    expect(() => agentHead(dir)).toThrow(/HEAD can’t be read/);
    rmSync(join(dir, '.git'), { recursive: true });
    expect(() => agentHead(dir)).toThrow(/not a repository of its own/);
  });

  test.each<[string, string]>([
    ['objects by name', 'echo ../other/.git/objects > .git/objects/info/alternates'],
    ['objects by link', 'mv .git/objects .git/o && ln -s o .git/objects'],
    ['one pack by link', 'ln -s "$PWD/../other" .git/objects/pack/pack-x.pack'],
    ['a common folder', 'echo ../../other/.git > .git/commondir'],
    ['a link', 'mv .git ../moved && ln -s ../moved .git'],
    ['a worktree', 'mv .git ../moved && git -C ../moved worktree add -q --detach ../tree; cp ../tree/.git .git'],
  ])('what leads to another repository is not followed: %s', (_what, script) => {
    const { dir } = folder();
    execFileSync('/bin/sh', ['-c', script], { cwd: dir, stdio: 'ignore' });
    expect(() => agentHead(dir)).toThrow(/not a repository of its own any more/);
  });
});
