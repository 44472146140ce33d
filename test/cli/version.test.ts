import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/program.ts';
import { packageInfo, versionText } from '../../src/cli/version.ts';
import { fakeIo } from './fake-io.ts';

const COMMIT = 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00';
const folder = mkdtempSync(join(tmpdir(), 'amber-version-'));
const root = pathToFileURL(`${folder}/`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(fields: object): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: '@example/amber', version: '3.4.5', ...fields }));
}

describe('the version', () => {
  beforeEach(() => rmSync(join(folder, '.git'), { recursive: true, force: true }));

  test('of a release goes with the commit and the repository that it was made from', () => {
    written({ gitHead: COMMIT, repository: { type: 'git', url: 'git+https://github.com/example/amber.git' } });
    expect(versionText(root)).toBe(`3.4.5 (${COMMIT})`);
    expect(packageInfo(root)).toEqual({
      name: '@example/amber',
      version: '3.4.5',
      commit: COMMIT,
      repository: 'example/amber',
    });
  });

  test('of a clone goes with its commit: on a branch, packed, detached, and in a worktree', () => {
    written({});
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
    git('init', '-q', '-b', 'main');
    expect(versionText(root)).toBe('3.4.5 (commit unknown)');
    git('add', 'package.json');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x');
    const expected = `3.4.5 (${git('rev-parse', 'HEAD')}, not released)`;
    expect(versionText(root)).toBe(expected);
    expect(packageInfo(root)).toEqual({ name: '@example/amber', version: '3.4.5' });
    git('worktree', 'add', '-q', '-b', 'other', join(folder, 'tree'));
    expect(versionText(pathToFileURL(`${join(folder, 'tree')}/`))).toBe(expected);
    git('pack-refs', '--all');
    expect(versionText(root)).toBe(expected);
    git('checkout', '-q', '--detach');
    expect(versionText(root)).toBe(expected);
  });

  test('of anything else, and of a damaged clone, says that its commit is unknown', () => {
    written({});
    expect(versionText(root)).toBe('3.4.5 (commit unknown)');
    mkdirSync(join(folder, '.git'));
    expect(versionText(root)).toBe('3.4.5 (commit unknown)');
  });

  test('is that of package.json, also behind a command', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    for (const argv of [
      ['run', '--version'],
      ['-V', 'run'],
    ]) {
      const io = fakeIo({ argv });
      expect(await main(io)).toBe(0);
      expect(io.out()).toBe(`${versionText()}\n`);
      expect(io.out()).toMatch(new RegExp(`^${version} \\((?:[0-9a-f]{40}, not released|commit unknown)\\)$`, 'm'));
    }
  });
});
