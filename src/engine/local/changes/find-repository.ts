import { lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A repository as far as its files are compared. Git itself never works in it. */
export interface FoundRepository {
  /** The folder of its files. */
  readonly root: string;
  /** Its folder of git's; in a linked worktree the one of that worktree alone. */
  readonly gitDir: string;
  /** The folder of git's that all its worktrees share: `gitDir` where it is no linked worktree. */
  readonly commonDir: string;
  /** Its index, which may not be there. */
  readonly index: string;
  /** Patterns of files that only this clone ignores; may not be there. */
  readonly exclude: string;
  /** The folder of its objects. */
  readonly objects: string;
  readonly format: 'sha1' | 'sha256';
}

/** Longer files of git's are not what they should be. */
const MAX_LINK = 4_096;
const MAX_CONFIG = 1 << 20;

/** The repository that a directory is in; undefined for none. Only plain files are read: nothing that blocks. */
export function findRepository(dir: string): FoundRepository | undefined {
  for (let root = resolve(dir); ; root = dirname(root)) {
    const own = gitFolderOf(root);
    if (own !== undefined) return readRepository(root, own);
    if (root === dirname(root)) return undefined;
  }
}

/** The repository whose files begin at a directory; undefined where it is in none, or in the middle of one. */
export function repositoryAt(root: string): FoundRepository | undefined {
  const own = gitFolderOf(root);
  return own === undefined ? undefined : readRepository(root, own);
}

function gitFolderOf(root: string): string | undefined {
  const git = join(root, '.git');
  const kind = statSync(git, { throwIfNoEntry: false });
  if (kind?.isDirectory()) return git;
  const [, named] = /^gitdir: (.+)$/m.exec(plainFile(git, MAX_LINK)) ?? [];
  return named === undefined ? undefined : resolve(root, named.trim());
}

/** The repository of a folder of git's. */
export function readRepository(root: string, own: string): FoundRepository | undefined {
  const link = plainFile(join(own, 'commondir'), MAX_LINK).trim();
  const common = link === '' ? own : resolve(own, link);
  const objects = join(common, 'objects');
  if (statSync(objects, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  const isNew = /^\s*objectformat\s*=\s*sha256\s*$/im.test(plainFile(join(common, 'config'), MAX_CONFIG));
  return {
    root,
    gitDir: own,
    commonDir: common,
    index: join(own, 'index'),
    exclude: join(common, 'info', 'exclude'),
    objects,
    format: isNew ? 'sha256' : 'sha1',
  };
}

/** The text of a file; "" for what is none, or is longer. */
export function plainFile(path: string, most: number): string {
  const kind = lstatSync(path, { throwIfNoEntry: false });
  return kind?.isFile() && kind.size <= most ? readFileSync(path, 'utf8') : '';
}
