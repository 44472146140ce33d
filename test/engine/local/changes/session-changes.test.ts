import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../src/core/session/session.ts';
import { SessionChanges } from '../../../../src/engine/local/changes/session-changes.ts';
import { diffSession } from '../../../../src/engine/local/changes/session-diff.ts';
import { pathsOf } from '../../../../src/engine/local/state/paths.ts';

const SESSION: Session = {
  apiVersion: 'vteam.ambient-code/v1alpha1',
  kind: 'AgenticSession',
  metadata: { namespace: 'default', name: 's' },
  spec: {},
};
const { signal } = new AbortController();
const deps = { env: process.env, signal };
let root = '';
const at = (...path: string[]): string => join(root, 'repo', ...path);
const write = (path: string, text: string | Uint8Array): void => writeFileSync(at(path), text);
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: at(), encoding: 'utf8' });
const paths = () => pathsOf(join(root, 'state'), { project: 'default', name: 's' });

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'amber-changes-')));
  mkdirSync(at('src'), { recursive: true });
  mkdirSync(paths().dir, { recursive: true });
  git('init', '--quiet');
  write('a.txt', 'one\ntwo\nthree\n');
  write('src/b.txt', 'b\n');
  write('.gitignore', 'ignored\n');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'first');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What a run changes, as the session says it. */
async function changed(run: () => void, cwd = at()) {
  const changes = new SessionChanges(SESSION, paths(), cwd, process.env);
  await changes.ready(signal);
  run();
  return changes.end(signal);
}
const summary = (changes: Awaited<ReturnType<typeof changed>>) =>
  changes?.files.map(({ status, path, added, removed }) => `${status} ${path} ${added} ${removed}`);

describe('what a run has changed', () => {
  test('is nothing of what Amber itself keeps in the directory, ignored or not', async () => {
    const inside = pathsOf(at('.state [x]'), { project: 'default', name: 's' });
    mkdirSync(inside.dir, { recursive: true });
    const old = join(inside.dir, 'committed.json');
    writeFileSync(old, '1');
    git('add', '--all');
    git('commit', '--quiet', '-m', 'with state');
    const changes = new SessionChanges(SESSION, inside, at(), process.env);
    await changes.ready(signal);
    write('new.txt', 'x\n');
    writeFileSync(inside.events, 'x');
    writeFileSync(old, '2');
    expect(summary(await changes.end(signal))).toEqual(['added new.txt 1 0']);
    expect((await diffSession(inside, 'first', { as: 'files' }, deps)).files.map(({ path }) => path)).toEqual([
      'new.txt',
    ]);
  });

  test('is what lies there otherwise, whether committed or not', async () => {
    const changes = await changed(() => {
      write('a.txt', 'one\n2\nthree\nfour\n');
      git('commit', '--quiet', '--all', '-m', 'agent');
      write('new.txt', 'x\n');
      write('bin', new Uint8Array([0, 1, 2, 0]));
      rmSync(at('src/b.txt'));
      write('ignored', 'x');
    });
    expect(summary(changes)).toEqual([
      'modified a.txt 2 1',
      'added bin null null',
      'added new.txt 1 0',
      'deleted src/b.txt 0 1',
    ]);
    expect(changes).toMatchObject({ dir: at(), total: { files: 4, added: 3, removed: 2 } });
  });

  test('is of the files that lay there when the agent was let in, also of several repositories, whose trees come later', async () => {
    const dirs = ['one', 'two'].map((name) => join(paths().workspace, name));
    for (const dir of dirs) execFileSync('git', ['clone', '--quiet', at(), dir]);
    const repos = dirs.map((dir) => ({ url: `https://example.com/${dir.split('/').at(-1)}` }));
    const session = { ...SESSION, spec: { repos } };
    const changes = new SessionChanges(session, paths(), paths().workspace, process.env);
    await changes.ready(signal);
    for (const dir of dirs) writeFileSync(join(dir, 'a.txt'), 'at once\n');
    expect(summary(await changes.end(signal))).toEqual(['modified one/a.txt 1 3', 'modified two/a.txt 1 3']);
  });

  test('is nothing of what was changed before it began', async () => {
    write('a.txt', 'dirty\n');
    write('untracked.txt', 'mine\n');
    const changes = await changed(() => {
      renameSync(at('untracked.txt'), at('named otherwise.txt'));
    });
    expect(changes?.files).toEqual([
      { path: 'named otherwise.txt', from: 'untracked.txt', status: 'renamed', added: 0, removed: 0 },
    ]);
  });

  test('is looked for in the whole repository, also from a folder in it', async () => {
    expect(summary(await changed(() => write('a.txt', ''), at('src')))).toEqual(['modified a.txt 0 3']);
  });

  test('of an edit in the second of the commit, with as many bytes, is seen', async () => {
    expect(summary(await changed(() => write('a.txt', 'one\nTWO\nthree\n')))).toEqual(['modified a.txt 1 1']);
  });

  test('leaves the index, the refs and the objects of the repository as they are', async () => {
    write('untracked.txt', 'mine\n');
    const before = [readFileSync(at('.git/index')).toString('hex'), git('count-objects'), git('for-each-ref')];
    await changed(() => write('a.txt', 'x\n'));
    expect([readFileSync(at('.git/index')).toString('hex'), git('count-objects'), git('for-each-ref')]).toEqual(before);
  });

  test('runs nothing that the repository names', async () => {
    const trap = join(root, 'trap');
    writeFileSync(trap, `#!/bin/sh\necho "$0" >> ${join(root, 'sprung')}\ncat\n`);
    chmodSync(trap, 0o755);
    const changes = await changed(() => {
      for (const [key, value] of [
        ['core.fsmonitor', trap],
        ['diff.external', trap],
        ['filter.x.clean', trap],
        ['diff.x.textconv', trap],
        ['diff.x.command', trap],
      ] as const)
        git('config', key, value);
      write('.gitattributes', '* filter=x diff=x\n');
      write('a.txt', 'x\n');
      // Nor what was planted where Amber keeps its own.
      writeFileSync(join(paths().dir, 'changes', '0.git', 'config'), `[filter "x"]\n\tclean = ${trap}\n`);
    });
    expect(summary(changes)).toEqual(['added .gitattributes 1 0', 'modified a.txt 1 3']);
    await diffSession(paths(), 'first', { as: 'patch' }, deps);
    expect(existsSync(join(root, 'sprung'))).toBe(false);
  });

  test('takes links for links, and what cannot be read for unchanged', async () => {
    mkdirSync(join(root, 'outside'));
    writeFileSync(join(root, 'outside', 'b.txt'), 'secret\n');
    const changes = await changed(() => {
      rmSync(at('src'), { recursive: true });
      symlinkSync(join(root, 'outside'), at('src'));
      execFileSync('mkfifo', [at('pipe')]);
    });
    expect(summary(changes)).toEqual(['added src 1 0', 'deleted src/b.txt 0 1']);
    const { text } = await diffSession(paths(), 'first', { as: 'patch' }, deps);
    expect(text).not.toContain('secret');
  });

  test('is known of a repository without a commit', async () => {
    rmSync(at('.git'), { recursive: true });
    git('init', '--quiet');
    expect(summary(await changed(() => write('c', 'x\n')))).toEqual(['added c 1 0']);
  });

  test('is not known where it is too much, or in no repository', async () => {
    write('big', 'x');
    const changes = await changed(() => {
      for (let i = 0; i < 9; i++) writeFileSync(at(`big${i}`), Buffer.alloc(8 * 1024 * 1024, i + 1));
    });
    expect(changes).toMatchObject({ files: [], unknown: expect.stringMatching(/too much to compare: 7\d MiB/) });
    rmSync(at('.git'), { recursive: true });
    expect(await changed(() => write('c', ''))).toBeUndefined();
  });
});

describe('a session’s diff', () => {
  test('is since its first run, or its last', async () => {
    await changed(() => write('a.txt', 'first\n'));
    await changed(() => write('c.txt', 'last\n'));
    const names = async (since: 'first' | 'last') =>
      (await diffSession(paths(), since, { as: 'files' }, deps)).files.map(({ path }) => path);
    expect(await names('first')).toEqual(['a.txt', 'c.txt']);
    expect(await names('last')).toEqual(['c.txt']);
  });

  test('is a patch that git applies, or a stat', async () => {
    await changed(() => write('a.txt', 'one\nzwei\nthree\n'));
    const { text } = await diffSession(paths(), 'first', { as: 'patch' }, deps);
    expect(text).toMatch(/^diff --git a\/a\.txt b\/a\.txt\n[\s\S]*-two\n\+zwei\n/);
    git('checkout', '--quiet', 'a.txt');
    writeFileSync(join(root, 'patch'), Buffer.from(text, 'latin1'));
    git('apply', join(root, 'patch'));
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('one\nzwei\nthree\n');
    const stat = await diffSession(paths(), 'first', { as: 'stat', columns: 60 }, deps);
    expect(stat.text).toMatch(/ a\.txt \| 2 \+-\n 1 file changed/);
  });

  test('names what it has not compared', async () => {
    await changed(() => {
      writeFileSync(at('large.bin'), Buffer.alloc(8 * 1024 * 1024 + 1));
      execFileSync('git', ['init', '--quiet', at('nested')]);
      write('nested/file', 'x\n');
    });
    const { files, leftOut } = await diffSession(paths(), 'first', { as: 'files' }, deps);
    expect({ files, leftOut }).toEqual({ files: [], leftOut: ['large.bin', 'nested/'] });
  });

  test.each(['--assume-unchanged', '--skip-worktree', '--split-index'])('has what %s is for', async (mark) => {
    git('update-index', mark, 'a.txt');
    await changed(() => write('a.txt', 'x\n'));
    const { files } = await diffSession(paths(), 'first', { as: 'files' }, deps);
    expect(files.map(({ path }) => path)).toEqual(['a.txt']);
  });

  test.each(Array.from({ length: 25 }, (_, i) => i))(
    'compares line ends and modes as the repository’s own git does',
    async () => {
      git('config', 'core.autocrlf', 'true');
      git('config', 'core.fileMode', 'false');
      write('a.txt', 'one\r\ntwo\r\nthree\r\n');
      await changed(() => {
        write('a.txt', 'one\r\nzwei\r\nthree\r\n');
        chmodSync(at('src/b.txt'), 0o755);
      });
      const { text } = await diffSession(paths(), 'first', { as: 'patch' }, deps);
      expect(text.split('\n').slice(4)).toEqual(['@@ -1,3 +1,3 @@', ' one', '-two', '+zwei', ' three', '']);
    },
  );

  test('shows names as they are, not in octal', async () => {
    await changed(() => write('ünï.txt', 'x\n'));
    for (const form of [{ as: 'stat', columns: 60 }, { as: 'patch' }] as const) {
      const { text } = await diffSession(paths(), 'first', form, deps);
      expect(Buffer.from(text, 'latin1').toString()).toMatch(/ (b\/)?ünï\.txt/);
    }
  });

  test('survives the removal of what was committed before, as far as it was not', async () => {
    write('a.txt', 'not committed\n');
    await changed(() => write('a.txt', 'later\n'));
    git('checkout', '--quiet', '--', 'a.txt');
    git('gc', '--quiet', '--prune=now');
    write('a.txt', 'later\n');
    expect((await diffSession(paths(), 'first', { as: 'patch' }, deps)).text).toContain('-not committed\n+later');
  });

  test('is refused where nothing was kept', async () => {
    await expect(diffSession(paths(), 'first', { as: 'files' }, deps)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await changed(() => {});
    rmSync(at('.git'), { recursive: true });
    await expect(diffSession(paths(), 'first', { as: 'files' }, deps)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
