import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { notesOf, withRelease } from '../../scripts/release/changelog.ts';
import { releaseOf } from '../../scripts/release/check.ts';
import { pack } from '../../scripts/release/pack.ts';
import { prepare } from '../../scripts/release/prepare.ts';
import { readPackage } from '../../scripts/release/project.ts';
import { publish } from '../../scripts/release/publish.ts';
import { packageInfo } from '../../src/cli/version.ts';

const CHANGELOG = `# Changelog

## Unreleased

### Fixed

- A thing.

## 1.9.0 (2026-01-02)

- Older.
`;

let root: string;
const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const write = (name: string, text: string): void => writeFileSync(join(root, name), text);
function commit(): string {
  git('add', '-A');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'x');
  return git('rev-parse', 'HEAD');
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'amber-release-'));
  git('init', '-q', '-b', 'main');
  const manifest = { name: '@example/amber', version: '1.9.0', files: ['dist'] };
  write('package.json', `${JSON.stringify(manifest, undefined, 2)}\n`);
  const packages = { '': manifest, 'node_modules/other': { version: '1.9.0' } };
  write('package-lock.json', `${JSON.stringify({ ...manifest, packages }, undefined, 2)}\n`);
  write('CHANGELOG.md', CHANGELOG);
  mkdirSync(join(root, 'dist'));
  write('dist/cli.js', '// the bundle\n');
  commit();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('a release is prepared', () => {
  test('the version in all places, the changelog’s section with its day', () => {
    prepare(root, '1.10.0', '2026-11-26');
    expect(readPackage(root)).toMatchObject({ name: '@example/amber', version: '1.10.0' });
    const lock = JSON.parse(read('package-lock.json'));
    expect([lock.version, lock.packages[''].version, lock.packages['node_modules/other'].version]).toEqual([
      '1.10.0',
      '1.10.0',
      '1.9.0',
    ]);
    expect(read('CHANGELOG.md')).toContain(
      '## Unreleased\n\n## 1.10.0 (2026-11-26)\n\n### Fixed\n\n- A thing.\n\n## 1.9.0',
    );
  });

  test.each(['1.9.0', '1.8.9', '0.10.0', '2.0', 'v2.0.0', '2.0.0-rc.1', '02.0.0', '99999999999.0.0', ''])(
    'not as "%s"',
    (version) => {
      expect(() => prepare(root, version, '2026-11-26')).toThrow('must be three numbers, and newer than 1.9.0');
      expect(git('status', '--porcelain')).toBe('');
    },
  );

  test('not without anything to release, nor twice', () => {
    expect(() => withRelease(CHANGELOG, '1.9.0', '2026-11-26')).toThrow('has version 1.9.0 already');
    const nothing = withRelease(CHANGELOG, '2.0.0', '2026-11-26');
    expect(() => withRelease(nothing, '2.0.1', '2026-11-26')).toThrow('nothing to release');
    expect(notesOf(nothing, '2.0.0')).toBe('### Fixed\n\n- A thing.');
  });
});

describe('a commit is released', () => {
  test('with its tag, once it has a version that the changelog knows', () => {
    write('CHANGELOG.md', CHANGELOG.replace('1.9.0', '1.8.0'));
    commit();
    expect(() => releaseOf(root)).toThrow('says nothing of 1.9.0');
    prepare(root, '2.0.0', '2026-11-26');
    expect(() => releaseOf(root)).toThrow('the checkout is not what was committed');
    const head = commit();
    expect(releaseOf(root)).toEqual({ version: '2.0.0', tag: 'v2.0.0', commit: head });
  });

  test('again where it was stopped, but no other commit of that version', () => {
    const head = git('rev-parse', 'HEAD');
    git('tag', 'v1.9.0');
    expect(releaseOf(root).commit).toBe(head);
    write('dist/cli.js', '// another\n');
    commit();
    expect(() => releaseOf(root)).toThrow(`v1.9.0 is another commit, ${head}`);
  });

  test('as a package that says which commit it is, made of what was committed', () => {
    const head = git('rev-parse', 'HEAD');
    write('dist/left-behind.js', '');
    const file = pack(root, 'example/amber', join(root, 'release'));
    expect(readFileSync(join(root, 'release/notes.md'), 'utf8')).toBe('- Older.\n');
    execFileSync('tar', ['-xzf', file, '-C', root]);
    const info = packageInfo(new URL(`file://${root}/package/`));
    expect(info).toEqual({ name: '@example/amber', version: '1.9.0', commit: head, repository: 'example/amber' });
    const files = execFileSync('tar', ['-tzf', file], { encoding: 'utf8' }).trim().split('\n');
    expect(files.sort()).toEqual(['package/dist/cli.js', 'package/package.json']);
    expect(read('package.json')).not.toContain('gitHead');
  });

  test('by nobody who does not say of which repository, or of which commit', () => {
    expect(() => pack(root, '', join(root, 'release'))).toThrow('must be owner/name');
    execFileSync('npm', ['pack', '--ignore-scripts', '--silent'], { cwd: root });
    expect(() => publish(join(root, 'example-amber-1.9.0.tgz'), [])).toThrow('does not say of which commit it is');
  });
});
