import { existsSync, realpathSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { AmberError, systemCodeOf } from '../../core/errors.ts';

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

/** What is to be done about each file. Reads, and writes nothing. */
export async function planFiles(root: string, files: readonly WantedFile[]): Promise<readonly FileChange[]> {
  const { createTwoFilesPatch } = await import('diff');
  return Promise.all(
    files.map(async (file): Promise<FileChange> => {
      const old = await textAt(join(root, file.path));
      if (old === file.text || (old !== undefined && file.onlyNew)) return { ...file, action: 'keep', diff: '' };
      const before = old === undefined ? '/dev/null' : `a/${file.path}`;
      const patch = createTwoFilesPatch(before, `b/${file.path}`, old ?? '', file.text, undefined, undefined, {
        context: 3,
      });
      const diff = patch.slice(patch.indexOf('---'));
      return { ...file, action: old === undefined ? 'create' : 'update', diff };
    }),
  );
}

/** Writes what changes. @throws AmberError CONFLICT for a folder that leads out of the repository */
export async function writeFiles(root: string, changes: readonly FileChange[]): Promise<void> {
  for (const { action, path, text } of changes) {
    if (action === 'keep') continue;
    const file = join(root, path);
    checkWithin(root, file);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

export async function textAt(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A link within a repository may point anywhere. */
function checkWithin(root: string, file: string): void {
  let nearest = file;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  const real = realpathSync(nearest);
  const path = relative(realpathSync(root), real);
  if (path.startsWith('..') || real === path)
    throw new AmberError(
      'CONFLICT',
      `${relative(root, file)} is not written: ${relative(root, nearest)} leads out of the repository`,
      {
        hint: 'make it a file and folders of the repository’s own',
      },
    );
}
