import { diffLines } from 'diff';

export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'same' | 'gap';
  readonly text: string;
}

/** Lines around a change that are shown with it. */
const CONTEXT = 3;
/** Texts that differ more are shown one after the other: the time that it takes grows with the square of that. */
const MAX_EDITS = 600;
const MAX_LENGTH = 200_000;

/** The lines of both texts in order, those that are far from every change left out. */
export function linesOfDiff(before: string, after: string): readonly DiffLine[] {
  const parts =
    before.length + after.length > MAX_LENGTH ? undefined : diffLines(before, after, { maxEditLength: MAX_EDITS });
  const all = parts?.flatMap(({ added, removed, value }) =>
    as(added ? 'added' : removed ? 'removed' : 'same', value),
  ) ?? [...as('removed', before), ...as('added', after)];
  const isNear = new Array<boolean>(all.length).fill(false);
  for (const [at, { kind }] of all.entries())
    if (kind !== 'same') isNear.fill(true, Math.max(0, at - CONTEXT), at + CONTEXT + 1);
  const shown: DiffLine[] = [];
  let skipped = 0;
  for (const [at, line] of all.entries()) {
    if (!isNear[at]) skipped += 1;
    else {
      if (skipped > 0) shown.push({ kind: 'gap', text: unchanged(skipped) });
      skipped = 0;
      shown.push(line);
    }
  }
  if (skipped > 0) shown.push({ kind: 'gap', text: unchanged(skipped) });
  return shown;
}

function as(kind: DiffLine['kind'], value: string): DiffLine[] {
  if (value === '') return [];
  return value
    .replace(/\n$/, '')
    .split('\n')
    .map((text) => ({ kind, text }));
}

function unchanged(lines: number): string {
  return lines === 1 ? '1 line unchanged' : `${lines} lines unchanged`;
}
