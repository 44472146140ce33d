import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { AmberError } from '../../../core/errors.ts';
import { gitFoldersOf } from '../../../engine/local/sandbox/agent-paths.ts';
import { plainText } from './plain-file.ts';

/** What an agent's repository holds, as far as it is read: its files are data, and git never works in it. */
export interface AgentHead {
  /** The commit that is checked out. */
  readonly commit: string;
  /** The folder of its objects. */
  readonly objects: string;
  /** The folder of its submodules' repositories. */
  readonly modules: string;
}

const SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const MAX_REFS = 64 * 1024 * 1024;
const MAX_DEPTH = 5;

/**
 * What an agent could not read, Amber must not read for it and push: so git's folder is the workspace's own, and its objects
 * lie in there. For a worktree, of which an agent can make any folder, this is not so.
 * @throws AmberError GIT if what is there is no such repository with a commit
 */
export function agentHead(dir: string, isWorktree = false): AgentHead {
  return headOf(dir, gitFolders(dir, isWorktree));
}

/** The same of a submodule, whose repository has to be in `modules`. @throws AmberError GIT */
export function submoduleHead(dir: string, modules: string): AgentHead {
  const [, named = ''] = /^gitdir: (.+)$/m.exec(plainText(join(dir, '.git'), 4096) ?? '') ?? [];
  const place = realPath(resolve(dir, named));
  if (named === '' || !place.startsWith(`${realPath(modules)}${sep}`) || linkIn(place) !== undefined)
    throw new AmberError('GIT', `${dir} is not a submodule any more`);
  return headOf(dir, { own: place, common: place });
}

/** The path without links; itself if nothing is there. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function headOf(dir: string, { common, own }: GitFolders): AgentHead {
  let at = plainText(join(own, 'HEAD'), 4096)?.trim() ?? '';
  for (let depth = 0; depth < MAX_DEPTH && at.startsWith('ref: '); depth++) at = refOf(own, common, at.slice(5).trim());
  if (!SHA.test(at))
    throw new AmberError('GIT', `${dir} is not a repository with a commit any more: its HEAD can’t be read`);
  return { commit: at, objects: join(common, 'objects'), modules: join(own, 'modules') };
}

/** Git's folder, and the one with objects and refs, which a worktree shares with its repository. */
interface GitFolders {
  readonly own: string;
  readonly common: string;
}

/** @throws AmberError GIT */
function gitFolders(dir: string, isWorktree: boolean): GitFolders {
  const place = join(dir, '.git');
  const kind = lstatSync(place, { throwIfNoEntry: false });
  if (kind?.isDirectory()) {
    const elsewhere = linkIn(place);
    if (elsewhere === undefined) return { own: place, common: place };
    throw new AmberError('GIT', `${dir} is not a repository of its own any more: ${elsewhere} leads elsewhere`);
  }
  const [own, common] = isWorktree && kind?.isFile() ? gitFoldersOf(dir) : [];
  if (own === undefined || common === undefined)
    throw new AmberError('GIT', `${dir} is not a repository of its own any more`);
  return { own, common };
}

/** Files by which a repository uses what another one has. */
const ELSEWHERE = ['commondir', join('objects', 'info', 'alternates')];

/** What in git's folder leads out of it, as far as commits are read there. */
function linkIn(folder: string): string | undefined {
  const named = ELSEWHERE.find((name) => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined);
  if (named !== undefined) return named;
  if (lstatSync(join(folder, 'objects'), { throwIfNoEntry: false })?.isDirectory() !== true) return 'objects';
  return entriesOf(join(folder, 'objects')).find((entry) => entry.isSymbolicLink())?.name;
}

/** All that is in a folder, and in the folders in it. */
function entriesOf(folder: string): readonly Dirent[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true });
}

function refOf(own: string, common: string, ref: string): string {
  if (!ref.startsWith('refs/') || ref.includes('..') || ref.includes('\0')) return '';
  const loose = plainText(join(own, ref), 4096) ?? plainText(join(common, ref), 4096);
  if (loose !== undefined) return loose.trim();
  const packed = plainText(join(common, 'packed-refs'), MAX_REFS) ?? '';
  return (
    packed
      .split('\n')
      .find((line) => line.endsWith(` ${ref}`))
      ?.split(' ')[0] ?? ''
  );
}
