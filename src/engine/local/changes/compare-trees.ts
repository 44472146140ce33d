import type { ChangedFile } from '../../../core/run-changes.ts';

/** Arguments for git that compare two trees without anything that a repository could choose. */
export const COMPARE = ['--no-ext-diff', '--no-textconv', '--find-renames', '-l400'] as const;

/** Arguments whose output `readCompared` reads. */
export const COMPARE_FILES = ['diff-tree', '-r', '-z', '--raw', '--numstat', ...COMPARE] as const;

const STATUS: { readonly [letter: string]: ChangedFile['status'] } = { A: 'added', D: 'deleted', R: 'renamed' };

/**
 * What `git diff-tree -z --raw --numstat` says: first of all files `:modes ids status`, then of all files the counts; paths
 * end with NUL, and a renamed file has two.
 */
export function readCompared(output: string): readonly ChangedFile[] {
  const parts = output.split('\0').values();
  const next = (): string => parts.next().value ?? '';
  const found = new Map<string, Omit<ChangedFile, 'added' | 'removed'>>();
  const files: ChangedFile[] = [];
  for (let part = next(); part !== ''; part = next()) {
    if (part.startsWith(':')) {
      const letter = part.split(' ')[4]?.[0] ?? '';
      const first = next();
      const path = letter === 'R' ? next() : first;
      found.set(path, { path, status: STATUS[letter] ?? 'modified', ...(letter === 'R' && { from: first }) });
      continue;
    }
    const [added = '', removed = '', named = ''] = part.split('\t');
    // Of a renamed file the old path comes first.
    if (named === '') next();
    const path = named === '' ? next() : named;
    const file = found.get(path);
    if (file !== undefined) files.push({ ...file, added: linesOf(added), removed: linesOf(removed) });
  }
  return files;
}

/** `-` stands for a file that is not text. */
const linesOf = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : null);
