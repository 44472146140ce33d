import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type FoundRepository, readRepository, repositoryAt } from '../changes/find-repository.ts';
import { placeWithin } from '../changes/snapshot.ts';
import type { GitContext } from '../workspace/git.ts';
import { isolatedGit } from '../workspace/isolated-git.ts';
import { remotesOf } from './ask-remote.ts';
import { lookAtFiles, repositoriesBelow } from './uncommitted-files.ts';
import { unpushedCommits } from './unpushed-commits.ts';

/** Work that would be lost. */
export interface Unsaved {
  /** The folder that holds it. */
  readonly dir: string;
  readonly what: string;
}

/** One look through a session's folders. */
export interface Search {
  readonly context: GitContext;
  /** The folder that is to go. */
  readonly removed: string;
  /** An empty folder, for git's files. */
  readonly temp: string;
  /** Folders of git's that have been looked at. */
  readonly seen: Set<string>;
}

/**
 * Looks for work that would go with a repository's folder: in its files, its commits, and the repositories within it.
 * Undefined: there is none. `urls`: remotes to be asked first.
 * @throws AmberError GIT
 */
export async function unsavedIn(dir: string, urls: readonly string[], search: Search): Promise<Unsaved | undefined> {
  const repository = repositoryAt(dir);
  if (repository === undefined) return { dir, what: 'files, and the git repository that they belong to is gone' };
  const { gitDir } = repository;
  if (isSeen(gitDir, search)) return undefined;
  const isOfStaying = staysWithoutWorktree(repository, search);
  const files = await lookAtFiles(storeOf(search, 'files'), repository, isOfStaying, search.context);
  if (files.isChanged) return { dir, what: 'changes that are not committed' };
  const under = UNDER_WAY.find(([file]) => existsSync(join(gitDir, file)));
  if (under !== undefined) return { dir, what: `${under[1]} that is not finished` };
  const commits = isOfStaying
    ? await commitsOfWorktree(repository, search.context)
    : await commitsOf(repository, urls, search);
  if (commits !== undefined) return { dir, what: commits };
  for (const submodule of files.submodules) {
    const inner = await unsavedInSubmodule(submodule, search);
    if (inner !== undefined) return inner;
  }
  for (const folder of files.ignored)
    for (const nested of await repositoriesBelow(folder)) {
      const inner = repositoryAt(nested) && (await unsavedIn(nested, [], search));
      if (inner !== undefined) return inner;
    }
  return unsavedInModules(join(gitDir, 'modules'), search);
}

/** What git keeps while it is in the middle of something, and what that is. */
const UNDER_WAY = [
  ['rebase-merge', 'a rebase'],
  ['rebase-apply', 'a rebase'],
  ['MERGE_HEAD', 'a merge'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
  ['REVERT_HEAD', 'a revert'],
  ['sequencer', 'a cherry-pick'],
] as const;

/** True for a linked worktree whose repository is elsewhere: its commits stay there. */
function staysWithoutWorktree({ commonDir, gitDir }: FoundRepository, { removed }: Search): boolean {
  return commonDir !== gitDir && placeWithin(removed, commonDir) === undefined;
}

/** Of a worktree only what none of its repository's refs holds goes with it. */
async function commitsOfWorktree({ gitDir }: FoundRepository, context: GitContext): Promise<string | undefined> {
  const own = ['HEAD', '--glob=refs/worktree/*'];
  const loose = ['rev-list', '--max-count=1', '--ignore-missing', ...own, '--not', '--branches', '--remotes', '--tags'];
  return (await isolatedGit(gitDir, context)(loose)) === '' ? undefined : 'commits that no branch holds';
}

async function commitsOf(
  repository: FoundRepository,
  urls: readonly string[],
  search: Search,
): Promise<string | undefined> {
  const { context, removed } = search;
  const remotes = await remotesOf(repository, urls, removed, context);
  return unpushedCommits(storeOf(search, 'commits'), repository, remotes, context);
}

async function unsavedInSubmodule(dir: string, search: Search): Promise<Unsaved | undefined> {
  if (repositoryAt(dir) !== undefined) return unsavedIn(dir, [], search);
  const isEmpty = !existsSync(dir) || readdirSync(dir).length === 0;
  return isEmpty ? undefined : { dir, what: 'files in the folder of a submodule that was not fetched' };
}

/** The repositories of submodules that are not, or no longer, in the folder. */
async function unsavedInModules(folder: string, search: Search): Promise<Unsaved | undefined> {
  if (!existsSync(folder)) return undefined;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const gitDir = join(folder, entry.name);
    const repository = existsSync(join(gitDir, 'HEAD')) ? readRepository(gitDir, gitDir) : undefined;
    if (repository === undefined) {
      const inner = await unsavedInModules(gitDir, search);
      if (inner !== undefined) return inner;
      continue;
    }
    const what = isSeen(gitDir, search) ? undefined : await commitsOf(repository, [], search);
    if (what !== undefined) return { dir: gitDir, what };
    const inner = await unsavedInModules(join(gitDir, 'modules'), search);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function isSeen(gitDir: string, { seen }: Search): boolean {
  const place = realpathSync(gitDir);
  if (seen.has(place)) return true;
  seen.add(place);
  return false;
}

const storeOf = ({ seen, temp }: Search, what: string): string => join(temp, `${seen.size}-${what}`);
