import type { Row } from '../../../../core/transcript/rows.ts';

/** What changes where an entry does: rows with the same version need not be made again. */
export function versionOf(row: Row): string {
  if (row.kind === 'run-end') return `${row.run.outcome} ${row.run.error?.message ?? ''} ${row.run.costUsd}`;
  if (row.kind !== 'entry') return '';
  const { entry } = row;
  if (entry.kind !== 'tool')
    return `${entry.text.length} ${entry.open} ${entry.kind === 'message' && entry.files.length}`;
  return `${entry.name} ${entry.args.length} ${entry.result?.length} ${entry.error?.length} ${entry.open}`;
}

/** Texts of a row in which one may look for words. */
export function textsOf(row: Row): readonly (string | undefined)[] {
  if (row.kind === 'notice') return [row.text];
  if (row.kind === 'run-end') return [row.run.error?.message];
  if (row.kind === 'changes') return row.changes.files.map(({ path }) => path);
  const { entry } = row;
  return entry.kind === 'tool' ? [entry.name, entry.args, entry.result, entry.error] : [entry.text];
}
