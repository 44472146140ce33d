import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../../src/core/session/session.ts';
import { pathsOf } from '../../src/engine/local/state/paths.ts';
import { refuseLostWork } from '../../src/engine/local/unsaved-work/refuse-lost-work.ts';
import { clone } from '../../src/engine/local/workspace/clone.ts';
import { agentEnv, directory } from '../engine/local/engine-harness.ts';

function run(cwd: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.org', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...identity, ...args], { cwd, stdio: 'pipe', encoding: 'utf8' }).trim();
}

const commit = (dir: string): string => run(dir, 'commit', '--quiet', '--allow-empty', '--message', 'x');
const write = (...path: readonly string[]): void => writeFileSync(join(...path), 'changed\n');

function repository(dir: string): void {
  mkdirSync(dir);
  run(dir, 'init', '--quiet', '--initial-branch=main');
  for (const name of ['file', 'other']) writeFileSync(join(dir, name), 'x\n');
  writeFileSync(join(dir, '.gitignore'), 'ignored/\n');
  run(dir, 'add', '--all');
  commit(dir);
}

/** Where a place is copied from. */
let template: string;

/** Files that name the folder that all is in. */
const ABSOLUTE = [
  'state/projects/default/session-a/worktree/.git',
  'state/projects/default/session-a/workspace/origin/.git/config',
  'home/.git/worktrees/worktree/gitdir',
];

const pathsIn = (root: string) => pathsOf(join(root, 'state'), { project: 'default', name: 'session-a' });

function contextIn(root: string) {
  const env = { ...agentEnv(), GIT_CONFIG_GLOBAL: join(root, 'gitconfig') };
  return { env, signal: new AbortController().signal };
}

/** A clone of a repository that has a submodule, and a worktree of the same. */
beforeAll(async () => {
  template = realpathSync(mkdtempSync(join(tmpdir(), 'amber-unsaved-')));
  const [inner, origin, home] = [join(template, 'inner'), join(template, 'origin.git'), join(template, 'home')];
  for (const dir of [inner, home]) repository(dir);
  run(home, 'submodule', 'add', '--quiet', inner, 'inner');
  commit(home);
  run(home, 'tag', '--annotate', 'v1', '--message', 'x');
  run(template, 'clone', '--quiet', '--bare', home, origin);
  const { workspace, worktree } = pathsIn(template);
  const cloned = join(workspace, 'origin');
  for (const dir of [cloned, worktree]) mkdirSync(dirname(dir), { recursive: true });
  await clone({ url: origin }, cloned, 'work', contextIn(template), () => undefined);
  run(cloned, 'submodule', 'update', '--init', '--quiet');
  run(home, 'worktree', 'add', '--quiet', '-b', 'work', worktree);
});

afterAll(() => rmSync(template, { recursive: true, force: true }));

function place() {
  const root = directory();
  cpSync(template, root, { recursive: true });
  for (const file of ABSOLUTE) {
    const path = join(root, file);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(template, root));
  }
  const paths = pathsIn(root);
  const { workspace, worktree } = paths;
  const origin = join(root, 'origin.git');
  const session: Session = {
    apiVersion: 'vteam.ambient-code/v1alpha1',
    kind: 'AgenticSession',
    metadata: { name: 'session-a', namespace: 'default' },
    spec: { repos: [{ url: origin }] },
  };
  const refuse = () => refuseLostWork(session, paths, contextIn(root));
  return { root, origin, home: join(root, 'home'), clone: join(workspace, 'origin'), worktree, workspace, refuse };
}

type Place = Omit<ReturnType<typeof place>, 'refuse'>;
type Change = (place: Place) => unknown;

describe('what is nowhere else keeps the session:', () => {
  test.each<[string, string | RegExp, Change]>([
    ['a new file', 'not committed', ({ clone }) => write(clone, 'new')],
    ['a file that is only staged', 'not committed', ({ clone }) => staged(clone)],
    [
      'a changed file that is assumed to be unchanged',
      'not committed',
      ({ clone }) => hidden(clone, 'assume-unchanged'),
    ],
    ['a changed file that is out of a sparse checkout', 'not committed', ({ clone }) => hidden(clone, 'skip-worktree')],
    ['a file that only the clone ignores', 'not committed', ({ clone }) => ignoredHere(clone)],
    ['all files, where the agent has removed .git', 'is gone', ({ clone }) => remove(clone, '.git')],
    ['a commit', 'a commit not pushed', ({ clone }) => commit(clone)],
    ['a commit on no branch', 'a commit not pushed', ({ clone }) => detached(clone)],
    ['a commit in a worktree of the clone', 'a commit not pushed', ({ clone, root }) => elsewhere(clone, root)],
    ['a stash', 'stashed', ({ clone }) => stash(clone)],
    ['a note', 'a commit not pushed', ({ clone }) => run(clone, 'notes', 'add', '--message', 'x')],
    ['an annotated tag', 'a tag not pushed', ({ clone }) => run(clone, 'tag', '--annotate', 'mine', '--message', 'x')],
    ['a lightweight tag of a commit', 'a commit not pushed', ({ clone }) => onlyTagged(clone)],
    ['a merge that is under way', 'a merge that', ({ clone }) => merging(clone)],
    ['what a rebase has put aside', 'a rebase that', ({ clone }) => rebasing(clone)],
    ['a pushed commit, once the remote is gone', "can't be said", ({ clone, origin }) => gone(clone, origin)],
    [
      'a pushed commit, once its branch is deleted there',
      'not pushed',
      ({ clone, origin }) => deletedThere(clone, origin),
    ],
    ['a pushed commit, once others force-pushed', 'not pushed', ({ clone, origin }) => forced(clone, origin)],
    ['a commit that is pushed to a folder of the clone', 'not pushed', ({ clone }) => pushedInside(clone)],
    ['a commit of a submodule', 'not committed', ({ clone }) => commit(join(clone, 'inner'))],
    [
      'a commit on a branch of a submodule',
      /holds a commit.* in \S*inner\S*: it/,
      ({ clone }) => aside(join(clone, 'inner')),
    ],
    ['a stash of a submodule', /holds stashed.* in \S*inner\S*: it/, ({ clone }) => stash(join(clone, 'inner'))],
    [
      'a hidden file of a submodule',
      /holds changes.* in \S*inner\S*: it/,
      ({ clone }) => hidden(join(clone, 'inner'), 'assume-unchanged'),
    ],
    [
      'a commit of a submodule that is no longer there',
      /holds.* in \S*modules\/inner\S*: it/,
      ({ clone }) => deinitialized(clone),
    ],
    ['a file in a submodule that was not fetched', 'was not fetched', ({ clone }) => unfetched(clone)],
    ['a repository that git has only the id of', /holds a commit.* in \S*nested\S*: it/, ({ clone }) => linked(clone)],
    ['a repository that is not added', 'not committed', ({ clone }) => repository(join(clone, 'nested'))],
    ['a repository in a folder that is ignored', /holds.* in \S*deep\S*: it/, ({ clone }) => nestedInIgnored(clone)],
    ['a file beside the clones', 'notes, which is in no clone', ({ workspace }) => write(workspace, 'notes')],
    ['a clone that git can’t read', "can't be looked at", ({ clone }) => write(clone, '.git', 'index')],
    ['a new file of a worktree', 'not committed', ({ worktree }) => write(worktree, 'new')],
    ['a hidden file of a worktree', 'not committed', ({ worktree }) => hidden(worktree, 'skip-worktree')],
    ['a commit of a worktree on no branch', 'no branch', ({ worktree }) => detached(worktree)],
    ['a rebase of a worktree that is under way', 'a rebase that', ({ worktree }) => rebasing(worktree)],
    [
      'a commit of a submodule of a worktree',
      /holds a commit.* in \S*inner\S*: it/,
      ({ worktree }) => inWorktree(worktree),
    ],
    ['a worktree that is locked', 'git worktree lock', ({ home, worktree }) => run(home, 'worktree', 'lock', worktree)],
    ['a worktree whose repository was moved', 'was moved', ({ home }) => renameSync(home, `${home}-moved`)],
  ])('%s', async (_, why, change) => {
    const { refuse, ...dirs } = place();
    change(dirs);
    const error = await refuse().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(why) });
    expect(error).toMatchObject({ message: expect.stringMatching(/: (?:it|the session) is not removed$/) });
  });
});

describe('what is elsewhere, or was thrown away, does not:', () => {
  test.each<[string, Change]>([
    ['nothing', () => undefined],
    ['nothing, where the remote is gone', ({ origin }) => remove(origin)],
    ['a file that is ignored', ({ clone }) => ignored(clone)],
    ['a file that the user ignores everywhere', ({ clone, root }) => ignoredByUser(clone, root)],
    [
      'what a sparse checkout leaves out',
      ({ clone }) => run(clone, 'sparse-checkout', 'set', '--no-cone', '/file', '/inner'),
    ],
    ['a commit that was reset', ({ clone }) => [commit(clone), run(clone, 'reset', '--quiet', '--hard', 'HEAD^')]],
    ['a commit on a branch of the remote', ({ clone }) => pushed(clone)],
    ['a commit that others have gone on from', ({ clone, root, origin }) => goneOn(clone, root, origin)],
    ['a commit whose branch was merged there and deleted', ({ clone, origin }) => mergedThere(clone, origin)],
    ['a commit on another remote', ({ clone, root }) => pushedToFork(clone, root)],
    ['a lightweight tag of what is there', ({ clone }) => run(clone, 'tag', 'mine')],
    ['a clone whose origin was taken out', ({ clone }) => run(clone, 'remote', 'remove', 'origin')],
    ['a split index', ({ clone }) => run(clone, 'update-index', '--split-index')],
    ['modes where the file system has none', ({ clone }) => withoutModes(clone)],
    ['a clone without a commit', ({ clone }) => [remove(clone), run('/', 'init', '-q', clone)]],
    ['a commit of a worktree on its branch', ({ worktree }) => commit(worktree)],
    ['a stash of a worktree', ({ worktree }) => stash(worktree)],
  ])('%s', async (_, change) => {
    const { refuse, ...dirs } = place();
    change(dirs);
    await expect(refuse()).resolves.toBeUndefined();
  });
});

test('nothing that an agent has configured is run', async () => {
  const { refuse, clone, root } = place();
  const witness = join(root, 'witness');
  const program = join(root, 'program');
  writeFileSync(program, `#!/bin/sh\ntouch ${witness}\n`, { mode: 0o755 });
  commit(clone);
  for (const [name, value] of [
    ['core.fsmonitor', program],
    ['filter.x.clean', program],
    ['core.sshCommand', program],
    ['remote.origin.uploadpack', program],
    ['remote.evil.url', `ext::${program}`],
    ['credential.helper', program],
  ] as const)
    run(clone, 'config', name, value);
  writeFileSync(join(clone, '.git', 'info', 'attributes'), '* filter=x\n');
  writeFileSync(join(clone, 'file'), 'y\n');
  await expect(refuse()).rejects.toMatchObject({ code: 'CONFLICT' });
  run(clone, '-c', 'core.fsmonitor=false', '-c', 'filter.x.clean=cat', 'checkout', '--quiet', 'file');
  rmSync(witness, { force: true });
  await expect(refuse()).rejects.toMatchObject({ message: expect.stringContaining('not pushed') });
  expect(existsSync(witness)).toBe(false);
});

function remove(...path: readonly string[]): void {
  rmSync(join(...path), { recursive: true });
}

function staged(dir: string): void {
  write(dir, 'file');
  run(dir, 'add', 'file');
  writeFileSync(join(dir, 'file'), 'x\n');
  run(dir, 'update-index', '--assume-unchanged', 'file');
}

function hidden(dir: string, how: 'assume-unchanged' | 'skip-worktree'): void {
  run(dir, 'update-index', `--${how}`, 'file');
  write(dir, 'file');
}

function ignoredHere(dir: string): void {
  appendFileSync(join(dir, '.git', 'info', 'exclude'), 'new\n');
  write(dir, 'new');
}

function ignored(dir: string): void {
  mkdirSync(join(dir, 'ignored'));
  write(dir, 'ignored', 'file');
}

/** As git finds it out of some file systems. */
function withoutModes(dir: string): void {
  run(dir, 'config', 'core.fileMode', 'false');
  chmodSync(join(dir, 'file'), 0o755);
}

function ignoredByUser(dir: string, root: string): void {
  writeFileSync(join(root, 'patterns'), '.idea\n');
  writeFileSync(join(root, 'gitconfig'), `[core]\n\texcludesFile = ${join(root, 'patterns')}\n`);
  write(dir, '.idea');
}

function stash(dir: string): void {
  write(dir, 'file');
  run(dir, 'stash');
}

/** A commit that no branch has. */
function detached(dir: string): void {
  run(dir, 'checkout', '-q', '--detach');
  commit(dir);
}

/** A commit that only another worktree has checked out. */
function elsewhere(dir: string, root: string): void {
  run(dir, 'worktree', 'add', '--quiet', '--detach', join(root, 'other'));
  commit(join(root, 'other'));
}

function onlyTagged(dir: string): void {
  commit(dir);
  run(dir, 'tag', 'mine');
  run(dir, 'reset', '--quiet', '--hard', 'HEAD^');
}

function merging(dir: string): void {
  aside(dir);
  run(dir, 'merge', '--no-commit', '--no-ff', 'aside');
}

/** A rebase that has stopped, with changes put aside before. */
function rebasing(dir: string): void {
  commit(dir);
  write(dir, 'file');
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@x', 'rebase', '-q', '-i', '--autostash', 'HEAD^'], {
    cwd: dir,
    stdio: 'pipe',
    env: { ...process.env, GIT_SEQUENCE_EDITOR: 'echo break >' },
  });
}

const pushed = (dir: string): void => {
  commit(dir);
  run(dir, 'push', '--quiet', 'origin', 'HEAD');
};

function gone(dir: string, origin: string): void {
  pushed(dir);
  remove(origin);
}

function deletedThere(dir: string, origin: string): void {
  pushed(dir);
  run(origin, 'branch', '-D', 'work');
}

function forced(dir: string, origin: string): void {
  pushed(dir);
  run(origin, 'branch', '--force', 'work', 'main');
}

/** Others have made a commit on top of it, which the clone has not. */
function goneOn(dir: string, root: string, origin: string): void {
  pushed(dir);
  const other = join(root, 'other');
  run(root, 'clone', '--quiet', '--branch', 'work', origin, other);
  commit(other);
  run(other, 'push', '--quiet');
}

function mergedThere(dir: string, origin: string): void {
  pushed(dir);
  const tree = run(origin, 'rev-parse', 'work^{tree}');
  const merge = run(origin, 'commit-tree', '-m', 'merged', '-p', 'main', '-p', 'work', tree);
  run(origin, 'update-ref', 'refs/heads/main', merge);
  run(origin, 'branch', '-D', 'work');
}

function pushedToFork(dir: string, root: string): void {
  const fork = join(root, 'fork.git');
  run(root, 'init', '--quiet', '--bare', fork);
  run(dir, 'remote', 'add', 'fork', fork);
  commit(dir);
  run(dir, 'push', '--quiet', 'fork', 'HEAD');
}

/** The remote's address is now that of a folder that goes with the clone. */
function pushedInside(dir: string): void {
  const inside = join(dir, '.git', 'other.git');
  run(dir, 'init', '--quiet', '--bare', inside);
  run(dir, 'remote', 'set-url', 'origin', inside);
  pushed(dir);
}

/** A commit on a branch, while another one is checked out. */
function aside(dir: string): void {
  const before = run(dir, 'rev-parse', 'HEAD');
  run(dir, 'checkout', '-q', '-b', 'aside');
  commit(dir);
  run(dir, 'checkout', '-q', before);
}

function deinitialized(dir: string): void {
  aside(join(dir, 'inner'));
  run(dir, 'submodule', '--quiet', 'deinit', 'inner');
}

function unfetched(dir: string): void {
  run(dir, 'submodule', '--quiet', 'deinit', 'inner');
  write(dir, 'inner', 'file');
}

/** A repository of its own, which is committed without being a submodule, and whose commit is pushed as an id alone. */
function linked(dir: string): void {
  repository(join(dir, 'nested'));
  run(dir, 'add', 'nested');
  pushed(dir);
}

function nestedInIgnored(dir: string): void {
  mkdirSync(join(dir, 'ignored', 'very'), { recursive: true });
  repository(join(dir, 'ignored', 'very', 'deep'));
}

function inWorktree(dir: string): void {
  run(dir, 'submodule', 'update', '--init', '--quiet');
  aside(join(dir, 'inner'));
}
