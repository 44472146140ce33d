import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { commandLine, policyOf, type SandboxFacts, variablesOf } from '../../../../src/engine/local/sandbox/policy.ts';

const FACTS: SandboxFacts = {
  home: '/home/ada',
  workspace: '/work/project',
  gitFolders: [],
  temp: '/tmp/amber-agent-1',
  state: ['/home/ada/.claude'],
  unreplaced: ['/home/ada/.claude.json'],
  offLimits: ['/home/ada/.local/state/amber'],
  programs: '/opt/amber/dist',
  domains: ['api.example.com', 'api.example.com', '*.example.org'],
};

describe('the rules of a sandbox', () => {
  test('writes go to the workspace, the own temporary folder and the agent’s own, and nowhere else', () => {
    expect(policyOf(FACTS).filesystem).toMatchObject({
      allowWrite: ['/work/project', '/tmp/amber-agent-1', '/home/ada/.claude'],
      denyWrite: [],
    });
  });

  test('no keys of the home folder are read, and nothing that is off limits', () => {
    const { denyRead } = policyOf(FACTS).filesystem;
    for (const path of ['.ssh', '.aws', '.config/gh', '.netrc', '.docker', '.gnupg', '.npmrc', '.local/state/amber'])
      expect(denyRead).toContain(`/home/ada/${path}`);
  });

  test('what may be written can be read, also beneath what can’t', () => {
    expect(policyOf(FACTS).filesystem.allowRead).toEqual(policyOf(FACTS).filesystem.allowWrite);
  });

  test('of the git folders outside of the workspace neither hooks nor configuration are written', () => {
    const { filesystem } = policyOf({ ...FACTS, gitFolders: ['/repo/.git'] });
    expect(filesystem.allowWrite).toContain('/repo/.git');
    expect(filesystem.denyWrite).toEqual(['/repo/.git/hooks', '/repo/.git/config']);
  });

  test('Amber’s own programs are not written where they lie in the workspace', () => {
    expect(policyOf({ ...FACTS, programs: '/work/project/dist' }).filesystem.denyWrite).toEqual(['/work/project/dist']);
    expect(policyOf({ ...FACTS, programs: '/work/project-2/dist' }).filesystem.denyWrite).toEqual([]);
  });

  test('the network is what is named, once each', () => {
    expect(policyOf(FACTS).network).toEqual({
      allowedDomains: ['api.example.com', '*.example.org'],
      deniedDomains: [],
    });
  });

  test('what an agent can’t replace of its own is no news', () => {
    expect(policyOf(FACTS).ignoreViolations).toEqual({ '*': ['/home/ada/.claude.json'] });
  });

  test('a folder whose name could be a pattern is marked as none', () => {
    const { allowWrite } = policyOf({ ...FACTS, workspace: '/work/[draft] *' }).filesystem;
    expect(allowWrite[0]).toEqual({ path: '/work/[draft] *', literal: true });
  });
});

test('caches lie in the temporary folder, and git ignores them beside what it ignores already', () => {
  expect(variablesOf('/tmp/t', ['npm', 'maven'], { GIT_CONFIG_COUNT: '2' })).toEqual({
    TMPDIR: '/tmp/t',
    npm_config_cache: '/tmp/t/npm_config_cache',
    YARN_CACHE_FOLDER: '/tmp/t/yarn_cache_folder',
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_2: 'core.excludesFile',
    GIT_CONFIG_VALUE_2: '/tmp/t/git-ignore',
  });
  expect(variablesOf('/tmp/t', [], {})).toMatchObject({ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.excludesFile' });
});

test('of the words of the command line a shell interprets none', () => {
  const words = ["it's", '$(touch x)', 'a b', '`y`', '', '"', '\\', '*', '\n', ';'];
  const script = 'process.stdout.write(JSON.stringify([process.env.V, ...process.argv.slice(1)]))';
  const line = commandLine([process.execPath, '-e', script, '--', ...words], tmpdir(), { V: "$HOME 'x'" });
  expect(JSON.parse(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }))).toEqual(["$HOME 'x'", ...words]);
});
