import type { Row } from '../../../../core/transcript/conversation.ts';

/** What changes where an entry does: rows with the same version need not be made again. */
export function versionOf(row: Row): string {
  if (row.kind === 'run-end') return `${row.run.outcome} ${row.run.error?.message ?? ''} ${row.run.costUsd}`;
  if (row.kind === 'notice') return '';
  const { entry } = row;
  if (entry.kind !== 'tool')
    return `${entry.text.length} ${entry.open} ${entry.kind === 'message' && entry.files.length}`;
  return `${entry.name} ${entry.args.length} ${entry.result?.length} ${entry.error?.length} ${entry.open}`;
}

/** Whether a row holds the words, in any case. */
export function holds(row: Row, words: string): boolean {
  const within = (value: string | undefined): boolean => value?.toLowerCase().includes(words) === true;
  if (row.kind === 'notice') return within(row.text);
  if (row.kind === 'run-end') return within(row.run.error?.message);
  const { entry } = row;
  if (entry.kind !== 'tool') return within(entry.text);
  return [entry.name, entry.args, entry.result, entry.error].some(within);
}
