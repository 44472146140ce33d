import { lstatSync, realpathSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { AmberError, isAmberError, messageOf, systemCodeOf } from '../../core/errors.ts';

/** A file that init wants in the repository. */
export interface WantedFile {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** One that is there is somebody's own text, and stays. */
  readonly onlyNew?: true;
}

export interface FileChange extends WantedFile {
  readonly action: 'create' | 'update' | 'keep';
  /** As of `diff -u`; "" if nothing changes. */
  readonly diff: string;
}

/** What to do about each file. Reads, and writes nothing. */
export async function planFiles(root: string, files: readonly WantedFile[]): Promise<readonly FileChange[]> {
  const { createTwoFilesPatch } = await import('diff');
  const changes: FileChange[] = [];
  // One after the other: of several that can't be read, the first one is reported.
  for (const wanted of files) {
    const old = await textAt(join(root, wanted.path));
    const file = { ...wanted, text: inLineBreaksOf(old, wanted.text) };
    if (old === file.text || (old !== undefined && file.onlyNew)) {
      changes.push({ ...file, action: 'keep', diff: '' });
      continue;
    }
    const before = old === undefined ? '/dev/null' : `a/${file.path}`;
    const patch = createTwoFilesPatch(before, `b/${file.path}`, old ?? '', file.text, undefined, undefined, {
      context: 3,
    });
    const diff = patch.slice(patch.indexOf('---'));
    changes.push({ ...file, action: old === undefined ? 'create' : 'update', diff });
  }
  return changes;
}

/** Git may check files out with the line breaks of Windows: they are no difference. */
function inLineBreaksOf(old: string | undefined, text: string): string {
  const isWindows = old?.includes('\r\n') === true && !/(?<!\r)\n/.test(old) && !text.includes('\r');
  return isWindows ? text.replaceAll('\n', '\r\n') : text;
}

/** Writes what changes; nothing if one of them can't be. @throws AmberError CONFLICT for what leads out of the repository */
export async function writeFiles(root: string, changes: readonly FileChange[]): Promise<void> {
  const wanted = changes.filter(({ action }) => action !== 'keep');
  for (const { path } of wanted) await withClearError('write', path, () => checkWithin(root, join(root, path)));
  for (const { path, text } of wanted)
    await withClearError('write', path, async () => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    });
}

export async function textAt(file: string): Promise<string | undefined> {
  try {
    return await withClearError('read', file, () => readFile(file, 'utf8'));
  } catch (error) {
    if (isAmberError(error) && systemCodeOf(error.cause) === 'ENOENT') return undefined;
    throw error;
  }
}

/** What is wrong with files of the repository is its owner's to mend. @throws AmberError CONFLICT */
async function withClearError<T>(action: 'read' | 'write', path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isAmberError(cause)) throw cause;
    throw new AmberError('CONFLICT', `cannot ${action} ${path}: ${messageOf(cause)}`, { hint: HINT, cause });
  }
}

const HINT = 'it must be a file, in folders of the repository’s own, that you may read and write';

/** A link within a repository may point anywhere, also to what is not there yet. */
function checkWithin(root: string, file: string): void {
  let nearest = file;
  while (lstatSync(nearest, { throwIfNoEntry: false }) === undefined) nearest = dirname(nearest);
  const real = realOf(nearest);
  const path = real && relative(realpathSync(root), real);
  if (path === undefined || path.startsWith('..') || real === path)
    throw new AmberError(
      'CONFLICT',
      `${relative(root, file)} is not written: ${relative(root, nearest)} leads out of the repository, or nowhere`,
      { hint: HINT },
    );
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
