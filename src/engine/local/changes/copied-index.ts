import { copyFileSync, lstatSync, readdirSync, type Stats, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type GitContext, git } from '../workspace/git.ts';
import type { FoundRepository } from './find-repository.ts';

/** Git in a store, whose index it reads and writes. */
export type Git = (
  args: readonly string[],
  options?: Pick<GitContext, 'stdin' | 'atMost' | 'encoding'>,
) => Promise<string>;

/** Longest list of paths, in characters. */
export const MAX_LIST = 64 * 1024 * 1024;

/** A split index is a file beside the one that names it. */
const SHARED = /^sharedindex\.[0-9a-f]+$/;

/**
 * Copies an index with the times of all files, so that only those that have changed since have to be read. A copy counts as
 * older than it is: git then reads again what has changed in that second.
 */
export function copyIndex(from: string, to: string): void {
  const stat = statOf(from);
  if (!stat?.isFile()) return;
  for (const name of readdirSync(dirname(from)))
    if (SHARED.test(name)) copyFileSync(join(dirname(from), name), join(dirname(to), name));
  copyFileSync(from, to);
  const time = Math.floor(stat.mtimeMs / 1_000);
  utimesSync(to, time, time);
}

/**
 * Takes the marks off an index by which git leaves changes of a file out: `assume-unchanged`, and `skip-worktree` of what
 * is there all the same. One that a sparse checkout has left out stays so.
 */
export async function unhideFiles(run: Git, root: string): Promise<void> {
  const listed = await run(['ls-files', '-v', '-z'], { encoding: 'latin1', atMost: MAX_LIST });
  const [assumed, skipped]: [string[], string[]] = [[], []];
  for (const entry of listed.split('\0')) {
    const [tag = '', path] = [entry[0], entry.slice(2)];
    if (/[a-z]/.test(tag)) assumed.push(path);
    if (/s/i.test(tag) && statOf(placeOf(root, path)) !== undefined) skipped.push(path);
  }
  if (assumed.length > 0) await run(['update-index', '-z', '--no-assume-unchanged', '--stdin'], pathsAsInput(assumed));
  if (skipped.length > 0) await run(['update-index', '-z', '--no-skip-worktree', '--stdin'], pathsAsInput(skipped));
}

/** How a repository's files lie on their file system: what git finds out when it makes one, and line ends. */
const FILE_SETTING =
  /^core\.(autocrlf|eol|filemode|ignorecase|precomposeunicode|symlinks) (true|false|input|lf|crlf|native)$/;

/**
 * Arguments by which git compares the repository's files as its user's git does: without them all of them would differ where
 * there are no modes, or where line ends are turned. Nothing else is taken of its configuration.
 */
export async function fileSettings(
  { gitDir }: FoundRepository,
  { env, signal }: Pick<GitContext, 'env' | 'signal'>,
): Promise<readonly string[]> {
  const wanted = ['config', '--get-regexp', String.raw`^core\.[a-z]+$`];
  const found = await git([`--git-dir=${gitDir}`, ...wanted], '/', { env, signal }).catch(() => '');
  signal.throwIfAborted();
  return found.split('\n').flatMap((line) => {
    const [, name, value] = FILE_SETTING.exec(line) ?? [];
    return name === undefined ? [] : ['-c', `core.${name}=${value}`];
  });
}

/** Paths, whose bytes are a character each, as git reads them with `-z --stdin`. */
export const pathsAsInput = (paths: readonly string[]): { readonly stdin: Buffer } => ({
  stdin: Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1'),
});

/** Where such a path is. */
export const placeOf = (root: string, path: string): Buffer =>
  Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);

export function statOf(path: string | Buffer): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
