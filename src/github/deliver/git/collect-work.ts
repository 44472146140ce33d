import { createHash, randomUUID } from 'node:crypto';
import { accessSync, constants, lstatSync, mkdirSync, type Stats, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAmberError } from '../../../core/errors.ts';
import { type AgentHead, agentHead, submoduleHead } from './agent-head.ts';
import type { FileState } from './changed-files.ts';
import { keepObject, keptInLfs, type LfsStores, pointerOf } from './lfs.ts';
import { type Git, type GitDeps, type Remote, safeGit } from './safe-git.ts';

/** The work of a run, in a repository of Amber's own. */
export interface Collected {
  /** Git in that repository. */
  readonly run: Git;
  /** The last commit: the agent's, or the one of what it left uncommitted. */
  readonly commit: string;
  /** What was left uncommitted and can't be committed: for people. */
  readonly leftOut: readonly string[];
  /** Where the content of LFS is. */
  readonly lfs: LfsStores;
  /** Uncommitted files that are too big even to be looked at, with their size in bytes. */
  readonly tooBig: readonly { readonly path: string; readonly bytes: number }[];
}

export interface CollectOptions {
  /** The agent's folder. */
  readonly dir: string;
  /** True if it may be a worktree of another repository, as on a person's own machine. */
  readonly isWorktree?: boolean;
  /** A folder that is not there yet, for the repository. */
  readonly into: string;
  /** Of the commit of what was left uncommitted. */
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Bytes of one file. */
  readonly maxFileSize: number;
  /** Commits that GitHub has, as far as is known: they need not be fetched once more. */
  readonly known: readonly string[];
}

/** A git of Amber's own, bare, which also finds the objects in those folders. @throws AmberError GIT */
export async function ownRepository(
  into: string,
  objects: readonly string[],
  cwd: string,
  deps: GitDeps,
): Promise<Git> {
  mkdirSync(into, { recursive: true, mode: 0o700 });
  await safeGit(into, deps)(['init', '--quiet', '--bare', '--template=', '--', into]);
  mkdirSync(join(into, 'objects', 'info'), { recursive: true });
  writeFileSync(join(into, 'objects', 'info', 'alternates'), objects.map((folder) => `${folder}\n`).join(''));
  return safeGit(cwd, deps, [`--git-dir=${into}`]);
}

/**
 * Takes what an agent has left: its commits as they are, and in one more commit what it did not commit. Only objects and
 * files are read: git runs in a repository of its own, so that nothing that the agent has configured, planted as a
 * hook, or declared as a filter counts. @throws AmberError GIT
 */
export async function collectWork(options: CollectOptions, deps: GitDeps): Promise<Collected> {
  const { dir, into, known } = options;
  const { commit, modules, objects } = agentHead(dir, options.isWorktree);
  const run = await ownRepository(into, [objects], dir, deps);
  for (const [i, id] of known.entries()) await run(['update-ref', `refs/amber/known-${i}`, id]);
  return take(run, { commit, modules, objects }, options, deps);
}

/** Every byte of a file as it is: this comes before what the files themselves say. */
const NO_ATTRIBUTES = '* !text !eol !crlf !ident !filter !working-tree-encoding\n';

/**
 * Where `collectWork` fails: the files as they lie in the folder, in one commit on top of `start`, which is fetched from GitHub. It
 * needs nothing of the agent's repository, and nothing that its files say of themselves. @throws AmberError GIT
 */
export async function collectFiles(
  options: CollectOptions,
  { remote, start }: { readonly remote: Remote; readonly start: string },
  deps: GitDeps,
): Promise<Collected> {
  const into = join(options.into, 'files');
  const run = await ownRepository(into, [], options.dir, deps);
  mkdirSync(join(into, 'info'), { recursive: true });
  writeFileSync(join(into, 'info', 'attributes'), NO_ATTRIBUTES);
  await run(['fetch', '--quiet', '--depth=1', '--no-tags', '--no-write-fetch-head', '--', remote.url, start], {
    remote,
  });
  const head = { commit: start, objects: join(into, 'objects'), modules: join(into, 'modules') };
  return take(run, head, { ...options, into }, deps);
}

/** A commit of what the folder has otherwise than `commit`; that one if it is the same. */
async function take(
  run: Git,
  { commit, modules, objects }: AgentHead,
  options: CollectOptions,
  deps: GitDeps,
): Promise<Collected> {
  const { author, dir, into, message } = options;
  const tree = await run(['rev-parse', '--verify', `${commit}^{tree}`]);
  await run(['read-tree', tree]);
  const here = safeGit(dir, deps, [`--git-dir=${into}`, `--work-tree=${dir}`]);
  const lfs = { own: lfsStoreOf(into), foreign: join(objects, '..', 'lfs', 'objects') };
  const left = await uncommitted(here);
  const kept = await keptInLfs(here, left.paths, { encoding: 'latin1', isCached: false });
  const { gone, leftOut, pointers, take, tooBig } = sorted(left, kept, lfs.own, options);
  const listed = (lines: readonly string[]) => ({
    stdin: Buffer.from(lines.map((line) => `${line}\0`).join(''), 'latin1'),
  });
  await here(['update-index', '-z', '--force-remove', '--stdin'], listed(gone));
  await here(['update-index', '-z', '--add', '--remove', '--replace', '--stdin'], listed(take));
  for (const { mode, path, text } of pointers) {
    const id = await run(['hash-object', '-w', '--stdin'], { stdin: text });
    await run(['update-index', '-z', '--index-info'], listed([`${mode} ${id}\t${path}`]));
  }
  const whole = await run(['write-tree']);
  for (const [path, id] of left.submodules)
    if (await isChanged(join(dir, path), id, { into, modules }, deps))
      leftOut.push(`what has changed in submodule ${nameOf(path)}`);
  const found = { run, lfs, leftOut, tooBig };
  if (whole === tree) return { ...found, commit };
  const date = await run(['show', '--no-patch', '--format=@%ct +0000', commit]);
  const env = identityOf(author, date);
  return { ...found, commit: await run(['commit-tree', whole, '-p', commit], { stdin: message, env }) };
}

/** The folder of LFS in a repository of Amber's own. */
export const lfsStoreOf = (into: string): string => join(into, 'lfs', 'objects');

/** The variables by which git writes a commit of that person and time: `@seconds +0000`. One that can't be read is the beginning of time. */
export function identityOf(
  { name, email }: CollectOptions['author'],
  time: string,
): { readonly [name: string]: string } {
  const date = /^@\d{1,10} \+0000$/.test(time) ? time : '@0 +0000';
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}

/** What differs from the index. Paths are bytes, each a character: a name need not be UTF-8. */
interface Uncommitted {
  readonly paths: readonly string[];
  /** What the index has. */
  readonly before: ReadonlyMap<string, FileState>;
  /** Their commits. */
  readonly submodules: ReadonlyMap<string, string>;
}

const nameOf = (path: string): string => Buffer.from(path, 'latin1').toString();

async function uncommitted(run: Git): Promise<Uncommitted> {
  const options = { encoding: 'latin1', atMost: MAX_LIST } as const;
  const listed = await run(['ls-files', '-z', '--modified', '--deleted', '--others', '--exclude-standard'], options);
  const before = new Map<string, FileState>();
  for (const line of (await run(['ls-files', '-z', '--stage'], options)).split('\0')) {
    const [, mode = '', id = '', path = ''] = /^(\d+) ([0-9a-f]+) \d\t(.*)$/s.exec(line) ?? [];
    if (path !== '') before.set(path, { mode, id });
  }
  const submodules = new Map(
    [...before].flatMap(([path, { mode, id }]) => (mode === '160000' ? [[path, id] as const] : [])),
  );
  const paths = [...new Set(listed.split('\0'))].filter((path) => path !== '' && !submodules.has(path));
  return { paths, before, submodules };
}

/** For all names together, in bytes. */
const MAX_LIST = 256 * 1024 * 1024;

interface Sorted extends Pick<Collected, 'tooBig'> {
  readonly gone: readonly string[];
  readonly take: readonly string[];
  readonly leftOut: string[];
  /** Files of LFS, whose content is in Amber's folder. */
  readonly pointers: readonly { readonly path: string; readonly mode: string; readonly text: string }[];
}

function sorted(
  { before, paths }: Uncommitted,
  kept: ReadonlySet<string>,
  lfs: string,
  { dir, maxFileSize }: CollectOptions,
): Sorted {
  const gone: string[] = [];
  const take: string[] = [];
  const leftOut: string[] = [];
  const pointers: { path: string; mode: string; text: string }[] = [];
  const tooBig: { path: string; bytes: number }[] = [];
  for (const path of paths) {
    const name = nameOf(path);
    const place = placeOf(dir, path);
    // What is behind a link is no file of the agent's folder.
    const stat = isBehindLink(dir, path) ? undefined : statOf(place);
    const pointer = kept.has(path) && stat?.isFile() === true ? pointerOf(place) : undefined;
    if (path.endsWith('/')) leftOut.push(`${name} is a repository of its own`);
    // A folder in the place of a file: the file is gone.
    else if (stat === undefined || stat.isDirectory()) gone.push(path);
    else if (stat.isSymbolicLink()) take.push(path);
    else if (!stat.isFile()) leftOut.push(`${name} is no file`);
    else if (pointer !== undefined && isAsBefore(before.get(path), pointer.text, modeOf(stat))) continue;
    else if (stat.size > maxFileSize) tooBig.push({ path: name, bytes: stat.size });
    else if (!isReadable(place)) leftOut.push(`${name} can’t be read`);
    else if (pointer === undefined) take.push(path);
    else if (pointer.object !== undefined && !keepObject(place, pointer.object, lfs))
      leftOut.push(`${name} can’t be read`);
    else pointers.push({ path, mode: modeOf(stat), text: pointer.text });
  }
  return { gone, take, leftOut, pointers, tooBig };
}

const modeOf = ({ mode }: Stats): string => (mode & 0o100 ? '100755' : '100644');

function isAsBefore(before: FileState | undefined, text: string, mode: string): boolean {
  if (before === undefined || before.mode !== mode) return false;
  const hash = createHash(before.id.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${text.length}\0${text}`).digest('hex') === before.id;
}

/** Whether a submodule is at another commit than `id`, or has files that differ. `into`: Amber's repository. */
async function isChanged(
  dir: string,
  id: string,
  { into, modules }: { readonly into: string; readonly modules: string },
  deps: GitDeps,
): Promise<boolean> {
  // One that was not fetched is an empty folder.
  if (statOf(Buffer.from(join(dir, '.git'))) === undefined) return false;
  try {
    const { commit, objects } = submoduleHead(dir, modules);
    if (commit !== id) return true;
    const own = join(into, 'submodules', randomUUID());
    const run = await ownRepository(own, [objects], dir, deps);
    await run(['read-tree', id]);
    const { paths, submodules } = await uncommitted(safeGit(dir, deps, [`--git-dir=${own}`, `--work-tree=${dir}`]));
    if (paths.length > 0) return true;
    for (const [path, inner] of submodules)
      if (await isChanged(join(dir, path), inner, { into, modules }, deps)) return true;
    return false;
  } catch (error) {
    if (isAmberError(error, 'GIT')) return true;
    throw error;
  }
}

const placeOf = (dir: string, path: string): Buffer =>
  Buffer.concat([Buffer.from(`${dir}/`), Buffer.from(path, 'latin1')]);

/** Whether a link is in the place of one of the folders of a path. */
function isBehindLink(dir: string, path: string): boolean {
  const names = path.split('/').slice(0, -1);
  return names.some((_, i) => statOf(placeOf(dir, names.slice(0, i + 1).join('/')))?.isSymbolicLink() === true);
}

function isReadable(path: Buffer): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Undefined if nothing is there, or a file is where one of its folders was. */
function statOf(path: Buffer): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
