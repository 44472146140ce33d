import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { changesOf } from '../../../../src/github/deliver/git/changed-files.ts';
import { findGit, type Git, safeGit } from '../../../../src/github/deliver/git/safe-git.ts';

function repository() {
  const dir = mkdtempSync(join(tmpdir(), 'amber-changes-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: dir,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trimEnd();
  git('init', '-q');
  const commit = (files: { readonly [path: string]: string | null }) => {
    for (const [path, text] of Object.entries(files))
      text === null ? rmSync(join(dir, path)) : writeFileSync(join(dir, path), text);
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', 'x');
    return git('rev-parse', 'HEAD');
  };
  const deps = { ...findGit(process.env), env: process.env, signal: new AbortController().signal };
  const real = safeGit(dir, deps);
  let calls = 0;
  const run: Git = (...of) => {
    calls++;
    return real(...of);
  };
  return { git, commit, run, calls: () => calls };
}

const paths = (changes: readonly { readonly path: string }[]) => changes.map(({ path }) => path).toSorted();

describe.skipIf(process.platform === 'win32')('what commits change', () => {
  test('git is not asked more often for more commits', async () => {
    const { calls, commit, run } = repository();
    const known = commit({ base: '0' });
    const few = commit({ a: '1' });
    await changesOf(run, few, [known]);
    const once = calls();
    let tip = few;
    for (let i = 0; i < 12; i++) tip = commit({ [`f${i}`]: 'x', base: `${i + 1}` });
    const { commits, passing } = await changesOf(run, tip, [known]);
    expect(commits).toHaveLength(13);
    expect(paths(passing)).toEqual(Array<string>(11).fill('base'));
    expect(calls() - once).toBe(once);
  });

  test('files that come and go, odd names, empty commits, merges and roots', async () => {
    const { commit, git, run } = repository();
    const known = commit({ base: '0', old: 'old' });
    git('checkout', '-qb', 'side');
    commit({ ':gone\n:100644 x': 'side' });
    commit({});
    commit({ ':gone\n:100644 x': null });
    git('checkout', '-q', '--orphan', 'root');
    commit({ base: 'of the root' });
    git('checkout', '-q', 'side');
    git('merge', '-q', '-s', 'ours', '--allow-unrelated-histories', '--no-edit', 'root');
    commit({ old: null });
    commit({ old: 'old' });
    commit({});
    const { commits, files, passing } = await changesOf(run, git('rev-parse', 'HEAD'), [known]);
    expect(files).toEqual([]);
    expect(commits).toHaveLength(8);
    expect(paths(passing)).toEqual([':gone\n:100644 x', 'base', 'old']);
    expect(passing.find(({ path }) => path === 'old')).toMatchObject({ before: { mode: '100644' } });
    expect(passing.find(({ path }) => path === 'old')?.after).toBeUndefined();
  });

  test('what is as on another branch of GitHub is no change', async () => {
    const { commit, git, run } = repository();
    const one = commit({ a: '1' });
    const two = commit({ a: '2', b: '2' });
    git('checkout', '-q', one);
    commit({ a: '2' });
    const tip = commit({ a: '1', c: '3' });
    const { files, passing } = await changesOf(run, tip, [one, two]);
    expect(paths(files)).toEqual(['c']);
    expect(passing).toEqual([]);
  });
});
