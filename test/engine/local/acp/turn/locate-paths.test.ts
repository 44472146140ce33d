import { mkdirSync, mkdtempSync, realpathSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { judge } from '../../../../../src/core/permissions/judge.ts';
import type { PermissionRule } from '../../../../../src/core/permissions/rule.ts';
import { claimsOf, type LocatedPath } from '../../../../../src/core/permissions/tool-request.ts';
import { locateClaims } from '../../../../../src/engine/local/acp/turn/locate-paths.ts';

let root: string;
let work: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'amber-locate-')));
  work = join(root, 'work');
  mkdirSync(join(work, 'src'), { recursive: true });
  mkdirSync(join(root, 'other'));
  writeFileSync(join(root, 'other/secret'), '');
});

async function located(path: string, input: object = {}, workspace = work): Promise<LocatedPath> {
  const { paths } = await locateClaims(claimsOf({ kind: 'edit', input, paths: [path], edits: false }), workspace);
  return paths[0] as LocatedPath;
}

const real = async (path: string, workspace = work): Promise<readonly (string | undefined)[]> =>
  (await located(path, {}, workspace)).real.map(({ absolute, inside }) => inside ?? absolute);

const editing: PermissionRule = { answer: 'allow', kinds: ['edit'], paths: ['src/**'], line: 1 };
const secrets: PermissionRule = { answer: 'deny', paths: ['secrets/**'], line: 2 };

async function answer(path: string, rule: PermissionRule = editing): Promise<string | undefined> {
  const claims = claimsOf({ kind: 'edit', input: {}, paths: [path], edits: false });
  return judge([rule], await locateClaims(claims, work)).rule?.answer;
}

describe('a path', () => {
  test('counts from the session’s directory, be it there or not', async () => {
    expect(await real('src/a.ts')).toEqual(['src/a.ts']);
    expect(await real('./src//new/b.ts')).toEqual(['src/new/b.ts']);
    expect(await real(join(work, 'src/a.ts'))).toEqual(['src/a.ts']);
    expect(await real(`file://${work}/src/a%20b.ts`)).toEqual(['src/a b.ts']);
    expect(await real('.')).toEqual(['']);
  });

  test('with .. is where that leads', async () => {
    expect(await real('../other/secret')).toEqual([join(root, 'other/secret')]);
    expect(await real(`${work}/src/../../other/secret`)).toEqual([join(root, 'other/secret')]);
    expect(await answer('src/../../other/secret')).toBeUndefined();
    expect(await answer('src/../package.json')).toBeUndefined();
  });

  test('behind a link is what the link leads to', async () => {
    symlinkSync(join(root, 'other'), join(work, 'src/link'));
    symlinkSync('../../other/secret', join(work, 'src/file'));
    expect(await real('src/link/secret')).toEqual([join(root, 'other/secret')]);
    expect(await answer('src/link/secret')).toBeUndefined();
    expect(await answer('src/link/new')).toBeUndefined();
    expect(await answer('src/file')).toBeUndefined();
  });

  test('behind a link that leads to nothing yet is what writing would make', async () => {
    symlinkSync(join(root, 'other/new'), join(work, 'src/dangling'));
    expect(await answer('src/dangling')).toBeUndefined();
  });

  test('that goes up behind a link is both: what the text says, and what the system makes of it', async () => {
    mkdirSync(join(work, 'src/deep'));
    symlinkSync(join(root, 'other'), join(work, 'src/deep/link'));
    expect(await real('src/deep/link/../secret')).toEqual(['src/deep/secret', join(root, 'secret')]);
    expect(await answer('src/deep/link/../secret')).toBeUndefined();
  });

  test('is looked at anew for each request: a link that was changed in between counts', async () => {
    mkdirSync(join(work, 'src/real'));
    symlinkSync('real', join(work, 'src/link'));
    expect(await answer('src/link/a')).toBe('allow');
    unlinkSync(join(work, 'src/link'));
    symlinkSync(join(root, 'other'), join(work, 'src/link'));
    expect(await answer('src/link/a')).toBeUndefined();
  });

  test('in a circle of links, or where it can’t be looked, is not certain', async () => {
    symlinkSync('loop', join(work, 'src/loop'));
    writeFileSync(join(work, 'src/file'), '');
    for (const path of [
      'src/loop',
      'src/loop/x',
      'src/file/x',
      `src/${'x'.repeat(300)}`,
      'src/a\0b',
      'a/'.repeat(3_000),
      '',
      ' ',
    ]) {
      expect([path, (await located(path)).isCertain]).toEqual([path, false]);
      expect(await answer(path)).toBeUndefined();
      expect(await answer(path, secrets)).toBe('deny');
    }
  });

  test('of a home is never allowed, and denied where it is meant', async () => {
    expect(await answer('~/a')).toBeUndefined();
    expect(await answer('~/.ssh/id_rsa', { ...secrets, paths: [`${homedir()}/.ssh/**`] })).toBe('deny');
    const command = 'cat "$HOME/.ssh/id_rsa"';
    const claims = claimsOf({ kind: 'execute', input: { command }, paths: [], edits: false });
    const { words } = await locateClaims(claims, work);
    expect(words.flatMap((word) => word.written.map(({ absolute }) => absolute))).toContain(`${homedir()}/.ssh/id_rsa`);
    expect(await answer('~someone/a')).toBeUndefined();
    expect(await answer('https://example.org/src/a')).toBeUndefined();
  });

  test('to a denied place by another name is denied', async () => {
    mkdirSync(join(work, 'secrets'));
    symlinkSync('secrets', join(work, 'public'));
    expect(await answer('public/key', secrets)).toBe('deny');
    expect(await answer('SECRETS/key', secrets)).toBe('deny');
    renameSync(join(work, 'secrets'), join(work, 'moved'));
    symlinkSync('moved', join(work, 'secrets'));
    expect(await answer('secrets/key', secrets)).toBe('deny');
  });

  test('may count from the directory that the tool call names, too', async () => {
    const { real: places } = await located('a', { cwd: join(root, 'other') });
    expect(places.map(({ absolute }) => absolute)).toEqual([join(work, 'a'), join(root, 'other/a')]);
    const { real: below } = await located('a', { cwd: 'src' });
    expect(below.map(({ inside }) => inside)).toEqual(['a', 'src/a']);
  });

  test('is inside of a directory that is a link itself', async () => {
    symlinkSync(work, join(root, 'linked'));
    expect(await real(join(root, 'linked/src/a.ts'), join(root, 'linked'))).toEqual(['src/a.ts']);
    expect(await real('src/a.ts', join(root, 'linked'))).toEqual(['src/a.ts']);
  });
});
