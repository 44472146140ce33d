import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REGISTRY } from '../../../../src/engine/local/agents/known-agents.ts';
import { gitFoldersOf, ownState, stateOfOthers } from '../../../../src/engine/local/sandbox/agent-paths.ts';
import { workspace } from '../acp/agent-harness.ts';

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd, stdio: 'pipe' });

function repository(): string {
  const root = workspace();
  git(root, 'init', '-q');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'first');
  return root;
}

describe('the git folders that lie outside of a workspace', () => {
  test('of a repository none, of a folder in it the repository’s', () => {
    const root = repository();
    mkdirSync(join(root, 'a/b'), { recursive: true });
    expect(gitFoldersOf(root)).toEqual([]);
    expect(gitFoldersOf(join(root, 'a/b'))).toEqual([join(root, '.git')]);
    expect(gitFoldersOf(workspace())).toEqual([]);
  });

  test('of a worktree its own and the common one', () => {
    const [root, tree] = [repository(), join(workspace(), 'tree')];
    git(root, 'worktree', 'add', '-q', tree);
    expect(gitFoldersOf(tree)).toEqual([join(root, '.git/worktrees/tree'), join(root, '.git')]);
  });

  test('a link that nobody names back counts for nothing: the agent of an earlier session can have written it', () => {
    const [root, victim] = [workspace(), repository()];
    for (const target of [victim, join(victim, '.git')]) {
      writeFileSync(join(root, '.git'), `gitdir: ${target}\n`);
      expect(gitFoldersOf(root)).toEqual([]);
    }
    const tree = join(workspace(), 'tree');
    git(victim, 'worktree', 'add', '-q', tree);
    writeFileSync(join(root, '.git'), readFileSync(join(tree, '.git')));
    expect(gitFoldersOf(root)).toEqual([]);
  });

  test('a link into the workspace itself makes no other folder git’s', () => {
    const [root, victim] = [workspace(), workspace()];
    mkdirSync(join(root, 'fake'));
    writeFileSync(join(root, 'fake/gitdir'), join(root, '.git'));
    writeFileSync(join(root, 'fake/commondir'), victim);
    writeFileSync(join(root, '.git'), 'gitdir: fake\n');
    expect(gitFoldersOf(root)).toEqual([]);
  });
});

describe('the state of an agent', () => {
  const { claude } = REGISTRY;
  if (claude === undefined) throw new Error('no claude');

  test('is made where it is missing, as far as it is a folder', () => {
    const HOME = workspace();
    expect(ownState(claude, { HOME })).toEqual([join(HOME, '.claude')]);
    writeFileSync(join(HOME, '.claude.json'), '{}');
    expect(ownState(claude, { HOME })).toEqual([join(HOME, '.claude'), join(HOME, '.claude.json')]);
  });

  test('is where its variable says', () => {
    const HOME = workspace();
    expect(ownState(claude, { HOME, CLAUDE_CONFIG_DIR: join(HOME, 'elsewhere') })).toEqual([join(HOME, 'elsewhere')]);
    expect(existsSync(join(HOME, '.claude'))).toBe(false);
  });

  test('of the others is what exists', () => {
    const HOME = workspace();
    expect(stateOfOthers(claude, { HOME })).toEqual([]);
    mkdirSync(join(HOME, '.claude'));
    mkdirSync(join(HOME, '.codex'));
    expect(stateOfOthers(claude, { HOME })).toEqual([join(HOME, '.codex')]);
  });
});
