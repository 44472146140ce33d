import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { AmberError, isAmberError } from '../../../core/errors.ts';
import type { ChangedFile } from '../../../core/run-changes.ts';
import { shellWord } from '../../../core/text.ts';
import type { SessionPaths } from '../state/paths.ts';
import { COMPARE } from './compare-trees.ts';
import { findRepository } from './find-repository.ts';
import { changedFiles, readBeginnings, storeOf } from './session-changes.ts';
import { comparingGit, type SnapshotDeps, type SnapshotStore, takeSnapshot } from './snapshot.ts';

/** What is wanted of a session's diff. */
export type DiffForm =
  | { readonly as: 'files' }
  /** The text of git, each of its bytes a character. `columns`: how wide a stat may be. */
  | { readonly as: 'patch' }
  | { readonly as: 'stat'; readonly columns: number };

export interface SessionDiff {
  /** The directory that the agent works in. */
  readonly dir: string;
  /** Of form `files`. */
  readonly files: readonly ChangedFile[];
  /** Of the others. */
  readonly text: string;
  /** What was not compared, as in a snapshot. */
  readonly leftOut: readonly string[];
}

/** Marks of direction, which change the order of what is shown after them. */
const REORDERS = /\p{Bidi_Control}/u;
/** Of a patch so many characters are taken. */
const MAX_PATCH = 128 * 1024 * 1024;

/**
 * How a session's workspace differs now from what it was when its `since` run began.
 * `home`: the directory that the session was made in, where that is known.
 * @throws AmberError UNSUPPORTED if nothing was kept of that, NOT_FOUND if the workspace is gone, GIT
 */
export async function diffSession(
  paths: SessionPaths,
  since: 'first' | 'last',
  form: DiffForm,
  deps: SnapshotDeps,
  home?: string,
): Promise<SessionDiff> {
  const begun = readBeginnings(paths);
  if (begun === undefined && home !== undefined && findRepository(home) === undefined)
    throw new AmberError('UNSUPPORTED', `${home} is in no git repository: what its files were before was not kept`, {
      hint: `git -C ${shellWord(home)} init, for the next run; in a repository amber run --worktree gives each session a directory of its own`,
    });
  if (begun === undefined || begun.repositories.length === 0)
    throw new AmberError('UNSUPPORTED', `how its workspace was before was not kept: ${basename(paths.dir)}`, {
      hint: `that needs a git repository that is not too large; amber logs ${basename(paths.dir)} shows what its tools did`,
    });
  const parts = await Promise.all(
    begun.repositories.map(async (beginning, at) => {
      const repository = findRepository(beginning.dir);
      if (repository === undefined)
        throw new AmberError('NOT_FOUND', `the session's repository is gone: ${beginning.dir}`, {
          hint: `amber logs ${basename(paths.dir)} shows what its tools did`,
        });
      const base = storeOf(paths, at);
      // The host of the session may be at work in the other one.
      const store = { folder: `${base}-${randomUUID()}`, repository, stateDir: paths.stateDir, base };
      const clone = begun.repositories.length > 1 ? beginning.dir : '';
      try {
        return await compareStore(store, beginning[since], clone, form, deps);
      } finally {
        rmSync(store.folder, { recursive: true, force: true });
      }
    }),
  );
  return {
    dir: begun.dir,
    files: parts.flatMap(({ files }) => files),
    text: parts.map(({ text }) => text).join(''),
    leftOut: parts.flatMap(({ leftOut }) => leftOut),
  };
}

async function compareStore(
  store: SnapshotStore,
  from: string,
  clone: string,
  form: DiffForm,
  deps: SnapshotDeps,
): Promise<Omit<SessionDiff, 'dir'>> {
  const snapshot = await takeSnapshot(store, deps);
  const { tree: now } = snapshot;
  const name = clone === '' ? '' : `${basename(clone)}/`;
  const leftOut = snapshot.leftOut.map((path) => `${name}${path}`);
  try {
    if (form.as === 'files') {
      const files = await changedFiles(store, from, now, clone, deps);
      return { files, text: '', leftOut };
    }
    const prefixes = [`--src-prefix=a/${name}`, `--dst-prefix=b/${name}`];
    const shape = form.as === 'stat' ? [`--stat=${form.columns}`] : ['--patch', ...prefixes];
    const run = await comparingGit(store, deps);
    const compare = (quotes: boolean): Promise<string> =>
      run(['-c', `core.quotePath=${quotes}`, 'diff-tree', '-r', ...COMPARE, ...shape, from, now], {
        encoding: 'latin1',
        atMost: MAX_PATCH,
      });
    let text = await compare(false);
    // A name may be shown as another one. A patch shows the files' own text, whatever is in it.
    if (form.as === 'stat' && REORDERS.test(Buffer.from(text, 'latin1').toString())) text = await compare(true);
    return { files: [], text: text === '' ? '' : `${text}\n`, leftOut };
  } catch (error) {
    if (!isAmberError(error, 'GIT') || !/unable to read|bad object|missing|not a tree/i.test(error.message))
      throw error;
    throw new AmberError('GIT', `what the repository was at the start is no longer in it: ${error.message}`, {
      hint: 'git has removed commits that nothing refers to any more (git gc)',
      cause: error,
    });
  }
}
