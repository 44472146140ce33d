import { posix } from 'node:path';
import type { ChangedFile, WorkChanges } from '../git/changed-files.ts';
import type { LfsChange } from '../git/lfs.ts';
import type { SecretPlace } from './find-secrets.ts';

/** How much may be delivered, and what beside the plain. */
export interface DeliveryLimits {
  /** Patterns of paths that may change though they decide what CI or Amber may do. */
  readonly allowPaths: readonly string[];
  readonly maxFiles: number;
  /** Bytes of one file. */
  readonly maxFileSize: number;
  /** The folder of Amber's prompts. */
  readonly promptsDir: string;
}

/** What is looked at before a push. */
export interface Inspected {
  readonly changes: WorkChanges;
  /** The same against GitHub's branches as they are now alone, where nobody knows that the work began with an older commit. */
  readonly sinceNow?: WorkChanges | undefined;
  /** Bytes of the new files, by the id of their content. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Where symbolic links lead to, by the id of their content. */
  readonly links: ReadonlyMap<string, string>;
  readonly inLfs: readonly LfsChange[];
  readonly secrets: readonly SecretPlace[];
  /** Files that were too big to be taken in. */
  readonly tooBig: readonly { readonly path: string; readonly bytes: number }[];
  /** The branch that is to be pushed to. */
  readonly branch: { readonly name: string; readonly isDefault: boolean; readonly isProtected: boolean };
}

/** Why a delivery is stopped: a sentence, and the input that would allow it, if one can. */
export interface Reason {
  readonly why: string;
  readonly input?: string;
}

/** At most so many paths are named in one reason. */
const NAMED = 5;

/** All that speaks against a delivery; none: it may go. Pure. */
export function reasonsAgainst(inspected: Inspected, limits: DeliveryLimits): readonly Reason[] {
  const { branch, changes, inLfs, links, secrets, sinceNow = changes, sizes, tooBig } = inspected;
  const { maxFiles, maxFileSize } = limits;
  const all = [...changes.files, ...changes.passing];
  const big = [
    ...tooBig,
    ...all.flatMap(({ path, after }) => (after === undefined ? [] : [{ path, bytes: sizes.get(after.id) ?? 0 }])),
  ].filter(({ bytes }) => bytes > maxFileSize);
  return [
    ...reason(
      branch.isDefault || branch.isProtected ? [branch.name] : [],
      branch.isDefault ? 'the default branch is not pushed to' : 'a protected branch is not pushed to',
    ),
    ...reason(
      // What decided once, and does not any more, is a change, too.
      [...sinceNow.files, ...sinceNow.passing].filter(({ path }) => decides(path, limits)).map(({ path }) => path),
      'what decides about CI or about Amber would change',
      'allow-paths',
    ),
    ...reason(
      all.filter((change) => leavesTree(change, links)).map(({ path }) => path),
      'a symbolic link leads out of the repository',
    ),
    ...reason(
      all.filter(isSubmodule).map(({ path }) => path),
      'a submodule would change',
    ),
    ...reason(
      inLfs.filter(({ is }) => is === 'raw').map(({ path }) => path),
      'a file that belongs into LFS is not in it',
    ),
    ...reason(
      inLfs.filter(({ is }) => is === 'missing').map(({ path }) => path),
      'a file in LFS has no content here',
    ),
    ...reason(
      big.map(({ path }) => path),
      `a file is larger than ${maxFileSize.toLocaleString('en')} bytes`,
      'max-file-size',
    ),
    ...(changes.files.length <= maxFiles
      ? []
      : [
          {
            why: `${changes.files.length.toLocaleString('en')} files would change, more than ${maxFiles}`,
            input: 'max-files',
          },
        ]),
    ...reason(
      secrets.filter(({ isKnown }) => isKnown).map(({ where }) => where),
      'it holds a secret of this job',
    ),
    ...reason(
      secrets.filter(({ isKnown }) => !isKnown).map(({ where }) => where),
      'it holds what looks like a secret',
    ),
  ];
}

function reason(paths: readonly string[], what: string, input?: string): readonly Reason[] {
  const unique = [...new Set(paths)];
  if (unique.length === 0) return [];
  const more = unique.length > NAMED ? ` and ${unique.length - NAMED} more` : '';
  return [{ why: `${what}: ${unique.slice(0, NAMED).join(', ')}${more}`, ...(input === undefined ? {} : { input }) }];
}

/** True for a path that decides what a workflow, its reviewers or Amber may do. Letter case is ignored: some disks do. */
function decides(path: string, { allowPaths, promptsDir }: DeliveryLimits): boolean {
  const name = path.toLowerCase();
  const isDeciding =
    // The folder itself, too: a link can stand in its place.
    ['.github', promptsDir.toLowerCase()].some((folder) => name === folder || name.startsWith(`${folder}/`)) ||
    /(?:^|\/)(?:action\.ya?ml|codeowners|\.amber\.ya?ml)$/.test(name);
  return isDeciding && !allowPaths.some((pattern) => patternOf(pattern).test(path));
}

/** `**` is any path, `*` and `?` stay within a folder. */
function patternOf(glob: string): RegExp {
  const source = glob.replace(/\*\*\/?|[*?]|[^*?]+/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : part === '?' ? '[^/]' : part.replace(/[\\^$.|+()[\]{}]/g, '\\$&');
  });
  return new RegExp(`^${source}$`);
}

function leavesTree({ path, after }: ChangedFile, links: Inspected['links']): boolean {
  if (after?.mode !== '120000') return false;
  const target = links.get(after.id)?.replaceAll('\\', '/');
  if (target === undefined || target.startsWith('/') || /^[a-z]:/i.test(target)) return true;
  // Up again after a name, which may be a link: where that leads depends on all other links.
  if (/(?:^|\/)(?!\.\.?\/)[^/]+\/(?:.*\/)?\.\.(?:\/|$)/.test(target)) return true;
  const place = posix.normalize(posix.join(posix.dirname(path), target));
  return place === '..' || place.startsWith('../') || /(?:^|\/)(?:\.git|git~\d+)(?:\/|$)/i.test(place);
}

function isSubmodule({ path, before, after }: ChangedFile): boolean {
  return before?.mode === '160000' || after?.mode === '160000' || path.toLowerCase() === '.gitmodules';
}
