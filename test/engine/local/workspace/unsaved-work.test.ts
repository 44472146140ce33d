import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../../../src/core/session/session.ts';
import { pathsOf } from '../../../../src/engine/local/state/paths.ts';
import { refuseLostWork } from '../../../../src/engine/local/workspace/unsaved-work.ts';
import { agentEnv, directory } from '../engine-harness.ts';

function run(cwd: string, ...args: readonly string[]): void {
  const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.org', '-c', 'protocol.file.allow=always'];
  execFileSync('git', [...identity, ...args], { cwd, stdio: 'pipe' });
}

const commit = (dir: string): void => run(dir, 'commit', '--quiet', '--allow-empty', '--message', 'x');

function stash(dir: string): void {
  writeFileSync(join(dir, 'file'), 'changed\n');
  run(dir, 'stash');
}

/** A session with a clone of a repository that has a submodule, and with a worktree of the same. */
function place() {
  const root = directory();
  const [inner, origin] = [join(root, 'inner'), join(root, 'origin')];
  for (const dir of [inner, origin]) {
    mkdirSync(dir);
    run(dir, 'init', '--quiet', '--initial-branch=main');
    writeFileSync(join(dir, 'file'), 'x\n');
    run(dir, 'add', '--all');
    commit(dir);
  }
  run(origin, 'submodule', 'add', '--quiet', inner, 'inner');
  commit(origin);
  const ref = { project: 'default', name: 'session-a' };
  const paths = pathsOf(join(root, 'state'), ref);
  const clone = join(paths.workspace, 'origin');
  const { worktree } = paths;
  for (const dir of [clone, worktree]) mkdirSync(dirname(dir), { recursive: true });
  run(root, 'clone', '--quiet', '--recurse-submodules', origin, clone);
  run(clone, 'checkout', '--quiet', '-b', 'work');
  run(origin, 'worktree', 'add', '--quiet', '-b', 'work', worktree);
  const session: Session = {
    apiVersion: 'vteam.ambient-code/v1alpha1',
    kind: 'AgenticSession',
    metadata: { name: ref.name, namespace: ref.project },
    spec: { repos: [{ url: origin }] },
  };
  const refuse = () => refuseLostWork(session, paths, { env: agentEnv(), signal: new AbortController().signal });
  return { origin, clone, worktree, refuse };
}

type Place = Pick<ReturnType<typeof place>, 'origin' | 'clone' | 'worktree'>;

describe('what is nowhere else', () => {
  test.each<[string, (place: Place) => void, string]>([
    ['a new file of a clone', ({ clone }) => writeFileSync(join(clone, 'new'), ''), 'not committed'],
    ['a commit of a clone', ({ clone }) => commit(clone), 'not pushed'],
    ['a commit of a clone on no branch', ({ clone }) => detached(clone), 'no branch'],
    ['a stash of a clone', ({ clone }) => stash(clone), 'stashed'],
    ['a commit whose remote was taken out', ({ clone }) => run(clone, 'remote', 'remove', 'origin'), 'not pushed'],
    ['a commit of a submodule', ({ clone }) => commit(join(clone, 'inner')), 'not committed'],
    ['a commit of a branch of a submodule', ({ clone }) => aside(join(clone, 'inner')), 'in submodules'],
    ['a stash of a submodule', ({ clone }) => stash(join(clone, 'inner')), 'in submodules'],
    [
      'a worktree that is locked',
      ({ origin, worktree }) => run(origin, 'worktree', 'lock', worktree),
      'git worktree lock',
    ],
    ['a new file of a worktree', ({ worktree }) => writeFileSync(join(worktree, 'new'), ''), 'not committed'],
    ['a commit of a worktree on no branch', ({ worktree }) => detached(worktree), 'no branch'],
  ])('%s keeps the session', async (_, change, why) => {
    const { refuse, ...dirs } = place();
    change(dirs);
    await expect(refuse()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(why) });
  });

  test.each<[string, (place: Place) => void]>([
    ['nothing', () => undefined],
    ['a commit of a worktree on its branch', ({ worktree }) => commit(worktree)],
    ['a stash of a worktree', ({ worktree }) => stash(worktree)],
    ['a clone without a commit', ({ clone }) => emptied(clone)],
  ])('%s does not', async (_, change) => {
    const { refuse, ...dirs } = place();
    change(dirs);
    await expect(refuse()).resolves.toBeUndefined();
  });
});

/** A commit that no branch has. */
function detached(dir: string): void {
  run(dir, 'checkout', '-q', '--detach');
  commit(dir);
}

function emptied(dir: string): void {
  rmSync(dir, { recursive: true });
  run('/', 'init', '-q', dir);
}

/** A commit on a branch, while another one is checked out. */
function aside(dir: string): void {
  run(dir, 'checkout', '-q', '-b', 'aside');
  commit(dir);
  run(dir, 'checkout', '-q', '--detach', 'HEAD~1');
}
