import { isObject, object, text } from './agui/events.ts';

/** A file that differs from what it was when a run began. */
export interface ChangedFile {
  /** From the repository's root; in a session with several clones the clone's name comes first. */
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed';
  /** Where a renamed file was. */
  readonly from?: string;
  /** Lines; null for a file that is not text. */
  readonly added: number | null;
  readonly removed: number | null;
}

/** What has changed in a session's workspace since a run began: by whomever, the agent or someone beside it. */
export interface RunChanges {
  /** At most `MAX_FILES`; `total` counts all. */
  readonly files: readonly ChangedFile[];
  readonly total: { readonly files: number; readonly added: number; readonly removed: number };
  /** Why it could not be compared, in words: `files` is empty then. */
  readonly unknown?: string;
  /** The directory that the agent worked in, on the machine that it ran on. */
  readonly dir: string;
  /** The session's own branch, in a worktree or a clone. */
  readonly branch?: string;
}

/** Of one run no more files are named. */
const MAX_FILES = 200;

export const NO_TOTAL = { files: 0, added: 0, removed: 0 };

/** The changes of all files, of which only the first are named. */
export function changesOf(files: readonly ChangedFile[], where: Pick<RunChanges, 'dir' | 'branch'>): RunChanges {
  const sum = (of: 'added' | 'removed'): number => files.reduce((all, file) => all + (file[of] ?? 0), 0);
  const total = { files: files.length, added: sum('added'), removed: sum('removed') };
  return { files: files.slice(0, MAX_FILES), total, ...where };
}

const STATUSES = ['added', 'modified', 'deleted', 'renamed'] as const;

/** What an event says; undefined if it says something else. The stream may be a foreign one. */
export function readChanges(value: { readonly [field: string]: unknown }): RunChanges | undefined {
  const [dir, total] = [text(value, 'dir'), object(value, 'total')];
  if (dir === undefined || total === undefined || !Array.isArray(value.files)) return undefined;
  const [branch, unknown] = [text(value, 'branch'), text(value, 'unknown')];
  return {
    files: value.files.slice(0, MAX_FILES).flatMap(readFile),
    total: { files: countOf(total.files), added: countOf(total.added), removed: countOf(total.removed) },
    ...(unknown !== undefined && { unknown }),
    dir,
    ...(branch !== undefined && { branch }),
  };
}

function readFile(value: unknown): ChangedFile[] {
  if (!isObject(value)) return [];
  const [path, from] = [text(value, 'path'), text(value, 'from')];
  const status = STATUSES.find((one) => one === value.status);
  if (path === undefined || status === undefined) return [];
  const [added, removed] = [lines(value.added), lines(value.removed)];
  return [{ path, status, ...(from !== undefined && { from }), added, removed }];
}

const lines = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const countOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
