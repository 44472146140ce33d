import { join, resolve } from 'node:path';
import { readText } from './read-text.ts';

/** The checked-out branch, or the first letters of a commit; undefined outside of git. Git itself is not started. */
export async function gitHead(root: string): Promise<string | undefined> {
  // In a worktree, .git is a file that names the directory.
  const link = await readText(join(root, '.git'), 4_096);
  const directory = link?.match(/^gitdir: (.+)$/m)?.[1];
  const head = await readText(
    join(directory === undefined ? join(root, '.git') : resolve(root, directory), 'HEAD'),
    4_096,
  );
  const branch = head?.match(/^ref: refs\/heads\/(.+)$/m)?.[1];
  return branch ?? head?.match(/^[0-9a-f]{7}/)?.[0];
}

/** Plain names of a .gitignore: without wildcards, so that a name is all that has to be compared. */
export async function ignoredNames(root: string): Promise<Set<string>> {
  const text = (await readText(join(root, '.gitignore'), 65_536)) ?? '';
  const names = text.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, ''));
  return new Set(names.filter((name) => /^[\w.@ -]+$/.test(name) && !name.startsWith('#')));
}
