import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { copyIndex, type Git, MAX_LIST, unhideFiles } from '../changes/copied-index.ts';
import type { FoundRepository } from '../changes/find-repository.ts';
import { comparingGit } from '../changes/snapshot.ts';
import { type GitContext, git } from '../workspace/git.ts';
import { isolatedGit } from '../workspace/isolated-git.ts';

/** What the files of a repository are, beside what its last commit has. */
export interface LookedAt {
  /** A file is new, gone or different, in the folder or in the index. */
  readonly isChanged: boolean;
  /** The folders of its submodules, fetched or not. */
  readonly submodules: readonly string[];
  /** Folders that it ignores. */
  readonly ignored: readonly string[];
}

/**
 * Compares a repository's files with its last commit by an index and a configuration of Amber's own, in the folder `store`:
 * neither a mark in the repository's index hides a file, nor does anything that it configures run.
 * What it ignores counts as made again at will; a pattern that only it knows, in `info/exclude`, counts if `keepsOwnPatterns`.
 * @throws AmberError GIT
 */
export async function lookAtFiles(
  store: string,
  repository: FoundRepository,
  keepsOwnPatterns: boolean,
  context: GitContext,
): Promise<LookedAt> {
  const { gitDir, index, root } = repository;
  const patterns = keepsOwnPatterns ? repository : { ...repository, exclude: '' };
  const run = await comparingGit({ folder: store, repository: patterns }, context);
  copyIndex(index, join(store, 'index'));
  await unhideFiles(run, root);
  const head = await isolatedGit(
    gitDir,
    context,
  )(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).catch(() => {
    context.signal.throwIfAborted();
    return '';
  });
  const list = await listing(run, context);
  // Before the first commit all that is in the index is new.
  const staged = await run(
    head === '' ? ['ls-files', '-z'] : ['diff-index', '--cached', '--name-only', '-z', head, '--'],
    {
      atMost: MAX_LIST,
    },
  );
  const changed = await list('--modified', '--deleted', '--others');
  const entries = (await run(['ls-files', '-s', '-z'], { atMost: MAX_LIST })).split('\0');
  const ignored = await list('--others', '--ignored', '--directory');
  const folder = (path: string): string => join(root, path);
  return {
    isChanged: staged !== '' || changed.length > 0,
    submodules: entries
      .filter((entry) => entry.startsWith('160000 '))
      .map((entry) => folder(entry.split('\t')[1] ?? '')),
    ignored: ignored.filter((path) => path.endsWith('/')).map(folder),
  };
}

/** Lists paths, where a user's own patterns of what to ignore count as everywhere. */
async function listing(run: Git, context: GitContext): Promise<(...what: readonly string[]) => Promise<string[]>> {
  const { env } = context;
  const named = ['config', '--global', '--type=path', '--get', 'core.excludesFile'];
  const configured = await git(named, '/', context).catch(() => '');
  const usual = join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'git', 'ignore');
  context.signal.throwIfAborted();
  const excludes = `core.excludesFile=${configured || usual}`;
  return async (...what) => {
    const args = ['-c', excludes, 'ls-files', '-z', '--exclude-standard', ...what];
    const listed = await run(args, { atMost: MAX_LIST });
    return listed.split('\0').filter((path) => path !== '');
  };
}

/** The folders with a repository in and below a folder; none of those within such a repository. */
export async function repositoriesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some(({ name }) => name === '.git')) return [folder];
  const found: string[] = [];
  for (const entry of entries)
    if (entry.isDirectory()) found.push(...(await repositoriesBelow(join(folder, entry.name))));
  return found;
}
