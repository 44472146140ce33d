import { type Dirent, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Runner } from '../runner.ts';

/** A line of git's configuration that holds a login, `extraheader = AUTHORIZATION: basic …`, and one within an address. */
const LOGIN = /^[ \t]*extraheader[ \t]*=.*\n?|(?<=https?:\/\/)[^\s/@"]+@/gim;

/**
 * Takes what checkouts have left of the job's login out of the reach of an agent that works elsewhere: out of git's
 * configuration of all repositories in the job's folder and of their submodules, and out of the files beside it that newer
 * checkouts write. Returns how to put it back, for later steps; what an agent has made of these files meanwhile is gone then.
 */
export function hideLogin({ env: { GITHUB_WORKSPACE, RUNNER_TEMP } }: Pick<Runner, 'env'>): () => void {
  const paths = [
    ...(GITHUB_WORKSPACE ? configsIn(GITHUB_WORKSPACE, MAX_DEPTH) : []),
    ...(RUNNER_TEMP ? credentialsIn(RUNNER_TEMP) : []),
  ];
  const hidden = paths.flatMap((path) => {
    const text = textOf(path);
    if (text === undefined || text.search(LOGIN) < 0) return [];
    const { mode } = lstatSync(path);
    writeFileSync(path, text.replace(LOGIN, ''));
    return [{ path, text, mode }];
  });
  return () => {
    for (const { path, text, mode } of hidden) {
      // Not written over: it may be a link by now.
      rmSync(path, { recursive: true, force: true });
      writeFileSync(path, text, { flag: 'wx', mode: mode & 0o777 });
    }
  };
}

/** How deep a job's checkouts are looked for. */
const MAX_DEPTH = 3;

/** The configuration of a repository in this folder, and of those in the folders in it. */
function configsIn(folder: string, depth: number): readonly string[] {
  return foldersIn(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === '.git') return configsOfGit(path);
    return depth === 0 || name === 'node_modules' ? [] : configsIn(path, depth - 1);
  });
}

/** In git's own folder: its configuration, and that of its submodules, whose names may have several parts. */
function configsOfGit(folder: string): readonly string[] {
  const within = (path: string): readonly string[] =>
    foldersIn(path).flatMap((name) =>
      name === 'objects' || name === 'refs' || name === 'logs'
        ? []
        : [...configsAt(join(path, name)), ...within(join(path, name))],
    );
  return [...configsAt(folder), ...within(join(folder, 'modules')), ...within(join(folder, 'worktrees'))];
}

const configsAt = (folder: string): readonly string[] => [join(folder, 'config'), join(folder, 'config.worktree')];

/** Names of folders in a folder, without links; none if it can't be read. */
function foldersIn(folder: string): readonly string[] {
  return entriesOf(folder).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

function credentialsIn(folder: string): readonly string[] {
  return entriesOf(folder)
    .filter(({ name }) => /^git-credentials-.*\.config$/.test(name))
    .map(({ name }) => join(folder, name));
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A plain file's text; undefined for anything else. */
function textOf(path: string): string | undefined {
  try {
    return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
