import { accessSync, constants, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Env } from '../../../core/env.ts';
import { AmberError } from '../../../core/errors.ts';
import { git } from '../workspace/git.ts';
import { ISOLATED, isolatedEnv } from '../workspace/isolated-git.ts';
import {
  copyIndex,
  fileSettings,
  type Git,
  MAX_LIST,
  pathsAsInput,
  placeOf,
  statOf,
  unhideFiles,
} from './copied-index.ts';
import { type FoundRepository, plainFile } from './find-repository.ts';

/** How a snapshot's git is run. */
export interface SnapshotDeps {
  readonly env: Env;
  readonly signal: AbortSignal;
}

/** More than that, beside what is committed, is not compared: it would keep a run waiting. */
const MAX_FILES = 20_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Single files that are larger count as unchanged. */
const MAX_FILE = 8 * 1024 * 1024;
const MAX_EXCLUDE = 1 << 20;

/** A bare repository of Amber's own, for snapshots of a repository's files. */
export interface SnapshotStore {
  readonly folder: string;
  readonly repository: FoundRepository;
  /** Amber's state directory, which is left out where it lies in the repository's folder. */
  readonly stateDir: string;
  /** Another store, whose objects it finds, too, and whose index it begins with. */
  readonly base?: string;
}

/** Git in a store. Its configuration is written anew each time: what an agent may have put there does not count. */
export function snapshotGit(
  { folder, repository, base }: Pick<SnapshotStore, 'folder' | 'repository' | 'base'>,
  { env, signal }: SnapshotDeps,
): Git {
  const { exclude, format, objects, root } = repository;
  for (const name of ['refs', join('objects', 'info'), 'info'])
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  const version = format === 'sha256' ? '1\n[extensions]\n\tobjectformat = sha256' : '0';
  const alternates = [objects, ...(base === undefined ? [] : [join(base, 'objects')])];
  const files = {
    HEAD: 'ref: refs/heads/none\n',
    config: `[core]\n\tbare = true\n\trepositoryformatversion = ${version}\n`,
    [join('objects', 'info', 'alternates')]: alternates.map((path) => `${path}\n`).join(''),
    [join('info', 'exclude')]: plainFile(exclude, MAX_EXCLUDE),
    [join('info', 'attributes')]: '',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  const place = [`--git-dir=${folder}`, `--work-tree=${root}`, '-c', 'core.looseCompression=1'];
  return (args, options = {}) =>
    git([...ISOLATED, ...place, ...args], root, { ...options, env: isolatedEnv(env), signal });
}

/**
 * The same with what the repository says of its file system and of line ends: for all that compares files. Git may read one in
 * the folder in place of its blob, and then has to know that its line ends are others.
 */
export async function comparingGit(
  store: Pick<SnapshotStore, 'folder' | 'repository' | 'base'>,
  deps: SnapshotDeps,
): Promise<Git> {
  const settings = await fileSettings(store.repository, deps);
  const run = snapshotGit(store, deps);
  return (args, options) => run([...settings, ...args], options);
}

/**
 * The files of a repository as they lie in its folder, committed or not, but for those that it ignores: as a tree in the store.
 * The repository's own index, refs and hooks are not touched.
 * @throws AmberError GIT where that can't be had, or is too much; the signal's reason
 */
export async function takeSnapshot(store: SnapshotStore, deps: SnapshotDeps): Promise<Snapshot> {
  const { leftOut, writeTree } = await readFiles(store, deps);
  return { tree: await writeTree(), leftOut };
}

/** Files at one moment. */
export interface Snapshot {
  /** The id of their tree. */
  readonly tree: string;
  /** What may differ, and is not in it: files that are too large, and, with a slash at their end, repositories within. */
  readonly leftOut: readonly string[];
}

/**
 * The first half of a snapshot, after which the files may change: its tree, which the other half writes, is of what was read.
 * @throws as `takeSnapshot`, like the other half
 */
export async function readFiles(
  store: SnapshotStore,
  deps: SnapshotDeps,
): Promise<Pick<Snapshot, 'leftOut'> & { readonly writeTree: () => Promise<string> }> {
  const run = await comparingGit(store, deps);
  const { folder, repository } = store;
  const index = join(folder, 'index');
  // Of a process that was killed.
  rmSync(`${index}.lock`, { force: true });
  if (statOf(index) === undefined)
    copyIndex(store.base === undefined ? repository.index : join(store.base, 'index'), index);
  await unhideFiles(run, repository.root);
  const list = ['ls-files', '-z', '--modified', '--deleted', '--others', '--exclude-standard'];
  const own = placeWithin(repository.root, store.stateDir);
  // What Amber itself writes there is no work of the agent.
  if (own !== undefined) list.push('--', `:(exclude,literal)${own}`);
  const listed = await run(list, { encoding: 'latin1', atMost: MAX_LIST });
  const { gone, leftOut, taken } = comparedPaths(repository.root, new Set(listed.split('\0')));
  if (gone.length > 0) await run(['update-index', '-z', '--force-remove', '--stdin'], pathsAsInput(gone));
  if (taken.length > 0)
    await run(['update-index', '-z', '--add', '--remove', '--replace', '--stdin'], pathsAsInput(taken));
  // Configured anew: by then the agent is at work.
  return { leftOut, writeTree: () => snapshotGit(store, deps)(['write-tree', '--missing-ok']) };
}

/** What becomes of the paths, whose bytes are a character each, in the index. @throws AmberError GIT if it is too much */
function comparedPaths(
  root: string,
  listed: ReadonlySet<string>,
): { gone: readonly string[]; taken: readonly string[]; leftOut: readonly string[] } {
  if (listed.size > MAX_FILES) throw tooMuch(`${listed.size.toLocaleString('en')} files differ from the last commit`);
  const place = (path: string): Buffer => placeOf(root, path);
  const links = new Map<string, boolean>();
  // What is behind a link is no file of the repository.
  const isBehindLink = (path: string): boolean => {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (folder === '') return false;
    const known = links.get(folder) ?? (statOf(place(folder))?.isSymbolicLink() === true || isBehindLink(folder));
    links.set(folder, known);
    return known;
  };
  let bytes = 0;
  const gone: string[] = [];
  const taken: string[] = [];
  const leftOut: string[] = [];
  for (const path of listed) {
    if (path === '') continue;
    const stat = isBehindLink(path) ? undefined : statOf(place(path));
    // A folder at the end is a repository of its own, which is not known to this one.
    if (path.endsWith('/')) leftOut.push(path);
    else if (stat === undefined) gone.push(path);
    else if (stat.isDirectory() || stat.isSymbolicLink()) taken.push(path);
    else if (stat.isFile() && stat.size > MAX_FILE) leftOut.push(path);
    else if (stat.isFile() && isReadable(place(path))) {
      bytes += stat.size;
      taken.push(path);
    }
  }
  if (bytes > MAX_BYTES) throw tooMuch(`${Math.round(bytes / 2 ** 20)} MiB differ from the last commit`);
  return { gone, taken, leftOut: leftOut.map((path) => Buffer.from(path, 'latin1').toString()) };
}

/** A folder's path below `root`; undefined where it is not below it. */
export function placeWithin(root: string, folder: string): string | undefined {
  const place = relative(realpathSync(root), realpathSync(folder));
  return place === '' || place === '..' || place.startsWith('../') ? undefined : place;
}

function isReadable(path: Buffer): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

const tooMuch = (what: string): AmberError => new AmberError('GIT', `it is too much to compare: ${what}`);
