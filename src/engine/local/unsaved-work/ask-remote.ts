import { join, resolve } from 'node:path';
import { AmberError } from '../../../core/errors.ts';
import { MAX_LIST } from '../changes/copied-index.ts';
import type { FoundRepository } from '../changes/find-repository.ts';
import { type GitContext, git, verbOf } from '../workspace/git.ts';
import { isolatedGit } from '../workspace/isolated-git.ts';

/** Longest time for an answer of a remote, in ms. */
const PATIENCE = 60_000;
/** So many remotes of one repository are asked. */
const MOST_REMOTES = 5;

/**
 * Addresses to ask whether they have what a repository has: `first`, then those that it is configured with. None that lies in
 * `removed`, the folder that is to go, and none that would have git run a program.
 */
export async function remotesOf(
  { commonDir, root }: FoundRepository,
  first: readonly string[],
  removed: string,
  context: GitContext,
): Promise<readonly string[]> {
  const named = ['config', '--get-regexp', String.raw`^remote\..*\.(push)?url$`];
  const configured = await isolatedGit(commonDir, context)(named).catch(() => '');
  context.signal.throwIfAborted();
  const own = configured.split('\n').flatMap((line) => /^\S+ (.+)$/.exec(line)?.[1] ?? []);
  const urls = [...first, ...own].map((url) => (isPath(url) ? resolve(root, url) : url));
  const asked = urls.filter((url) => !/^-|^[a-z0-9+.-]+::/i.test(url) && !isIn(removed, url.replace(/^file:\/\//, '')));
  return [...new Set(asked)].slice(0, MOST_REMOTES);
}

const isPath = (url: string): boolean => !/^[^/]*:/.test(url);
const isIn = (folder: string, path: string): boolean => path === folder || path.startsWith(join(folder, '/'));

/** What a remote has now: the ids of all refs, and those of its branches. @throws AmberError GIT */
export async function advertisedBy(
  url: string,
  context: GitContext,
): Promise<{ readonly ids: readonly string[]; readonly branches: readonly string[] }> {
  const listed = await inTime(['ls-remote', '--quiet', '--', url], context);
  const refs = listed.split('\n').map((line) => line.split('\t'));
  const idsOf = (wanted: RegExp): string[] => refs.flatMap(([id, name = '']) => (id && wanted.test(name) ? [id] : []));
  return { ids: idsOf(/./), branches: idsOf(/^refs\/heads\//) };
}

/** Fetches a remote's branches into the repository in `store`; returns their ids. @throws AmberError GIT */
export async function fetchBranches(store: string, url: string, context: GitContext): Promise<readonly string[]> {
  const place = `--git-dir=${store}`;
  const quietly = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
  await inTime([place, 'fetch', ...quietly, '--', url, '+refs/heads/*:refs/heads/*'], context);
  const listed = await isolatedGit(store, context)(['for-each-ref', '--format=%(objectname)'], { atMost: MAX_LIST });
  return listed.split('\n');
}

/** Git with the user's own configuration and credentials, away from any repository. */
async function inTime(args: readonly string[], context: GitContext): Promise<string> {
  const limit = AbortSignal.timeout(PATIENCE);
  try {
    const signal = AbortSignal.any([context.signal, limit]);
    return await git(args, '/', { ...context, signal, atMost: MAX_LIST });
  } catch (error) {
    if (!limit.aborted || context.signal.aborted) throw error;
    throw new AmberError('GIT', `git ${verbOf(args)}: no answer within ${PATIENCE / 1_000} s`);
  }
}
